/// Why data cannot be learned or judged as sequences with classes.
public enum ClassificationError: Error, Equatable, Sendable {
  /// A file that cannot be read, or is no text.
  case data(DataError)
  /// Something that is not what has to stand there.
  case unexpected(DataPlace, found: String, expected: String)
  /// A value that is not there: nothing is put in its place.
  case missingValue(DataPlace, found: String)
  /// A line with more or fewer fields than the others.
  case ragged(DataPlace, fields: Int, expected: Int)
  /// Values of a line that do not fill time steps.
  case indivisible(source: String, values: Int, stepSize: Int)
  /// A folder that holds no files.
  case emptyFolder(source: String)
  /// Something in a folder of classes that is not a file of one class.
  case badClassFile(source: String, reason: String)
  /// Data without a sequence.
  case noSequences(source: String)
  /// Sequences without labels where labels are needed.
  case unlabelled(source: String)
  /// Fewer than two classes.
  case tooFewClasses(source: String, classes: [String])
  /// More classes than ``LabelledSequences/maximumClasses``, or one for each sequence.
  case tooManyClasses(source: String, count: Int, sequences: Int)
  /// A class that the model does not have.
  case unknownClass(DataPlace, label: String, classes: [String])
  /// Sequences of another kind than the model reads.
  case otherKind(source: String, found: String, expected: String)

  /// Whether the data could not be read at all, as opposed to being read and found wrong.
  public var isUnreadable: Bool {
    if case .data(let error) = self { error.isUnreadable } else { false }
  }
}

extension ClassificationError: CustomStringConvertible {
  /// What happened, where, and what to do next, in one line.
  public var description: String {
    switch self {
    case .data(let error): error.description
    case .unexpected(let place, let found, let expected):
      "\(place): found \(VisibleText.quoted(found)), expected \(expected)."
    case .missingValue(let place, let found):
      "\(place): a missing value (\(VisibleText.quoted(found))), expected a number. "
        + "Nothing is made up in its place: leave the sequence out, or fill the value in."
    case .ragged(let place, let fields, let expected):
      "\(place): \(fields) fields, expected \(expected) as in the first line."
    case .indivisible(let source, let values, let stepSize):
      "\(VisibleText.escaped(source)): \(values) values a line are no whole number of time steps of "
        + "\(stepSize). Choose a step size that divides \(values)."
    case .emptyFolder(let source):
      "\(VisibleText.escaped(source)) holds no files. "
        + "A folder of classes has a text file for each class, one sequence a line."
    case .badClassFile(let source, let reason):
      "\(VisibleText.escaped(source)): \(reason). "
        + "A folder of classes has a text file for each class, one sequence a line."
    case .noSequences(let source): "\(VisibleText.escaped(source)) holds no sequences."
    case .unlabelled(let source):
      "\(VisibleText.escaped(source)) has no labels, which are needed here."
    case .tooFewClasses(let source, let classes):
      "\(VisibleText.escaped(source)) has "
        + (classes.isEmpty ? "no class" : "one class only, \(VisibleText.quoted(classes[0]))")
        + "; two at least are needed to tell apart."
    case .tooManyClasses(let source, let count, let sequences):
      "\(VisibleText.escaped(source)) has \(count) classes for \(sequences) sequences; the most are "
        + "\(LabelledSequences.maximumClasses), and each needs some sequences. Check where the label "
        + "stands: first in a table of two columns, last in a table of numbers."
    case .unknownClass(let place, let label, let classes):
      "\(place): class \(VisibleText.quoted(label)) is not among the model's (\(classes.count)): "
        + ClassificationError.list(classes) + "."
    case .otherKind(let source, let found, let expected):
      "\(VisibleText.escaped(source)) holds \(found), expected \(expected)."
    }
  }

  /// The first classes of a list.
  private static func list(_ classes: [String]) -> String {
    let shown = classes.prefix(20).map { VisibleText.escaped($0, limit: 40) }
    let rest = classes.count - shown.count
    return shown.joined(separator: ", ") + (rest > 0 ? " … and \(rest) more" : "")
  }
}
