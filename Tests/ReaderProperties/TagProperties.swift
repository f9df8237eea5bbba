import Unroll

// Words and their tags: CoNLL-U, two columns, and sentences without tags.

extension Reader {
  /// The first byte tells the column, the rest is CoNLL-U.
  func checkCoNLLU(_ bytes: [UInt8]) throws(Violation) {
    let columns = TagColumn.allCases
    let choice = Int(bytes.first ?? 0) % (columns.count + 1)
    let bytes = Array(bytes.dropFirst())
    let column = choice < columns.count ? columns[choice] : nil
    _ = TagFormat.isCoNLLU(bytes, path: "fuzz")
    let sentences: TaggedSentences
    do {
      sentences = try TaggedSentences(conllu: bytes, source: "fuzz", column: column)
    } catch {
      return try checkError(error, in: bytes)
    }
    try checkSentences(sentences, hasTags: column != nil, bytes)
    var text = ""
    for (number, word) in numbered(sentences) {
      if number == 1 && !text.isEmpty { text += "\n" }
      let tag = column == nil ? "_" : sentences.tags[word]
      text += "\(number)\t\(sentences.words[word])\t_\t\(tag)\t\(tag)\t\(tag)\t_\t\(tag)\t_\t_\n"
    }
    try checkReturn(of: sentences, as: column.map { .conllu($0) } ?? .conllu(.feats), text)
  }

  /// The first byte tells whether there are tags, the rest is the text.
  func checkTags(_ bytes: [UInt8]) throws(Violation) {
    let isPlain = (bytes.first ?? 0) & 1 == 1
    let bytes = Array(bytes.dropFirst())
    let sentences: TaggedSentences
    do {
      sentences =
        isPlain
        ? try TaggedSentences(plain: bytes, source: "fuzz")
        : try TaggedSentences(bytes: bytes, source: "fuzz", format: .columns)
    } catch {
      return try checkError(error, in: bytes)
    }
    try checkSentences(sentences, hasTags: !isPlain, bytes)
    guard !isPlain else { return }
    // A byte-order mark first: a word may begin with another one.
    var text = "\u{FEFF}"
    for (number, word) in numbered(sentences) {
      if number == 1 && word > 0 { text += "\n" }
      text += "\(sentences.words[word])\t\(sentences.tags[word])\n"
    }
    try checkReturn(of: sentences, as: .columns, text)
  }

  /// Each word with its number in its sentence and in all.
  private func numbered(_ sentences: TaggedSentences) -> [(number: Int, word: Int)] {
    var words: [(number: Int, word: Int)] = []
    for length in sentences.lengths {
      for number in 0..<length { words.append((number + 1, words.count)) }
    }
    return words
  }

  private func checkSentences(
    _ sentences: TaggedSentences, hasTags: Bool, _ bytes: [UInt8]
  ) throws(Violation) {
    try require(sentences.count > 0 && !sentences.lengths.contains(0), "an empty sentence")
    try require(sentences.lengths.reduce(0, +) == sentences.words.count, "words are missing")
    try require(
      sentences.tags.count == (hasTags ? sentences.words.count : 0), "tags are missing")
    try require(!sentences.words.contains(""), "an empty word")
    let size = sentences.words.reduce(0) { $0 + $1.utf8.count }
    try require(size <= bytes.count, "more text than there are bytes")
    let all = sentences.choosing(0..<sentences.count)
    try require(all == sentences, "all sentences are not all sentences")
    guard hasTags else { return }
    do throws(TaggingError) {
      let vocabulary = try TagVocabulary(of: sentences, and: nil, minimumCount: 1)
      _ = try vocabulary.dataset(sentences)
    } catch {
      try checkError(error, in: bytes)
    }
  }

  private func checkReturn(
    of sentences: TaggedSentences, as format: TagFormat, _ text: String
  ) throws(Violation) {
    let again: TaggedSentences
    do {
      again = try TaggedSentences(bytes: Array(text.utf8), source: "fuzz", format: format)
    } catch {
      throw Violation("what was written cannot be read: \(error)")
    }
    try require(
      again.words == sentences.words && again.lengths == sentences.lengths
        && (sentences.tags.isEmpty || again.tags == sentences.tags),
      "sentences do not come back")
  }
}
