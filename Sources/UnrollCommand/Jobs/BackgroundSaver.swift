import Dispatch
import Synchronization
import Unroll

/// Writes files beside a run, one set after the other, so that the run waits for no disk.
final class BackgroundSaver: Sendable {
  private struct State {
    var isBusy = false
    var failure: ModelFileError?
  }

  private let queue = DispatchQueue(label: "saving")
  private let state = Mutex(State())

  /// Whether something is being written.
  var isBusy: Bool { state.withLock { $0.isBusy } }

  /// Starts to write. What fails is thrown by the next ``check()`` or ``finish()``.
  func start(_ write: @escaping @Sendable () throws(ModelFileError) -> Void) {
    state.withLock { $0.isBusy = true }
    queue.async {
      let failure = Self.failure(of: write)
      self.state.withLock { state in
        state.isBusy = false
        state.failure = state.failure ?? failure
      }
    }
  }

  /// Throws what has failed since the last time.
  func check() throws(CommandFailure) {
    let failure = state.withLock { state in
      defer { state.failure = nil }
      return state.failure
    }
    if let failure { throw CommandFailure(failure) }
  }

  /// Waits until all is written.
  func finish() throws(CommandFailure) {
    queue.sync {}
    try check()
  }

  private static func failure(
    of write: () throws(ModelFileError) -> Void
  ) -> ModelFileError? {
    do throws(ModelFileError) {
      try write()
      return nil
    } catch {
      return error
    }
  }
}
