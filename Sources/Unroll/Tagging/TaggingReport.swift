/// How many words got their right tag: in all, of each tag, and of words that a model does not know.
public struct TaggingReport: Sendable, Equatable {
  /// Words, and those of them that are right.
  public struct Count: Sendable, Equatable {
    /// All of them.
    public var words = 0
    /// Those that got the right tag.
    public var right = 0

    /// The share that is right; zero of no words.
    public var accuracy: Double { words > 0 ? Double(right) / Double(words) : 0 }

    mutating func add(isRight: Bool) {
      words += 1
      if isRight { right += 1 }
    }
  }

  /// One tag of the data.
  public struct Tag: Sendable, Equatable {
    /// Its name.
    public let name: String
    /// The words that have it, and those of them that got it.
    public var count = Count()
    /// The words that got it, rightly or not.
    public var given = 0

    /// The share of the words that got it which have it: its precision; zero of no words.
    public var precision: Double { given > 0 ? Double(count.right) / Double(given) : 0 }
    /// The share of the words which have it that got it: its recall.
    public var recall: Double { count.accuracy }
  }

  /// All words.
  public private(set) var all = Count()
  /// Words that a model does not know, and reads by their characters alone.
  public private(set) var unknown = Count()
  /// Each tag that the data has, in order.
  public private(set) var tags: [Tag] = []

  /// Compares tags with those of sentences.
  ///
  /// - Parameters:
  ///   - found: a tag for each word.
  ///   - sentences: the words with their true tags.
  ///   - vocabulary: the words that are known; nil to count no words as unknown.
  public init(
    _ found: [String], of sentences: TaggedSentences, knowing vocabulary: TagVocabulary? = nil
  ) {
    precondition(
      found.count == sentences.tags.count,
      "\(found.count) tags for \(sentences.tags.count) words with tags")
    var tags: [String: Tag] = [:]
    for tag in sentences.tags where tags[tag] == nil { tags[tag] = Tag(name: tag) }
    for (place, tag) in sentences.tags.enumerated() {
      let isRight = tag == found[place]
      all.add(isRight: isRight)
      tags[tag]?.count.add(isRight: isRight)
      tags[found[place]]?.given += 1
      if vocabulary?.number(ofWord: sentences.words[place]) == 0 { unknown.add(isRight: isRight) }
    }
    self.tags = tags.values.sorted { $0.name < $1.name }
  }
}
