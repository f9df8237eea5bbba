/// The readers of data that comes from strangers, each with what has to hold whatever the bytes.
///
/// The fuzzer (`Scripts/fuzz`) calls ``check(_:)`` with bytes of its own, the test suite with those that are
/// kept under `Tests/Fuzzing`.
package enum Reader: String, CaseIterable, Sendable {
  /// Files of tensors.
  case safetensors
  /// Model files of every kind, whole.
  case model
  /// What a model file's texts say: edits of the metadata of sound models.
  case metadata
  /// Checkpoints: edits of the metadata of a sound one.
  case checkpoint
  /// Checkpoints of endless streams: edits of the metadata of a sound one.
  case learner
  /// Lists of words.
  case words
  /// Running texts, in pieces of any size, of each unit.
  case text
  /// Tables of comma-separated values, and series of their columns.
  case table
  /// `.ts` files of the time series archive.
  case cases
  /// Tables of labels and texts, or of numbers and labels.
  case labels
  /// CoNLL-U.
  case conllu
  /// Two columns of words and tags, and sentences without tags.
  case tags
  /// Events in JSON.
  case events
  /// Patterns of `unroll complete`.
  case pattern
  /// Streams of numbers.
  case online

  /// Reads the bytes and looks whether all holds that should.
  ///
  /// - Throws: ``Violation`` where it does not. An error of the reader is none.
  package func check(_ bytes: [UInt8]) throws(Violation) {
    switch self {
    case .safetensors: try checkSafetensors(bytes)
    case .model: try checkModel(bytes)
    case .metadata: try checkMetadata(bytes)
    case .checkpoint: try checkCheckpoint(bytes)
    case .learner: try checkLearner(bytes)
    case .words: try checkWords(bytes)
    case .text: try checkText(bytes)
    case .table: try checkTable(bytes)
    case .cases: try checkCases(bytes)
    case .labels: try checkLabels(bytes)
    case .conllu: try checkCoNLLU(bytes)
    case .tags: try checkTags(bytes)
    case .events: try checkEvents(bytes)
    case .pattern: try checkPattern(bytes)
    case .online: try checkOnline(bytes)
    }
  }
}

/// Something that does not hold of a reader.
package struct Violation: Error, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}

/// Fails unless a property holds.
func require(
  _ holds: @autoclosure () -> Bool, _ property: @autoclosure () -> String
) throws(Violation) {
  guard holds() else { throw Violation(property()) }
}
