/// Sentences of words, and the tag of each word where a file has tags.
public struct TaggedSentences: Sendable, Equatable {
  /// All words, sentence after sentence.
  public private(set) var words: [String] = []
  /// The tag of each word; empty of sentences without tags.
  public private(set) var tags: [String] = []
  /// The number of words of each sentence.
  public private(set) var lengths: [Int] = []
  /// The name under which the caller knows the data, for messages.
  public let source: String

  /// The longest word, in Unicode scalars.
  public static let longestWord = 1_000
  /// The longest sentence, in words.
  public static let longestSentence = 10_000
  /// The most characters of a sentence's words, in Unicode scalars: they are all read at once.
  public static let mostCharacters = 100_000
  /// The largest file, 256 MiB.
  public static let maximumByteCount = 1 << 28

  /// The number of sentences.
  public var count: Int { lengths.count }

  /// No sentences yet.
  init(source: String) { self.source = source }

  /// Takes up a sentence.
  mutating func append(words: [String], tags: [String]) {
    guard !words.isEmpty else { return }
    self.words += words
    self.tags += tags
    lengths.append(words.count)
  }

  /// Some of the sentences, in the order of the choice.
  public func choosing(_ sentences: some Sequence<Int>) -> TaggedSentences {
    var starts: [Int] = []
    var start = 0
    for length in lengths {
      starts.append(start)
      start += length
    }
    var chosen = TaggedSentences(source: source)
    for sentence in sentences {
      let range = starts[sentence]..<starts[sentence] + lengths[sentence]
      chosen.append(
        words: Array(words[range]), tags: tags.isEmpty ? [] : Array(tags[range]))
    }
    return chosen
  }
}

extension TaggedSentences {
  /// Reads tagged sentences.
  ///
  /// - Throws: ``TaggingError`` where the bytes are not as ``TagFormat`` says, or hold no word.
  public init(bytes: [UInt8], source: String, format: TagFormat) throws(TaggingError) {
    switch format {
    case .conllu(let column):
      try self.init(conllu: bytes, source: source, column: column)
    case .columns:
      try self.init(bytes, source: source) { (line, lines, _) throws(TaggingError) in
        let fields = line.split(
          separator: line.contains("\t") ? "\t" : " ", omittingEmptySubsequences: false)
        guard fields.count == 2 else {
          throw .wrongColumns(lines.place, found: fields.count, format: .columns)
        }
        for (place, name) in ["a word", "its tag"].enumerated() where fields[place].isEmpty {
          throw .emptyColumn(lines.place, column: place + 1, name: name)
        }
        return (String(fields[0]), String(fields[1]))
      }
    }
  }

  /// Reads a file of tagged sentences.
  public init(contentsOf path: String, format: TagFormat) throws(TaggingError) {
    try self.init(bytes: try TaggedSentences.read(path), source: path, format: format)
  }

  /// Reads sentences without tags: one a line, words separated by white space.
  public init(plain bytes: [UInt8], source: String) throws(TaggingError) {
    self.init(source: source)
    var lines = try SentenceLines(bytes, source: source)
    while let line = try lines.next() {
      let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
      for word in words { try TaggedSentences.check(word, lines.place) }
      try TaggedSentences.check(words, lines.place)
      append(words: words, tags: [])
    }
    guard count > 0 else { throw .noWords(source: source) }
  }

  /// The bytes of a file.
  static func read(_ path: String) throws(TaggingError) -> [UInt8] {
    do {
      return try FileBytes.read(path: path, limit: maximumByteCount)
    } catch {
      throw .data(error)
    }
  }

  /// Reads words of one line each, sentences ending with an empty line.
  ///
  /// - Parameter parse: the word and the tag, if there is one, of a line that is the next one after so
  ///   many words of its sentence; nil for a line that is no word.
  init(
    _ bytes: [UInt8], source: String,
    _ parse: (String, SentenceLines, Int) throws(TaggingError) -> (word: String, tag: String?)?
  ) throws(TaggingError) {
    self.init(source: source)
    var lines = try SentenceLines(bytes, source: source)
    var words: [String] = []
    var tags: [String] = []
    var start = lines.place
    while let line = try lines.next() {
      if line.allSatisfy(\.isWhitespace) {
        try TaggedSentences.check(words, start)
        append(words: words, tags: tags)
        words.removeAll(keepingCapacity: true)
        tags.removeAll(keepingCapacity: true)
        continue
      }
      guard let (word, tag) = try parse(line, lines, words.count) else { continue }
      if words.isEmpty { start = lines.place }
      try TaggedSentences.check(word, lines.place)
      words.append(word)
      if let tag {
        try TaggedSentences.check(tag, lines.place)
        tags.append(tag)
      }
      guard words.count <= TaggedSentences.longestSentence else {
        throw .sentenceTooLong(start, limit: TaggedSentences.longestSentence)
      }
    }
    try TaggedSentences.check(words, start)
    append(words: words, tags: tags)
    guard count > 0 else { throw .noWords(source: source) }
  }

  /// Checks a sentence that begins at a place.
  private static func check(
    _ words: [String], _ place: TaggingError.Place
  ) throws(TaggingError) {
    guard words.count <= longestSentence else {
      throw .sentenceTooLong(place, limit: longestSentence)
    }
    let characters = words.reduce(0) { $0 + $1.unicodeScalars.count }
    guard characters <= mostCharacters else {
      throw .tooManyCharacters(place, limit: mostCharacters)
    }
  }

  private static func check(
    _ word: String, _ place: TaggingError.Place
  ) throws(TaggingError) {
    guard word.unicodeScalars.count <= longestWord else {
      throw .wordTooLong(place, limit: longestWord)
    }
  }
}
