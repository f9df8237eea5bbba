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
    guard path != "-", let file = FileHandle(forReadingAtPath: path) else {
      (task, reason) = (.words, "standard input")
      return
    }
    let bytes = (try? file.read(upToCount: TaskGuess.sample)) ?? Data()
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    let spaced = lines.count { $0.contains(" ") }
    let isText = spaced * 2 > lines.count || lines.contains { $0.count > TaskGuess.longestWord }
    task = isText ? .text : .words
    reason = isText ? "\(name) looks like running text" : "\(name) has one word a line"
  }

  /// Characters of a line that is still taken for a word.
  private static let longestWord = 200
}
