/// Why data is no sequences of events.
///
/// Lines and columns count from 1; a column counts Unicode scalars. `source` is the name under which the caller
/// knows the data.
public enum EventError: Error, Equatable, Sendable {
  /// The file cannot be read.
  case data(DataError)
  /// Something else than what must stand there.
  case unexpected(source: String, line: Int, column: Int, found: String, expected: String)
  /// A name of a split that stands there twice.
  case splitTwice(source: String, line: Int, column: Int, name: String)
  /// An index beyond those of a model.
  case indexOutOfRange(
    source: String, line: Int, column: Int, index: Int, allowed: ClosedRange<Int>)
  /// An index beyond those of a model in sequences that come from no file; sequences and steps count from 1.
  case noIndexOfModel(sequence: Int, step: Int, index: Int, allowed: ClosedRange<Int>)
  /// No sequence with a step.
  case noSequences(source: String, split: String?)
  /// No index in any step.
  case noEvents(source: String)
  /// More numbers than a data set may hold: those of a step for each index, of all steps.
  case tooLarge(steps: Int, indices: Int, limit: Int)
  /// A split that the data does not have.
  case noSuchSplit(source: String, name: String, splits: [String])
}

extension EventError: CustomStringConvertible {
  /// What happened, where, and what to do next, in one line.
  public var description: String {
    switch self {
    case .data(let error): error.description
    case .unexpected(let source, let line, let column, let found, let expected):
      "\(VisibleText.escaped(source)), line \(line), column \(column): found \(found); expected \(expected)."
    case .splitTwice(let source, let line, let column, let name):
      "\(VisibleText.escaped(source)), line \(line), column \(column): the split "
        + "\(VisibleText.quoted(name)) stands here a second time; expected another name."
    case .indexOutOfRange(let source, let line, let column, let index, let allowed):
      "\(VisibleText.escaped(source)), line \(line), column \(column): index \(index); expected "
        + "\(allowed.lowerBound) to \(allowed.upperBound)."
    case .noIndexOfModel(let sequence, let step, let index, let allowed):
      "sequence \(sequence), step \(step): index \(index); expected \(allowed.lowerBound) to \(allowed.upperBound)."
    case .noSequences(let source, let split):
      "\(VisibleText.escaped(source)) has no sequences"
        + (split.map { " in its split \(VisibleText.quoted($0))" } ?? "")
        + "; expected lists of steps, each a list of active indices."
    case .noEvents(let source):
      "\(VisibleText.escaped(source)) has no active index in any step; expected one at least."
    case .tooLarge(let steps, let indices, let limit):
      "\(steps) steps of \(indices) indices each are more than the limit of \(limit) numbers. Use fewer "
        + "sequences, or a narrower range of indices."
    case .noSuchSplit(let source, let name, let splits):
      "\(VisibleText.escaped(source)) has no split \(VisibleText.quoted(name)); it has "
        + (splits.isEmpty
          ? "none." : splits.map { VisibleText.quoted($0) }.joined(separator: ", ") + ".")
    }
  }
}
