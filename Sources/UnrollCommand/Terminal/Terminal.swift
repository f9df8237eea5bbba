import Foundation
import Unroll

/// What is known of the terminal behind standard error.
struct Terminal {
  /// Whether standard error is a terminal that can move its cursor.
  let isInteractive: Bool
  /// Whether characters beyond ASCII can be shown.
  let showsUnicode: Bool

  private let descriptor: Int32

  static let standardError = Terminal(descriptor: 2)

  private init(descriptor: Int32) {
    self.descriptor = descriptor
    let environment = ProcessInfo.processInfo.environment
    isInteractive = isatty(descriptor) == 1 && environment["TERM"] != "dumb"
    let locale =
      [environment["LC_ALL"], environment["LC_CTYPE"], environment["LANG"]]
      .compactMap { $0 }.first { !$0.isEmpty } ?? ""
    showsUnicode = locale.uppercased().contains("UTF-8") || locale.uppercased().contains("UTF8")
  }

  /// Columns of the terminal, asked anew each time: its user may have changed them.
  var width: Int {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}

/// Numbers and texts as people read them.
enum Format {
  /// A whole number with commas between thousands.
  static func count(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var grouped = ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index).isMultiple(of: 3) { grouped.append(",") }
      grouped.append(digit)
    }
    return (value < 0 ? "-" : "") + grouped
  }

  /// A number of things: `1 word`, `5,163 words`.
  static func count(_ value: Int, _ thing: String) -> String {
    "\(count(value)) \(thing)\(value == 1 ? "" : "s")"
  }

  /// A number with a fixed number of decimals.
  static func decimal(_ value: Double, _ decimals: Int) -> String {
    String(format: "%.\(decimals)f", value)
  }

  /// So many of something a second, without decimals.
  static func rate(_ value: Double) -> String { count(value > 0 ? Int(min(value, 1e15)) : 0) }

  /// A share in per cent.
  static func percent(_ share: Double, decimals: Int = 2) -> String {
    decimal(100 * share, decimals) + " %"
  }

  /// A loss in nats.
  static func loss(_ value: Double?) -> String { value.map { decimal($0, 4) } ?? "-" }

  /// A length of time: `0.8 s`, `42 s`, `3 min 05 s`, `2 h 10 min`.
  static func seconds(_ value: Double) -> String {
    guard value.isFinite else { return "?" }
    if value < 10 { return "\(decimal(max(value, 0), 1)) s" }
    let whole = Int(min(value, 1e12).rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(String(format: "%02d", whole % 60)) s" }
    return "\(whole / 3600) h \(String(format: "%02d", whole / 60 % 60)) min"
  }

  /// A path as a shell takes it, on one line.
  static func path(_ path: String) -> String {
    path.isEmpty ? "" : argument(path.hasPrefix("-") ? "./" + path : path)
  }

  /// An argument of a command as a shell takes it, on one line.
  static func argument(_ text: String) -> String {
    let plain = text.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || $0.properties.numericType != nil
        || "/._-+,:@%".unicodeScalars.contains($0)
    }
    return plain && !text.isEmpty ? text : "'\(printable(text).replacing("'", with: "'\\''"))'"
  }

  /// A symbol of an alphabet as people can see it: what has no look is shown by its codes.
  static func symbol(_ symbol: String, unit: SymbolUnit) -> String {
    let scalars = symbol.unicodeScalars
    if unit == .byte, let byte = scalars.first?.value, byte >= 0x80 {
      return "0x" + String(byte, radix: 16, uppercase: true)
    }
    if symbol == " " { return "space" }
    let isVisible = scalars.contains {
      !$0.properties.isWhitespace && !$0.properties.isDefaultIgnorableCodePoint
    }
    return isVisible
      ? printable(symbol)
      : scalars.map { "U+" + String($0.value, radix: 16, uppercase: true) }.joined(separator: "_")
  }

  /// A text of several lines without characters that could steer a terminal or turn its writing round.
  static func printableText(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map {
        $0.split(separator: "\t", omittingEmptySubsequences: false).map { printable(String($0)) }
          .joined(separator: "\t")
      }
      .joined(separator: "\n")
  }

  /// A text without characters that could steer a terminal, turn its writing round or break a
  /// line.
  static func printable(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator,
        .format where scalar.properties.isBidiControl:
        result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
