import Foundation
import ReaderProperties

/// `swift run -c release ReaderGrowth [READER ...]`: reads hostile data of 1, 4 and 16 MB and fails where the time
/// of a byte grows with the size.
@main
enum ReaderGrowth {
  /// How many times as long a byte of 16 MB may take as one of 4 MB: 4 were quadratic time, and a busy
  /// machine is not always as fast.
  private static let mostGrowth = 2.5
  /// Seconds: the largest data, read faster than this, are no danger, and their time is mostly noise.
  private static let shortest = 1.0
  private static let sizes = [1, 4, 16].map { $0 << 20 }

  static func main() {
    let names = CommandLine.arguments.dropFirst()
    var failures = 0
    print("\("reader", 12)\("data", 34)   1 MB   4 MB  16 MB  (ns a byte)")
    for data in HostileData.all where names.isEmpty || names.contains(data.reader.rawValue) {
      var seconds: [Double] = []
      for size in sizes {
        let bytes = data.make(size)
        let time = ContinuousClock().measure { data.reader.read(bytes) } / .seconds(1)
        seconds.append(time)
        // What takes a minute for a megabyte would take four hours for sixteen.
        if time > 30 { break }
      }
      let perByte = zip(seconds, sizes).map { $0 * 1e9 / Double($1) }
      let isLinear =
        seconds.count == sizes.count
        && (seconds[2] < shortest || perByte[2] < mostGrowth * perByte[1])
      let shown = perByte.map { "\(String(Int($0.rounded())), -7)" }.joined()
      print("\(data.reader.rawValue, 12)\(data.name, 34)\(shown)\(isLinear ? "" : "  NOT LINEAR")")
      failures += isLinear ? 0 : 1
    }
    if failures > 0 {
      print("\(failures) kinds of data take longer a byte the more there are")
      exit(1)
    }
  }
}

extension DefaultStringInterpolation {
  /// A text in a column: to the left of so many places, or to the right where that is negative.
  fileprivate mutating func appendInterpolation(_ text: String, _ width: Int) {
    let spaces = String(repeating: " ", count: max(abs(width) - text.count, 0))
    appendLiteral(width < 0 ? spaces + text : text + spaces)
  }
}
