/// Why training ended.
public enum StopReason: String, Sendable, Codable {
  /// The training loss fell under the threshold: the model has converged.
  case loss
  /// The last epoch is done.
  case epochs
  /// The time is up.
  case time
  /// The validation loss has not improved for too long.
  case patience
  /// The observer asked to stop.
  case interrupted
  /// The task that trained was cancelled.
  case cancelled
  /// A loss, gradient or parameter was no longer a finite number.
  case diverged
}
