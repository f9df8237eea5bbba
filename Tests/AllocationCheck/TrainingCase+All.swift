import Unroll

extension TrainingCase {
  /// Every cell, and every option that has memory or a path of its own.
  static var all: [TrainingCase] {
    cells + options + losses + updates
  }

  /// A network that reads and predicts symbols.
  static func symbols(
    _ cell: Cell = .lstm, hidden: Int = 20, count: Int = 11,
    _ change: (inout NetworkConfiguration) -> Void = { _ in }
  ) -> NetworkConfiguration {
    var configuration = NetworkConfiguration(
      input: .symbols(count: count), cell: cell, hiddenSize: hidden,
      output: .symbols(count: count))
    change(&configuration)
    return configuration
  }

  /// A network that reads and predicts numbers.
  static func numbers(_ loss: LossFunction? = nil) -> NetworkConfiguration {
    NetworkConfiguration(
      input: .values(size: 3), cell: .gru, hiddenSize: 20, output: .values(size: 2), loss: loss)
  }

  /// Each cell, plain and with all that goes with it.
  private static var cells: [TrainingCase] {
    Cell.allCases.flatMap { cell in
      [
        TrainingCase("\(cell.name)", symbols(cell)),
        TrainingCase("\(cell.name) with everything", symbols(cell) { $0.addEverything() }),
      ]
    }
  }

  private static var options: [TrainingCase] {
    [
      TrainingCase("two layers", symbols { $0.layers = 2 }),
      TrainingCase("two directions", symbols { $0.isBidirectional = true }),
      TrainingCase("embedding", symbols { $0.embeddingSize = 9 }),
      TrainingCase("spelled words", symbols { $0.spell(wordDropout: 0) }),
      TrainingCase(
        "spelled words, both directions, word dropout",
        symbols {
          $0.spell(wordDropout: 0.25)
          ($0.isBidirectional, $0.dropout.input) = (true, 0.25)
        }),
      TrainingCase("tied weights", symbols { ($0.embeddingSize, $0.tiesWeights) = (20, true) }),
      TrainingCase("normalisation", symbols { $0.isNormalised = true }),
      TrainingCase(
        "residual connections", symbols { ($0.layers, $0.hasResidualConnections) = (3, true) }),
      TrainingCase("learned initial state", symbols { $0.learnsInitialState = true }),
      TrainingCase(
        "input dropout", symbols { ($0.embeddingSize, $0.dropout.input) = (9, 0.25) }),
      TrainingCase("dropout", symbols { $0.dropout.layers = 0.25 }),
      TrainingCase("recurrent dropout", symbols { $0.dropout.recurrent = 0.25 }),
      TrainingCase("zoneout", symbols { $0.dropout.zoneout = 0.25 }),
      TrainingCase("cell zoneout", symbols { $0.dropout.cellZoneout = 0.25 }),
      TrainingCase("relu", symbols(.vanilla) { $0.activation = .relu }),
      TrainingCase("logistic", symbols(.vanilla) { $0.activation = .logistic }),
      TrainingCase("one row", symbols()) { $0.batch = 1 },
      TrainingCase("equal lengths", symbols()) {
        $0.lengths = [Int](repeating: 10, count: 12)
      },
      TrainingCase("rows over a stretch of sums", symbols()) {
        ($0.lengths, $0.batch) = ((0..<150).map { 1 + $0 % 4 }, 150)
      },
      TrainingCase("more positions than one pass takes", symbols(hidden: 5)) {
        ($0.lengths, $0.batch) = ((0..<40).map { 400 + $0 }, 40)
      },
      TrainingCase("last steps alone", symbols()) { $0.predicted = .last },
    ]
  }

  private static var losses: [TrainingCase] {
    let weights = (0..<11).map { 0.5 + Float($0) / 11 }
    let ofNumbers: [(String, LossFunction)] = [
      ("squared error", .squaredError), ("absolute error", .absoluteError),
      ("normal density", .gaussian), ("quantiles", .quantiles(levels: [0.1, 0.5, 0.9])),
      ("binary", .binary),
    ]
    return [
      TrainingCase(
        "label smoothing and class weights",
        symbols { $0.loss = .crossEntropy(labelSmoothing: 0.1, classWeights: weights) }),
      TrainingCase("label smoothing", symbols { $0.loss = .crossEntropy(labelSmoothing: 0.1) }),
    ] + ofNumbers.map { TrainingCase($0, numbers($1)) }
      + [
        TrainingCase("numbers of last steps", numbers()) { $0.predicted = .last },
        TrainingCase("input dropout of numbers", numbers()) {
          $0.configuration.dropout.input = 0.25
        },
      ]
  }

  private static var updates: [TrainingCase] {
    OptimizerConfiguration.Rule.allCases.map { rule in
      TrainingCase("\(rule)", symbols(.vanilla)) {
        ($0.options.optimizer, $0.options.learningRate) = (OptimizerConfiguration(rule), 0.001)
      }
    } + [
      TrainingCase("no clipping", symbols()) { $0.options.clipping = .none },
      TrainingCase("clipped norm", symbols()) { $0.options.clipping = .norm(0.01) },
      TrainingCase("clipped values", symbols()) { $0.options.clipping = .value(0.001) },
      TrainingCase("sum of losses", symbols()) {
        ($0.options.reduction, $0.options.learningRate) = (.sum, 0.0001)
      },
      TrainingCase("accumulation", symbols()) {
        ($0.batch, $0.options.accumulation) = (2, 3)
      },
    ]
  }
}

extension NetworkConfiguration {
  /// Reads words by their characters.
  mutating func spell(wordDropout: Double) {
    embeddingSize = 9
    spelling = SpellingConfiguration(
      characters: 13, embeddingSize: 7, hiddenSize: 10, wordDropout: wordDropout)
  }

  /// Turns on all options that go together.
  mutating func addEverything() {
    (layers, isBidirectional, hasResidualConnections) = (2, true, true)
    (isNormalised, learnsInitialState) = (true, true)
    (embeddingSize, tiesWeights) = (2 * hiddenSize, true)
    (dropout.input, dropout.layers, dropout.zoneout) = (0.25, 0.25, 0.25)
    if cell.hasRecurrentWeights { dropout.recurrent = 0.25 }
    if cell.hasCellState { dropout.cellZoneout = 0.25 }
  }
}
