import Foundation
import Unroll

/// `metrics.jsonl`: a line for each evaluation of a run, and one at its end.
final class Metrics {
  /// The losses of the lines that were there when a run was taken up again.
  let past: [(training: Double, validation: Double?)]
  private let path: String
  private let file: FileHandle

  /// Creates an empty file, or keeps of one what came before a checkpoint.
  init(in folder: String, resuming checkpoint: TrainingCheckpoint?) throws {
    let path = RunFolder.file("metrics.jsonl", in: folder)
    let lines =
      try checkpoint.map { try Metrics.lines(of: path, upTo: $0.lastReport?.steps ?? 0) } ?? []
    past = lines.map { ($0.entry.loss, $0.entry.validationLoss) }
    let kept = lines.flatMap { $0.text + [UInt8(ascii: "\n")] }
    guard FileManager.default.createFile(atPath: path, contents: Data(kept)),
      let file = FileHandle(forWritingAtPath: path), (try? file.seekToEnd()) != nil
    else {
      throw CommandFailure(
        .cannotCreate, "cannot create '\(path)'. Give another folder with --out.")
    }
    (self.path, self.file) = (path, file)
  }

  /// Adds a line.
  func add(_ event: some Encodable) throws {
    do {
      try file.write(contentsOf: try Output.jsonLine(event))
    } catch {
      throw CommandFailure(.writing, "writing '\(path)' failed: \(error.localizedDescription)")
    }
  }

  private struct Entry: Decodable {
    var event: String
    var steps: Int
    var loss: Double
    var validationLoss: Double?
  }

  /// The lines of evaluations up to an update. A killed run may have written more, the last line in part.
  private static func lines(
    of path: String, upTo step: Int
  ) throws(CommandFailure) -> [(text: [UInt8], entry: Entry)] {
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    let bytes: [UInt8]
    do {
      bytes = try FileReader.read(path, maximumSize: RunFolder.mostRecordBytes)
    } catch {
      throw CommandFailure(error)
    }
    return bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
      guard let entry = try? JSONDecoder().decode(Entry.self, from: Data(line)),
        entry.event != "end", entry.steps <= step
      else { return nil }
      return (Array(line), entry)
    }
  }
}
