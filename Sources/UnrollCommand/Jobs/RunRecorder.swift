import Foundation
import Unroll

/// A run folder as it fills: the best model, checkpoints, and a line of metrics for each evaluation.
///
/// Checkpoints are written beside the run, while it trains on: each holds a copy.
final class RunRecorder {
  let folder: String
  /// What the run was started with, kept in its checkpoints.
  var notes: [String: String] = [:]
  private let interval: Double
  private let lock: FolderLock
  private let metrics: Metrics
  private let saver = BackgroundSaver()
  /// Seconds of the run at the last saving.
  private var savedAt: Double
  private var isOwedEpoch = false
  /// Whether the folder's checkpoints are of this run.
  private var hasCheckpoint: Bool
  /// The weights of the best model on the disk.
  private var savedBest: Network?

  /// The note of a checkpoint that says how many lines of metrics came before it.
  private static let linesKey = "metrics"
  /// Epochs that follow each other faster than this are not all saved.
  private static let shortestInterval = 1.0

  /// Makes a folder ready for a run, and keeps other runs away from it.
  ///
  /// - Parameters:
  ///   - interval: seconds between savings.
  ///   - saved: the checkpoint that the run goes on from; nil for a new run.
  ///   - lock: the folder's lock, where it has been taken already.
  init(
    folder: String, interval: Double = 60, resuming saved: ModelFile.Saved? = nil,
    lock: FolderLock? = nil
  ) throws {
    self.folder = folder
    self.interval = interval
    savedAt = saved?.checkpoint.seconds ?? 0
    hasCheckpoint = saved != nil
    do throws(ModelFileError) {
      try RunFolder.create(folder)
      if let lock { self.lock = lock } else { self.lock = try FolderLock(folder) }
    } catch {
      throw CommandFailure(error)
    }
    metrics = try Metrics(
      in: folder, resuming: saved?.checkpoint,
      keptLines: saved?.notes[Self.linesKey].map { Int($0) ?? 0 } ?? .max)
  }

  /// The path of the best model.
  var modelPath: String { RunFolder.file(ModelFile.bestName, in: folder) }

  /// The epochs or parts of the run so far, of one that was taken up again.
  var pastLosses: [(training: Double, validation: Double?)] { metrics.past }

  /// The last report of a run that was taken up again, if the metrics do not tell of it.
  var missingReport: EpochReport? { metrics.missing }

  /// Adds a line to the metrics.
  func record(_ event: some Encodable) throws { try metrics.add(event) }

  /// What is saved of a run at one moment.
  struct Snapshot: Sendable {
    let best: ModelFile.Content
    let latest: ModelFile.Content
    let checkpoint: TrainingCheckpoint
  }

  /// Saves if that is due, after an update or, with `isEpoch`, an evaluation.
  ///
  /// - Throws: what went wrong with the last saving.
  func saveIfDue(seconds: Double, isEpoch: Bool, _ snapshot: () -> Snapshot) throws {
    try saver.check()
    if isEpoch { isOwedEpoch = true }
    let wait = isOwedEpoch ? min(RunRecorder.shortestInterval, interval) : interval
    guard seconds - savedAt >= wait, !saver.isBusy else { return }
    savedAt = seconds
    isOwedEpoch = false
    let snapshot = snapshot()
    saver.start(writing(snapshot, withBest: savedBest != snapshot.best.network))
  }

  /// Saves and waits until all is on the disk.
  func save(_ snapshot: Snapshot) throws {
    try saver.finish()
    saver.start(writing(snapshot, withBest: true))
    try saver.finish()
  }

  /// How a snapshot is written.
  private func writing(
    _ snapshot: Snapshot, withBest: Bool
  ) -> @Sendable () throws(ModelFileError) -> Void {
    let isFirst = !hasCheckpoint
    (hasCheckpoint, savedBest) = (true, snapshot.best.network)
    var notes = notes
    notes[Self.linesKey] = String(metrics.count)
    let saved = ModelFile.Saved(
      content: snapshot.latest, checkpoint: snapshot.checkpoint, notes: notes)
    return { [folder, modelPath, metrics = metrics.file] () throws(ModelFileError) in
      if withBest { try ModelFile.write(snapshot.best, to: modelPath) }
      guard saved.checkpoint.isFinite else { return }
      try metrics.synchronize()
      try ModelFile.save(saved, in: folder, isFirst: isFirst)
    }
  }
}

extension RunRecorder {
  /// Makes the folder for a run whose user named none: after the data, with a number if that is
  /// taken, also by a run that starts at the same moment.
  static func defaultFolder(for data: String, task: Task) throws(CommandFailure) -> String {
    let base = folderName(for: data, task: task) + "-model"
    var candidate = base
    var number = 2
    do {
      while try !RunFolder.createNew(candidate) {
        candidate = "\(base)-\(number)"
        number += 1
      }
    } catch {
      throw CommandFailure(error)
    }
    return candidate
  }

  /// The folder of the latest run whose user named none.
  static func latestFolder(for data: String, task: Task) -> String {
    let base = folderName(for: data, task: task) + "-model"
    var latest = base
    var number = 2
    while RunFolder.exists("\(base)-\(number)") {
      latest = "\(base)-\(number)"
      number += 1
    }
    return latest
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
