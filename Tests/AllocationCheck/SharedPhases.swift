import Unroll

/// The phases of a step that threads share.
enum SharedPhases {
  /// The sizes of large networks are shared everywhere: over a million multiply-adds a pass and over
  /// 100,000 parameters.
  private static let cases: [TrainingCase] = [
    large("lstm", TrainingCase.symbols(hidden: 176)),
    large("lstm, longer and wider", TrainingCase.symbols(hidden: 264, count: 40)) {
      ($0.lengths, $0.batch) = ([Int](repeating: 30, count: 40), 40)
    },
    large("three layers", TrainingCase.symbols(hidden: 176) { $0.layers = 3 }),
    large("two directions", TrainingCase.symbols(hidden: 176) { $0.isBidirectional = true }),
    large(
      "two normalised layers",
      TrainingCase.symbols(hidden: 176) { ($0.layers, $0.isNormalised) = (2, true) }),
    large("embedding", TrainingCase.symbols(hidden: 176) { $0.embeddingSize = 30 }),
    large("last steps alone", TrainingCase.symbols(hidden: 176)) { $0.predicted = .last },
  ]

  private static func large(
    _ name: String, _ configuration: NetworkConfiguration,
    _ change: (inout TrainingCase) -> Void = { _ in }
  ) -> TrainingCase {
    TrainingCase(name, configuration) {
      ($0.lengths, $0.batch) = ([Int](repeating: 8, count: 12), 12)
      change(&$0)
    }
  }

  /// How many phases one pass and update has that are shared, each ending when all threads are done.
  private static func phases(_ training: TrainingCase) -> Int {
    let configuration = training.configuration
    let hasEmbedding = configuration.embeddingSize != nil
    let positions = training.lengths.reduce(0, +)
    let isTabulated = configuration.tabulatesEmbedding(positions: Double(positions))
    let packing = 2
    // What is gathered, or tabulated.
    let inputs = hasEmbedding ? 1 : 0
    let outputs = training.predicted == .last ? 3 : 2
    var layers = 0
    for layer in 0..<configuration.layers {
      let readsVectors = layer > 0 || (hasEmbedding && !isTabulated)
      let sweeps = 2
      let gradients = configuration.isNormalised ? 3 : 2
      layers +=
        (readsVectors ? 1 : 0) + sweeps + (configuration.isBidirectional ? 1 : 0) + gradients
    }
    let outputGradients = 1
    let embeddingGradients = hasEmbedding ? 2 : 0
    let normAndUpdate = 2
    return packing + inputs + layers + outputs + outputGradients + embeddingGradients
      + normAndUpdate
  }

  static func check(_ report: inout Report) throws {
    for training in cases {
      for threads in 2...3 {
        let (count, steps) = try StepAllocations.count(training, threads: threads)
        let expected = phases(training)
        report.expect(
          count == expected * steps,
          """
          \(training.name): \(count) allocations in \(steps) steps on \(threads) threads, where \
          \(expected) phases a step are shared
          """)
      }
    }
  }
}
