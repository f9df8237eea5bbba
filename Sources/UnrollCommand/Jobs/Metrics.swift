import Foundation
import Unroll

/// `metrics.jsonl`: a line for each evaluation of a run and each update that diverged, and one at its end.
final class Metrics {
  /// The losses of the lines that were there when a run was taken up again.
  let past: [(training: Double, validation: Double?)]
  /// The report that a checkpoint has and the lines lack, of a run whose disk was full.
  let missing: EpochReport?
  /// The lines, without the one at the end of the run.
  private(set) var count: Int
  let file: LineFile

  /// Creates an empty file, or keeps of one what came before a checkpoint.
  ///
  /// - Parameter keptLines: how many lines there were at the checkpoint.
  init(
    in folder: String, resuming checkpoint: TrainingCheckpoint?, keptLines: Int
  ) throws {
    let path = RunFolder.file("metrics.jsonl", in: folder)
    let last = checkpoint?.lastReport
    let lines =
      try checkpoint.map { _ in
        // An interrupted run is judged once more, of which the one that goes on does not know.
        try Metrics.lines(of: path).prefix(max(keptLines, 0)).filter {
          !$0.entry.isLater(than: last)
        }
      } ?? []
    past = lines.compactMap { line in line.entry.loss.map { ($0, line.entry.validationLoss) } }
    missing = lines.contains { $0.entry.isOf(last) } ? nil : last
    count = lines.count
    do {
      file = try LineFile(path, keeping: lines.flatMap { $0.text + [UInt8(ascii: "\n")] })
    } catch {
      throw CommandFailure(error)
    }
  }

  /// Adds a line.
  func add(_ event: some Encodable) throws {
    let line = Array(try Output.jsonLine(event))
    do {
      try file.add(line)
    } catch {
      throw CommandFailure(error)
    }
    count += 1
  }

  private struct Entry: Decodable {
    var event: String
    var epoch: Int
    var steps: Int
    var loss: Double?
    var validationLoss: Double?

    /// Whether this is the line of an evaluation.
    func isOf(_ report: EpochReport?) -> Bool {
      loss != nil && epoch == report?.epoch && steps == report?.steps
    }

    /// Whether this is an evaluation after another one, or after none.
    func isLater(than report: EpochReport?) -> Bool {
      loss != nil && (epoch, steps) > (report?.epoch ?? 0, report?.steps ?? 0)
    }
  }

  /// The lines of a run but for its end. A killed run may have written the last one in part.
  private static func lines(
    of path: String
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
        entry.event != "end"
      else { return nil }
      return (Array(line), entry)
    }
  }
}
