import Foundation
import Testing

@testable import UnrollCommand

/// Texts that the command is expected to print, kept in files beside the tests.
///
/// `UNROLL_UPDATE_GOLDEN=1 swift test` writes them anew: look at the difference before you commit.
enum Golden {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Golden").standardizedFileURL
  private static let isUpdating = ProcessInfo.processInfo.environment["UNROLL_UPDATE_GOLDEN"] == "1"

  /// Compares a text with its file, and names the first line that differs.
  static func expect(
    _ text: String, equals name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let file = folder.appending(path: name)
    if isUpdating {
      try Data(text.utf8).write(to: file)
      return
    }
    let expected = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    guard text != expected else { return }
    let found = text.split(separator: "\n", omittingEmptySubsequences: false)
    let wanted = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let line = zip(found, wanted).prefix { $0 == $1 }.count
    Issue.record(
      """
      Golden/\(name), line \(line + 1):
        expected: \(line < wanted.count ? String(wanted[line]) : "nothing more")
        found:    \(line < found.count ? String(found[line]) : "nothing more")
      UNROLL_UPDATE_GOLDEN=1 writes the file anew.
      """, sourceLocation: sourceLocation)
  }

  /// Runs commands one after the other and writes down what each prints and how it ends.
  static func transcript(_ unroll: Unroll, _ commands: [[String]]) throws -> String {
    var text = ""
    for arguments in commands {
      let outcome = try unroll.run(arguments)
      let words = arguments.map { $0.isEmpty || $0.contains(" ") ? "'\($0)'" : $0 }
      text += "$ unroll \(Format.printable(words.joined(separator: " ")))\n"
      text += outcome.output + outcome.error
      text += outcome.hung ? "HUNG\n" : "[\(outcome.code)]\n\n"
    }
    return text
  }
}
