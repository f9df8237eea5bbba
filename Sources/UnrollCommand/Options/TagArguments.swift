public import ArgumentParser
public import Unroll

/// The options of tagging words.
struct TagArguments: ParsableArguments {
  @Option(
    help: """
      Of CoNLL-U, the column to learn: \(TagColumn.allCases.map(\.rawValue).joined(separator: ", ")). (default: \
      upos)
      """)
  var column: TagColumn?

  @Option(
    help: ArgumentHelp(
      "Of tags, the numbers that stand for each character of a word. (default: by job)",
      valueName: "size"))
  var characterEmbedding: Int?

  @Option(
    help: ArgumentHelp(
      "Of tags, the neurons of each direction over a word's characters. (default: by job)",
      valueName: "neurons"))
  var characterHidden: Int?

  @Option(
    help: ArgumentHelp(
      """
      Of tags, read this share of the words as unknown in training, by their characters alone. (default: by \
      job)
      """, valueName: "rate"))
  var wordDropout: Double?

  func validate() throws {
    try Check.range("--character-embedding", characterEmbedding, 1...NetworkArguments.maximumHidden)
    try Check.range("--character-hidden", characterHidden, 1...NetworkArguments.maximumHidden)
    try Check.share("--word-dropout", wordDropout)
  }

  /// Refuses what other jobs have no use for.
  func checkForOthers() throws {
    for (name, isGiven) in [
      ("--column", column != nil), ("--character-embedding", characterEmbedding != nil),
      ("--character-hidden", characterHidden != nil), ("--word-dropout", wordDropout != nil),
    ] where isGiven {
      throw ValidationError("\(name) goes with '--task tag'.")
    }
  }

  /// How a network reads words of so many characters.
  func spelling(characters: Int, _ usual: JobDefaults.Spelling) -> SpellingConfiguration {
    SpellingConfiguration(
      characters: characters, embeddingSize: characterEmbedding ?? usual.embedding,
      hiddenSize: characterHidden ?? usual.hidden, wordDropout: wordDropout ?? usual.wordDropout)
  }
}

extension TagColumn: ExpressibleByArgument {}
