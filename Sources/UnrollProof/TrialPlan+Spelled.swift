import Unroll

extension TrialPlan {
  /// Words that are read by their characters, too.
  static func spelled(_ cell: Cell) -> [TrialPlan] {
    [
      option("spelled words", cell, .symbols(count: 4), hidden: 3, .symbols(count: 5)) { plan in
        plan.configuration.embeddingSize = 3
        plan.configuration.spelling = SpellingConfiguration(
          characters: 6, embeddingSize: 4, hiddenSize: 2)
      },
      option(
        "spelled words, both directions, word dropout", cell, .symbols(count: 4), hidden: 3,
        .symbols(count: 5)
      ) { plan in
        plan.configuration.isBidirectional = true
        plan.configuration.embeddingSize = 2
        plan.configuration.spelling = SpellingConfiguration(
          characters: 5, embeddingSize: 2, hiddenSize: 3, wordDropout: 0.375)
        plan.isTraining = true
      },
      option(
        "spelled words, everything", cell, .symbols(count: 7), hidden: 21, layers: 2,
        .symbols(count: 19), lengths: [4, 1, 6, 3, 6, 2, 5]
      ) { plan in
        plan.switchAllOn()
        plan.configuration.embeddingSize = 18
        plan.configuration.spelling = SpellingConfiguration(
          characters: 9, embeddingSize: 17, hiddenSize: 19, wordDropout: 0.25)
        plan.givesStates = true
        plan.isTraining = true
        plan.isWhole = false
      },
    ]
  }
}
