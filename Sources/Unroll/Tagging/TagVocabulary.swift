/// What a tagger knows: tags, words and characters, each numbered.
///
/// Words are known in small letters: their characters tell how they are written. Word 0 and character 0
/// stand for all that are not known.
public struct TagVocabulary: Sendable, Equatable {
  /// The tags, in the order of their numbers.
  public let tags: [String]
  /// The words in small letters; word 0 is the empty string, for words that are not known.
  public let words: [String]
  /// The characters, Unicode scalars; character 0 is the empty string, for those that are not known.
  public let characters: [String]

  private let tagNumbers: [String: Int32]
  private let wordNumbers: [String: Int32]
  private let characterNumbers: [Unicode.Scalar: Int32]

  /// The most tags.
  public static let mostTags = 10_000
  /// The most words, and the most characters.
  public static let mostSymbols = 10_000_000

  /// Creates a vocabulary, which may come from a stranger's file; nil where one of the lists names
  /// something twice, does not begin as it must, or holds what is no character.
  public init?(tags: [String], words: [String], characters: [String]) {
    guard !tags.isEmpty, tags.count <= TagVocabulary.mostTags, words.first == "",
      characters.first == "", max(words.count, characters.count) <= TagVocabulary.mostSymbols
    else { return nil }
    let scalars = characters.dropFirst().map { $0.unicodeScalars }
    guard scalars.allSatisfy({ $0.count == 1 }) else { return nil }
    self.tags = tags
    self.words = words
    self.characters = characters
    tagNumbers = TagVocabulary.numbers(tags)
    wordNumbers = TagVocabulary.numbers(words)
    characterNumbers = TagVocabulary.numbers([Unicode.Scalar(0)] + scalars.compactMap(\.first))
    guard tagNumbers.count == tags.count, wordNumbers.count == words.count,
      characterNumbers.count == characters.count
    else { return nil }
  }

  /// What training data has.
  ///
  /// - Parameters:
  ///   - training: what the words and characters come from.
  ///   - others: sentences whose tags are taken up, too.
  ///   - minimumCount: words and characters that occur less often are not known.
  /// - Throws: ``TaggingError/tooManyTags(source:limit:example:)`` or
  ///   ``TaggingError/onlyOneTag(source:tag:)``.
  public init(
    of training: TaggedSentences, and others: TaggedSentences?, minimumCount: Int
  ) throws(TaggingError) {
    let tags = Set(training.tags).union(others?.tags ?? []).sorted()
    if tags.count > TagVocabulary.mostTags {
      throw .tooManyTags(
        source: training.source, limit: TagVocabulary.mostTags,
        example: tags[TagVocabulary.mostTags])
    }
    if let tag = tags.first, tags.count == 1 {
      throw .onlyOneTag(source: training.source, tag: tag)
    }
    var wordCounts: [String: Int] = [:]
    var characterCounts: [Unicode.Scalar: Int] = [:]
    for word in training.words {
      wordCounts[word.lowercased(), default: 0] += 1
      for scalar in word.unicodeScalars { characterCounts[scalar, default: 0] += 1 }
    }
    let words = wordCounts.filter { $0.value >= minimumCount }.keys.sorted()
    let characters = characterCounts.filter { $0.value >= minimumCount }.keys.sorted()
    self.tags = tags
    self.words = [""] + words
    self.characters = [""] + characters.map { String($0) }
    tagNumbers = TagVocabulary.numbers(self.tags)
    wordNumbers = TagVocabulary.numbers(self.words)
    characterNumbers = TagVocabulary.numbers([Unicode.Scalar(0)] + characters)
  }

  /// The number of a tag; nil for one that is not known.
  public func number(ofTag tag: String) -> Int32? { tagNumbers[tag] }

  /// The number of a word; 0 for one that is not known.
  public func number(ofWord word: String) -> Int32 { wordNumbers[word.lowercased()] ?? 0 }

  /// The numbers of a word's characters.
  public func spell(_ word: String) -> [Int32] {
    word.unicodeScalars.map { $0.value == 0 ? 0 : characterNumbers[$0] ?? 0 }
  }

  private static func numbers<Key: Hashable>(_ keys: [Key]) -> [Key: Int32] {
    Dictionary(zip(keys, 0...)) { first, _ in first }
  }

  /// Equal lists make equal vocabularies.
  public static func == (left: Self, right: Self) -> Bool {
    left.tags == right.tags && left.words == right.words && left.characters == right.characters
  }
}

extension TagVocabulary {
  /// Sentences as a network reads them: a word's number and its spelling for each time step, its tag's
  /// number as the target.
  ///
  /// Sentences without tags have tag 0 everywhere.
  ///
  /// - Throws: ``TaggingError/unknownTag(source:tag:known:)``.
  public func dataset(_ sentences: TaggedSentences) throws(TaggingError) -> Dataset {
    var targets = [Int32](repeating: 0, count: sentences.words.count)
    for (place, tag) in sentences.tags.enumerated() {
      guard let number = number(ofTag: tag) else {
        throw .unknownTag(source: sentences.source, tag: tag, known: tags)
      }
      targets[place] = number
    }
    return dataset(sentences, targets: targets)
  }

  /// The same without regard to tags.
  func untaggedDataset(_ sentences: TaggedSentences) -> Dataset {
    dataset(sentences, targets: [Int32](repeating: 0, count: sentences.words.count))
  }

  private func dataset(_ sentences: TaggedSentences, targets: [Int32]) -> Dataset {
    // By bytes: strings are equal also where they are composed of other characters.
    var places: [[UInt8]: Int32] = [:]
    var spellings: [[Int32]] = []
    let steps = sentences.words.map { word in
      let key = Array(word.utf8)
      if let place = places[key] { return place }
      let place = Int32(spellings.count)
      places[key] = place
      spellings.append(spell(word))
      return place
    }
    return Dataset(
      checkedInputs: .symbols(sentences.words.map(number(ofWord:)), count: words.count),
      targets: .symbols(targets, count: tags.count), lengths: sentences.lengths,
      spellings: Spellings(checkedSteps: steps, words: spellings, characters: characters.count))
  }
}
