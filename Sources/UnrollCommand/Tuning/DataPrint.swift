import Foundation
import Unroll

/// What a search remembers of a file, to tell whether it is still the same.
struct DataPrint: Codable, Equatable {
  /// The name under which it was given, for people.
  let name: String
  let bytes: Int
  let hash: Fingerprint

  /// Reads a file, or all files of a folder.
  init(_ path: String) throws(CommandFailure) {
    name = path
    var (bytes, hash) = (0, Fingerprint())
    func read(_ path: String) throws(CommandFailure) {
      do throws(DataError) {
        let content = try FileBytes.read(path: path, limit: .max)
        bytes += content.count
        hash.add(content)
      } catch {
        throw CommandFailure(error)
      }
    }
    if RunFolder.exists(path) {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
      for name in names.filter({ !$0.hasPrefix(".") }).sorted() {
        hash.add(Array(name.utf8))
        try read(RunFolder.file(name, in: path))
      }
    } else {
      try read(path)
    }
    (self.bytes, self.hash) = (bytes, hash)
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
}
