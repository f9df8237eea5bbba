/// What can be wrong with sequences given to a ``Dataset``.
public enum DatasetError: Error, Equatable, CustomStringConvertible {
  /// A sequence without a time step.
  case emptySequence(index: Int)
  /// A word without a character.
  case emptySpelling(index: Int)
  /// A track that is longer or shorter than the sequences.
  case lengthMismatch(track: String, steps: Int, expected: Int)
  /// Numbers that do not fill whole time steps.
  case partialStep(track: String, count: Int, size: Int)
  /// A symbol that is not in 0 ..< count.
  case symbolOutOfRange(track: String, step: Int, symbol: Int, count: Int)
  /// NaN or infinity among the numbers.
  case nonFiniteValue(track: String, step: Int)
  /// A number that is too large to compute with.
  case valueTooLarge(track: String, step: Int, limit: Double)
  /// A target outside 0 ... 1 for a binary loss.
  case targetNotBinary(step: Int, value: Float)

  /// What happened, and where.
  public var description: String {
    switch self {
    case .emptySequence(let index):
      "sequence \(index) has no time steps"
    case .emptySpelling(let index):
      "spelling \(index) has no characters"
    case .lengthMismatch(let track, let steps, let expected):
      "the \(track) hold \(steps) time steps; the lengths add up to \(expected)"
    case .partialStep(let track, let count, let size):
      "the \(track) hold \(count) numbers, which are no steps of \(size) numbers"
    case .symbolOutOfRange(let track, let step, let symbol, let count):
      "the \(track) have symbol \(symbol) at time step \(step); symbols are 0 to \(count - 1)"
    case .nonFiniteValue(let track, let step):
      "the \(track) have a number that is not finite at time step \(step)"
    case .valueTooLarge(let track, let step, let limit):
      "the \(track) have one at time step \(step) that is not between -\(limit) and \(limit)"
    case .targetNotBinary(let step, let value):
      """
      the targets have \(value) at time step \(step); a binary loss needs numbers from 0 to 1: \
      scale them, or choose another loss
      """
    }
  }
}
