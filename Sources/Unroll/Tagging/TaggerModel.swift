/// A network that tells the tag of each word of a sentence, and what it knows of words.
public struct TaggerModel: Sendable, Equatable {
  /// Tags, words and characters.
  public let vocabulary: TagVocabulary
  /// The column of CoNLL-U whose tags were learned; nil of files of two columns.
  public let column: TagColumn?
  /// The network: it reads the vocabulary's words by their numbers and characters, and predicts its tags.
  public var network: Network
  /// How the network was trained, if it is known.
  public var training: TrainingRecord?

  /// Creates a model of a network that fits the vocabulary, which is a programmer's duty.
  public init(
    vocabulary: TagVocabulary, column: TagColumn?, network: Network,
    training: TrainingRecord? = nil
  ) {
    let fault = TaggerModel.fault(network.configuration, vocabulary)
    precondition(fault == nil, fault ?? "")
    self.vocabulary = vocabulary
    self.column = column
    self.network = network
    self.training = training
  }

  /// Why a network does not fit a vocabulary, or nil.
  static func fault(
    _ configuration: NetworkConfiguration, _ vocabulary: TagVocabulary
  ) -> String? {
    guard configuration.input == .symbols(count: vocabulary.words.count) else {
      return "its network does not read its \(vocabulary.words.count) words"
    }
    guard configuration.output == .symbols(count: vocabulary.tags.count) else {
      return "its network does not predict its \(vocabulary.tags.count) tags"
    }
    guard configuration.spelling?.characters == vocabulary.characters.count else {
      return "its network does not read its \(vocabulary.characters.count) characters"
    }
    return nil
  }
}

extension TagVocabulary {
  /// Cuts sentences into stretches that go through an engine at once: of no more characters than a sentence
  /// may have, and of no more sentences than stay in the caches.
  fileprivate static func chunks(_ sentences: TaggedSentences) -> [Range<Int>] {
    var chunks: [Range<Int>] = []
    var (start, word, characters) = (0, 0, 0)
    for (sentence, length) in sentences.lengths.enumerated() {
      let count = sentences.words[word..<word + length].reduce(0) { $0 + $1.unicodeScalars.count }
      if sentence > start
        && (characters + count > TaggedSentences.mostCharacters
          || sentence - start == Dataset.evaluationRows)
      {
        chunks.append(start..<sentence)
        (start, characters) = (sentence, 0)
      }
      characters += count
      word += length
    }
    if start < sentences.count { chunks.append(start..<sentences.count) }
    return chunks
  }
}

extension Engine {
  /// The tag of each word of sentences, as a model tells it.
  ///
  /// - Complexity: a forward pass over all words; of equal outputs the first tag is taken.
  public func tag(_ model: TaggerModel, _ sentences: TaggedSentences) -> [String] {
    let data = model.vocabulary.untaggedDataset(sentences)
    load(model.network)
    let batch = Batch(like: data)
    var numbers = [Int](repeating: 0, count: sentences.words.count)
    for chunk in TagVocabulary.chunks(sentences) {
      batch.fill(from: data, sequences: chunk)
      forward(batch)
      let outputs = output.outputs.block
      batch.forEachPosition(in: 0..<batch.positions) { position, row, time in
        var best = 0
        for tag in 1..<max(outputs.columns, 1)
        where outputs[position, tag] > outputs[position, best] {
          best = tag
        }
        numbers[data.offsets[batch.sequences[row]] + time] = best
      }
    }
    return numbers.map { model.vocabulary.tags[$0] }
  }
}
