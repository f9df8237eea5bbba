import Foundation
import Unroll

/// Whether data looks like sequences with classes.
struct ClassGuess {
  /// What it looks like, in words.
  let reason: String

  /// Bytes of a file that are looked at.
  private static let sample = 1 << 16
  /// Lines under which a table of two columns is not told from other things.
  private static let fewestLines = 4

  /// Looks at a folder, or at a file's beginning; nil where it looks like something else.
  init?(_ path: String) {
    let name = Format.printable(path)
    if RunFolder.exists(path) {
      reason = "\(name) is a folder"
      return
    }
    if path.lowercased().hasSuffix(".ts") {
      reason = "\(name) is a .ts file"
      return
    }
    guard path != "-", let bytes = FileReader.beginning(of: path, count: ClassGuess.sample) else {
      return nil
    }
    var lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    // The last one may be cut.
    if bytes.count == ClassGuess.sample { lines.removeLast() }
    guard ClassGuess.isTable(lines) else { return nil }
    reason = "\(name) has two columns"
  }

  /// Whether all lines have two fields, of which the first is a label: short, and the same again and again.
  private static func isTable(_ lines: [Substring]) -> Bool {
    guard lines.count >= fewestLines else { return false }
    for separator in ["\t", ","] as [Character] {
      var labels: Set<Substring> = []
      let isTable = lines.allSatisfy { line in
        let fields = line.split(
          separator: separator, maxSplits: 1, omittingEmptySubsequences: false)
        guard fields.count == 2, !fields[0].isEmpty, !fields[1].isEmpty else { return false }
        let isOne = !fields[1].contains(separator) || fields[1].first == "\""
        labels.insert(fields[0])
        return isOne && fields[0].count <= 50
      }
      if isTable && labels.count * 2 <= lines.count { return true }
    }
    return false
  }
}
