/// The most frequent tag of each word: what a tagger has to beat.
///
/// A word that training data does not have gets the most frequent tag of all. Of equally frequent tags
/// the first in order is taken.
public struct FrequentTags: Sendable {
  private let tags: [String: String]
  private let usual: String

  /// Counts the tags of sentences.
  public init(_ sentences: TaggedSentences) {
    var counts: [String: [String: Int]] = [:]
    var all: [String: Int] = [:]
    for (word, tag) in zip(sentences.words, sentences.tags) {
      counts[word, default: [:]][tag, default: 0] += 1
      all[tag, default: 0] += 1
    }
    tags = counts.mapValues { FrequentTags.first($0) }
    usual = FrequentTags.first(all)
  }

  /// The tag of each word.
  public func tag(_ sentences: TaggedSentences) -> [String] {
    sentences.words.map { tags[$0] ?? usual }
  }

  private static func first(_ counts: [String: Int]) -> String {
    counts.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key ?? ""
  }
}
