import Foundation
import Unroll

/// What a search remembers of a file, to tell whether it is still the same.
struct DataPrint: Codable, Equatable {
  /// The name under which it was given, for people.
  let name: String
  let bytes: Int
  /// FNV-1a of all bytes, 64 bits (Fowler, Noll, Vo and Eastlake, 2024, draft-eastlake-fnv): it tells files
  /// apart that changed by accident, and was not made for more.
  let hash: String

  /// Bytes read at once.
  private static let chunk = 1 << 20

  /// Reads a file, or all files of a folder.
  init(_ path: String) throws(CommandFailure) {
    var sum = Sum()
    if RunFolder.exists(path) {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
      for name in names.filter({ !$0.hasPrefix(".") }).sorted() {
        sum.add(Data(name.utf8))
        try DataPrint.read(RunFolder.file(name, in: path), into: &sum)
      }
    } else {
      try DataPrint.read(path, into: &sum)
    }
    name = path
    bytes = sum.bytes
    hash = String(sum.value, radix: 16)
  }

  /// Refuses what cannot be read twice: a search that goes on later would have nothing to go on with.
  static func check(_ paths: [String]) throws(CommandFailure) {
    for path in paths {
      var status = stat()
      guard path == "-" || stat(path, &status) == 0 else { continue }
      let kind = status.st_mode & S_IFMT
      if path == "-" || (kind != S_IFREG && kind != S_IFDIR) {
        throw CommandFailure(
          .usage,
          """
          a search reads its data again when it goes on after a break, and \
          \(path == "-" ? "standard input" : Format.path(path)) cannot be read twice. Save the data to a file.
          """)
      }
    }
  }

  private static func read(_ path: String, into sum: inout Sum) throws(CommandFailure) {
    do {
      let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? file.close() }
      while let data = try file.read(upToCount: chunk), !data.isEmpty { sum.add(data) }
    } catch {
      throw CommandFailure(
        .unreadable, "cannot read \(Format.path(path)): \(error.localizedDescription)")
    }
  }

  private struct Sum {
    var value: UInt64 = 0xCBF2_9CE4_8422_2325
    var bytes = 0

    mutating func add(_ data: Data) {
      var value = value
      for byte in [UInt8](data) { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
      self.value = value
      bytes += data.count
    }
  }
}
