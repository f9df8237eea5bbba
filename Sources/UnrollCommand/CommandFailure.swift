import Unroll

/// Why a command ends early: a message for people and an exit code for scripts.
struct CommandFailure: Error {
  /// The exit codes of the command; `unroll --help` lists them.
  enum Code: Int32 {
    /// Options that are wrong or contradict each other.
    case usage = 64
    /// A data or model file that is not what it should be.
    case data = 65
    /// A file that cannot be read.
    case unreadable = 66
    /// Training that diverged, or a check that failed.
    case failed = 70
    /// An output that cannot be created.
    case cannotCreate = 73
    /// Writing that failed.
    case writing = 74
    /// Interrupted by a signal, with everything saved.
    case interrupted = 75
  }

  let code: Code
  let message: String

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  init(_ error: DataError) {
    self.init(error.isUnreadable ? .unreadable : .data, error.description)
  }

  init(_ error: ClassificationError) {
    self.init(error.isUnreadable ? .unreadable : .data, error.description)
  }

  init(_ error: ModelFileError) {
    let code: Code =
      switch error.kind {
      case .unreadable: .unreadable
      case .malformed: .data
      case .cannotCreate: .cannotCreate
      case .writeFailed: .writing
      }
    self.init(code, error.description)
  }

  /// A trainer, or what does not go together as wrong usage.
  static func trainer(
    _ make: () throws(TrainingError) -> Trainer
  ) throws(CommandFailure) -> Trainer {
    do {
      return try make()
    } catch {
      throw CommandFailure(.usage, error.description)
    }
  }
}
