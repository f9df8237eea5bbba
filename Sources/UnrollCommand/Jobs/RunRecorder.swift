import Foundation
import Unroll

/// A run folder as it fills: the best model, the latest one, and a line of metrics for each epoch.
final class RunRecorder {
  let folder: String
  private let metrics: FileHandle
  private let metricsPath: String
  private var savedAt = 0.0

  /// Seconds between savings while the run goes on; the end always saves.
  private static let interval = 10.0

  /// Creates the folder and an empty file of metrics.
  init(folder: String) throws {
    self.folder = folder
    do {
      try RunFolder.create(folder)
    } catch {
      throw CommandFailure(error)
    }
    metricsPath = RunFolder.file("metrics.jsonl", in: folder)
    guard FileManager.default.createFile(atPath: metricsPath, contents: nil),
      let handle = FileHandle(forWritingAtPath: metricsPath)
    else {
      throw CommandFailure(
        .cannotCreate,
        "cannot create '\(metricsPath)'. Give another folder with --out.")
    }
    metrics = handle
  }

  /// The path of the best model.
  var modelPath: String { RunFolder.file(ModelFile.bestName, in: folder) }

  /// Adds a line to the metrics.
  func record(_ event: some Encodable) throws {
    do {
      try metrics.write(contentsOf: try Output.jsonLine(event))
    } catch {
      throw CommandFailure(
        .writing, "writing '\(metricsPath)' failed: \(error.localizedDescription)")
    }
  }

  /// Saves both models if the last saving is long enough ago.
  func saveIfDue(best: ModelFile.Content, last: ModelFile.Content, seconds: Double) throws {
    guard seconds - savedAt >= RunRecorder.interval else { return }
    try save(best: best, last: last)
    savedAt = seconds
  }

  /// Saves both models.
  func save(best: ModelFile.Content, last: ModelFile.Content) throws {
    do throws(ModelFileError) {
      try ModelFile.write(best, to: modelPath)
      try ModelFile.write(last, to: RunFolder.file(ModelFile.lastName, in: folder))
    } catch {
      throw CommandFailure(error)
    }
  }

  /// Makes the folder for a run whose user named none: after the data, with a number if that is
  /// taken, also by a run that starts at the same moment.
  static func defaultFolder(for data: String, task: Task) -> String {
    let base = folderName(for: data, task: task) + "-model"
    var candidate = base
    var number = 2
    // Whatever else is wrong, creating the folder will say.
    while mkdir(candidate, 0o777) != 0 && errno == EEXIST {
      candidate = "\(base)-\(number)"
      number += 1
    }
    return candidate
  }

  /// What the folder of a run is named after: the data, or the task where that has no name.
  static func folderName(for data: String, task: Task) -> String {
    let file = URL(fileURLWithPath: data)
    // A pipe has a number for a name, which says nothing.
    let isNameless = data == "-" || data.hasPrefix("/dev/") || data.hasPrefix("/proc/")
    let name = isNameless ? "" : file.deletingPathExtension().lastPathComponent
    return name.isEmpty ? task.rawValue : name
  }
}
