/// Why tagged words cannot be used. Lines and columns count from 1.
public enum TaggingError: Error, Equatable, Sendable {
  /// The file cannot be read, or is no text in UTF-8.
  case data(DataError)
  /// A line with another number of columns than its format has.
  case wrongColumns(Place, found: Int, format: TagFormat)
  /// A column with nothing in it; `name` is what it should hold.
  case emptyColumn(Place, column: Int, name: String)
  /// A column with `_`, CoNLL-U's sign for nothing, where a tag is needed.
  case noTag(Place, column: TagColumn)
  /// The number of a word that does not follow the one before it.
  case wrongNumber(Place, expected: Int, found: String)
  /// A word of more characters than ``TaggedSentences/longestWord``.
  case wordTooLong(Place, limit: Int)
  /// A sentence of more words than ``TaggedSentences/longestSentence``, which begins at the line.
  case sentenceTooLong(Place, limit: Int)
  /// A sentence whose words have more characters than ``TaggedSentences/mostCharacters``.
  case tooManyCharacters(Place, limit: Int)
  /// More different tags than ``TagVocabulary/mostTags``; the line has the first that is too many.
  case tooManyTags(source: String, limit: Int, example: String)
  /// A file without a word.
  case noWords(source: String)
  /// Words that have one tag and no other, from which nothing can be learned.
  case onlyOneTag(source: String, tag: String)
  /// A tag that the model does not have.
  case unknownTag(source: String, tag: String, known: [String])

  /// A line of a file.
  public struct Place: Equatable, Sendable {
    /// The name of the file for messages.
    public let source: String
    /// The line, counted from 1.
    public let line: Int
  }

  /// Whether the data could not be read at all, as opposed to being read and found wrong.
  public var isUnreadable: Bool {
    if case .data(let error) = self { error.isUnreadable } else { false }
  }
}

extension TaggingError: CustomStringConvertible {
  /// What is wrong, where, what was expected, and what to do.
  public var description: String {
    switch self {
    case .data(let error): error.description
    case .wrongColumns(let place, let found, .conllu):
      """
      \(place): \(found) column\(found == 1 ? "" : "s"), where CoNLL-U has 10, separated by tabs. Separate \
      columns by tabs, write _ for what is empty, and end each sentence with an empty line.
      """
    case .wrongColumns(let place, let found, .columns):
      """
      \(place): \(found) column\(found == 1 ? "" : "s"), where two are expected: a word, a tab or a space, and \
      its tag. An empty line ends a sentence.
      """
    case .emptyColumn(let place, let column, let name):
      "\(place), column \(column): nothing, where \(name) is expected."
    case .noTag(let place, let column):
      """
      \(place), column \(column.number) (\(column.name)): _, where a tag is expected. Choose a column that \
      has tags with --column: \(TagColumn.allCases.map(\.rawValue).joined(separator: ", ")).
      """
    case .wrongNumber(let place, let expected, let found):
      """
      \(place), column 1 (ID): \(VisibleText.quoted(found)), where word \(expected) is expected. Words are \
      numbered from 1 in each sentence, and an empty line ends it; 3-4 and 3.1 are skipped.
      """
    case .wordTooLong(let place, let limit):
      "\(place): a word of more than \(limit) characters. Check that the file has one word a line."
    case .sentenceTooLong(let place, let limit):
      "\(place): a sentence of more than \(limit) words begins here. End sentences with an empty line."
    case .tooManyCharacters(let place, let limit):
      """
      \(place): a sentence of more than \(limit) characters begins here. End sentences with an empty line.
      """
    case .tooManyTags(let source, let limit, let example):
      """
      \(shown(source)): more than \(limit) different tags, such as \(VisibleText.quoted(example)). Check that \
      the column holds tags.
      """
    case .noWords(let source): "\(shown(source)): no words. Give a file with one word a line."
    case .onlyOneTag(let source, let tag):
      "\(shown(source)): all words have the tag \(VisibleText.quoted(tag)). Give words of two tags at least."
    case .unknownTag(let source, let tag, let known):
      """
      \(shown(source)): tag \(VisibleText.quoted(tag)) is none of the model's \(known.count): \
      \(known.prefix(40).map { VisibleText.escaped($0) }.joined(separator: " "))\
      \(known.count > 40 ? " …" : ""). Check --column.
      """
    }
  }

  private func shown(_ source: String) -> String { VisibleText.escaped(source) }
}

extension TaggingError.Place: CustomStringConvertible {
  /// `train.conllu, line 12`
  public var description: String { "\(VisibleText.escaped(source)), line \(line)" }
}
