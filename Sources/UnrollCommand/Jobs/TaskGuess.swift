import Foundation
import Unroll

/// Which kind of job data looks like.
struct TaskGuess {
  let task: Task
  /// What it looks like, in words.
  let reason: String

  /// What it looks like, what is made of that, and how to say otherwise.
  var remark: String { "\(reason): learned as \(task.rawValue) (--task says otherwise)" }

  /// Bytes of a file that are looked at.
  private static let sample = 1 << 16

  /// Looks at the beginning of files. What cannot be read is for the job to report.
  init(_ paths: [String]) {
    if paths.count > 1 {
      (task, reason) = (.text, "several files")
      return
    }
    let path = paths.first ?? "-"
    if let guess = ClassGuess(path) {
      (task, reason) = (.classify, guess.reason)
      return
    }
    let name = Format.printable(path)
    if path.lowercased().hasSuffix(".conllu") {
      (task, reason) = (.tag, "\(name) has tagged words by its name")
      return
    }
    guard path != "-", let bytes = FileReader.beginning(of: path, count: TaskGuess.sample) else {
      (task, reason) = (.words, path == "-" ? "standard input" : "\(name) is a pipe")
      return
    }
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    if let (task, reason) = TaskGuess.numbers(lines, name) {
      (self.task, self.reason) = (task, reason)
      return
    }
    let spaced = lines.count { $0.contains(" ") }
    let isText = spaced * 2 > lines.count || lines.contains { $0.count > TaskGuess.longestWord }
    task = isText ? .text : .words
    reason = isText ? "\(name) looks like running text" : "\(name) has one word a line"
  }

  /// Tables of numbers and lists of events; nil for anything else.
  private static func numbers(_ lines: [Substring], _ name: String) -> (Task, String)? {
    guard let first = lines.first(where: { !$0.allSatisfy(\.isWhitespace) }) else { return nil }
    let start = first.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    if start.first == "{" || start.first == "[" {
      return (.events, "\(name) has lists of events")
    }
    // The last line that was read may be cut, and rows may lack values.
    let rows = lines.dropFirst().dropLast(lines.count > 2 ? 1 : 0).prefix(50)
    let numbered = rows.count { row in
      row.split { ",;\t\"".contains($0) }.contains { Double($0.drop { $0 == " " }) != nil }
    }
    let isTable = numbered * 2 > rows.count
    return isTable ? (.forecast, "\(name) is a table of numbers") : nil
  }

  /// Characters of a line that is still taken for a word.
  private static let longestWord = 200
}
