import ArgumentParser
import Unroll

/// The options of texts.
struct TextArguments: ParsableArguments {
  @Option(
    help: """
      What a symbol is: a user-perceived character, a Unicode scalar, a byte or, of texts, a word.
      """)
  var unit = SymbolUnit.character

  @Option(
    help: ArgumentHelp(
      """
      Of texts, what stands between documents, such as '\\n\\n' for an empty line; where one ends \
      the model begins anew. (default: each file is a document)
      """, valueName: "text"))
  var documentSeparator: String?

  @Option(
    help: ArgumentHelp(
      """
      Of texts, the symbols of a window: gradients go back so far, states are carried on. (default: 64) Of \
      events, the steps of the pieces that sequences are cut into for training. (default: 150)
      """, valueName: "symbols"))
  var window: Int?

  @Option(
    help: ArgumentHelp(
      """
      Of texts and tags, read symbols that occur less often as unknown. (default: 1; of words 2, and the \
      20,000 most frequent)
      """, valueName: "count"))
  var minimumCount: Int?

  func validate() throws {
    try Check.range("--window", window, 1...1_000_000)
    try Check.range("--minimum-count", minimumCount, 1...1_000_000_000)
    if let documentSeparator, documentSeparator.isEmpty {
      throw ValidationError("--document-separator is empty; leave it away for one document a file.")
    }
  }

  /// Refuses what tagged sentences have no use for.
  func checkForTags() throws {
    for (name, isGiven) in [
      ("--document-separator", documentSeparator != nil), ("--window", window != nil),
      ("--unit", unit != .character),
    ] where isGiven {
      throw ValidationError("\(name) does not go with '--task tag'.")
    }
  }

  /// The separator with its escapes replaced.
  var separator: String {
    (documentSeparator ?? "").replacing("\\n", with: "\n").replacing("\\t", with: "\t")
      .replacing("\\r", with: "\r").replacing("\\0", with: "\0")
  }

  /// Refuses what lists of words have no use for.
  func checkForWords() throws {
    if unit == .word {
      throw ValidationError("--unit word goes with '--task text'; a word is a sequence here.")
    }
    for (name, isGiven) in [
      ("--document-separator", documentSeparator != nil), ("--window", window != nil),
      ("--minimum-count", minimumCount != nil),
    ] where isGiven {
      throw ValidationError("\(name) goes with '--task text'.")
    }
  }

  /// How texts are taken apart.
  var form: TextData.Form {
    var vocabulary = TextCollector.Vocabulary.usual(for: unit)
    if let minimumCount {
      vocabulary.minimumCount = minimumCount
      vocabulary.hasUnknown = vocabulary.hasUnknown || minimumCount > 1
    }
    return TextData.Form(unit: unit, separator: separator, vocabulary: vocabulary)
  }
}
