import Foundation
import Unroll

/// The folder of a stream that is learned: its model, and checkpoints from which it goes on.
///
/// Files are written beside the learning, from copies.
final class OnlineFolder {
  private let path: String
  private let interval: Double
  private let lock: FolderLock
  private let saver = BackgroundSaver()
  private var savedAt = Date()
  /// Whether the folder's checkpoints are of this stream.
  private var hasCheckpoint = false

  /// Makes a folder ready, and keeps other runs away from it.
  ///
  /// - Parameter interval: seconds between savings.
  init(_ path: String, interval: Double) throws(CommandFailure) {
    self.path = path
    self.interval = interval
    do throws(ModelFileError) {
      try RunFolder.create(path)
      lock = try FolderLock(path)
    } catch {
      throw CommandFailure(error)
    }
  }

  /// Reads the latest checkpoint that is whole; a damaged one is set aside.
  func read() throws(CommandFailure) -> ModelFile.SavedLearner {
    do throws(ModelFileError) {
      let (saved, fault) = try ModelFile.readLearner(in: path)
      if let fault {
        Output.note("warning: \(fault.description) The checkpoint before it is used.")
        try ModelFile.setAsideDamaged(in: path)
      }
      hasCheckpoint = true
      return saved
    } catch .notAModel(let file, .missingMetadata("online")) {
      throw CommandFailure(
        .data,
        "\(Format.path(file)) is not of a stream: --resume goes on from what 'unroll online' has saved"
      )
    } catch {
      throw CommandFailure(error)
    }
  }

  /// Saves if it is time to.
  func saveIfDue(_ saved: () -> ModelFile.SavedLearner) throws(CommandFailure) {
    guard -savedAt.timeIntervalSinceNow >= interval, !saver.isBusy else { return }
    try saver.check()
    start(saved())
  }

  /// Saves and waits until all is on the disk.
  func save(_ saved: ModelFile.SavedLearner) throws(CommandFailure) {
    try saver.finish()
    start(saved)
    try saver.finish()
  }

  private func start(_ saved: ModelFile.SavedLearner) {
    let isFirst = !hasCheckpoint
    hasCheckpoint = true
    savedAt = Date()
    let model = RunFolder.file(ModelFile.bestName, in: path)
    saver.start { [path] () throws(ModelFileError) in
      try ModelFile.write(saved.content, to: model)
      guard saved.checkpoint.isFinite else { return }
      try ModelFile.save(saved, in: path, isFirst: isFirst)
    }
  }
}
