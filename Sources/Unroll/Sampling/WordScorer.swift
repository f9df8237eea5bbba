/// What a model makes of a word.
public struct WordScore: Sendable, Equatable {
  /// The log-probability of the word and its end, in nats.
  public let logProbability: Double
  /// Symbols that were predicted: those of the word, and its end.
  public let symbols: Int
}

/// Tells how likely a model finds words.
public struct WordScorer {
  private let model: WordModel
  private let engine: Engine

  /// Prepares to score.
  ///
  /// - Parameters:
  ///   - model: the model of words.
  ///   - threads: nil for as many as there are processors.
  public init(_ model: WordModel, threads: Int? = nil) {
    self.model = model
    engine = Engine(model.network.configuration, threads: threads)
    engine.load(model.network)
  }

  /// The score of each word, in their order.
  ///
  /// - Throws: `DataError.unknownSymbol` for a symbol that the alphabet does not have.
  /// - Complexity: one multiply-add for each weight and symbol; many words are read side by side.
  public func scores(_ words: [String]) throws(DataError) -> [WordScore] {
    let data = try Dataset(words: words, alphabet: model.alphabet)
    let batch = Batch(like: data)
    var scores: [WordScore] = []
    for chunk in data.chunks(of: data.lengths.indices, mostRows: Dataset.evaluationRows) {
      batch.fill(from: data, sequences: chunk)
      engine.forward(batch)
      let losses = engine.losses(batch)
      var place = 0
      for sequence in chunk {
        let end = place + data.lengths[sequence]
        let sum = losses[place..<end].reduce(0.0) { $0 + Double($1) }
        scores.append(WordScore(logProbability: -sum, symbols: end - place))
        place = end
      }
    }
    return scores
  }
}
