/// What can go wrong between a model in memory and its file.
///
/// Each case holds the path as it was given and the fact that was met. `description` says what
/// happened, where, and what to do next, in one line that is safe to print on a terminal whatever
/// the file's names contain. `kind` says in which of four ways a program should end.
public enum ModelFileError: Error, Equatable, Sendable {
  /// The file could not be read at all.
  case cannotRead(path: String, fault: FileFault)
  /// The file was read, and its bytes break the rules of the safetensors format.
  case malformed(path: String, fault: FormatFault)
  /// The file is sound, but what it holds is not a model of this library.
  case notAModel(path: String, fault: ModelFault)
  /// Nothing was written: the file or folder could not be created there.
  case cannotCreate(path: String, fault: FileFault)
  /// Creation went well, but the content did not reach the disk. An older file is left as it was.
  case writeFailed(path: String, fault: FileFault)

  /// The four ways of failing, each with its exit code in the conventions of `sysexits.h`.
  public enum Kind: Sendable {
    /// The file cannot be read (66).
    case unreadable
    /// The file's content is not what it should be (65).
    case malformed
    /// The output cannot be created (73).
    case cannotCreate
    /// The output was begun and could not be finished (74).
    case writeFailed
  }

  /// In which of four ways this fails.
  public var kind: Kind {
    switch self {
    case .cannotRead: .unreadable
    case .malformed, .notAModel: .malformed
    case .cannotCreate: .cannotCreate
    case .writeFailed: .writeFailed
    }
  }
}

extension ModelFileError: CustomStringConvertible {
  /// One line: what happened, where, and what to do next.
  public var description: String {
    switch self {
    case .cannotRead(let path, let fault):
      "Cannot read \(quoted(path)): \(fault.cause). \(fault.advice(writing: false))"
    case .malformed(let path, let fault):
      "\(quoted(path)) is not a sound safetensors file: \(fault.cause). \(fault.advice)"
    case .notAModel(let path, let fault):
      "\(quoted(path)) is not a model: \(fault.cause). \(fault.advice)"
    case .cannotCreate(let path, let fault):
      "Cannot create \(quoted(path)): \(fault.cause). \(fault.advice(writing: true))"
    case .writeFailed(let path, let fault):
      "Writing \(quoted(path)) failed: \(fault.cause). \(fault.advice(writing: true))"
    }
  }

  /// A path is shown whole: it was the user who gave it.
  private func quoted(_ path: String) -> String {
    path.quotedForMessage(limit: 4_096)
  }
}
