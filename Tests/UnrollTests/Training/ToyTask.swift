import Testing

@testable import Unroll

/// Small tasks to train on.
enum ToyTask {
  /// Symbols in random order; each is to be said again one step later, the first one as symbol 0.
  static func echo(sequences: Int, symbols: Int, steps: Int, seed: UInt64 = 1) throws -> Dataset {
    var stream = RandomStream(seed: seed, purpose: .trials)
    var (inputs, targets): ([Int32], [Int32]) = ([], [])
    for _ in 0..<sequences {
      var before: Int32 = 0
      for _ in 0..<steps {
        let symbol = Int32(stream.below(symbols))
        inputs.append(symbol)
        targets.append(before)
        before = symbol
      }
    }
    return try Dataset(
      inputs: .symbols(inputs, count: symbols), targets: .symbols(targets, count: symbols),
      lengths: [Int](repeating: steps, count: sequences))
  }

  /// Sequences of different lengths of symbols and of what follows each, at random.
  static func noise(sequences: Int, seed: UInt64 = 2) throws -> Dataset {
    try EngineExample(
      sizes: (5, 3, 4), lengths: (0..<sequences).map { 1 + $0 % 5 }, seed: seed
    ).data
  }

  /// Numbers; the target is the mean of the last two.
  static func movingMean(sequences: Int, steps: Int) throws -> Dataset {
    var stream = RandomStream(seed: 3, purpose: .trials)
    var (inputs, targets): ([Float], [Float]) = ([], [])
    for _ in 0..<sequences {
      var before: Float = 0
      for _ in 0..<steps {
        let x = Float(stream.uniform() - 0.5)
        inputs.append(x)
        targets.append(0.5 * (x + before))
        before = x
      }
    }
    return try Dataset(
      inputs: .values(inputs, size: 1), targets: .values(targets, size: 1),
      lengths: [Int](repeating: steps, count: sequences))
  }

  static func network(
    for data: Dataset, hidden: Int, activation: Activation = .tanh
  ) throws -> Network {
    try Network(
      NetworkConfiguration(
        input: data.inputs.port, hiddenSize: hidden, activation: activation,
        output: data.targets.port), seed: 1)
  }
}

/// Options without schedule, clipping and decay.
func plainOptions(
  _ rule: OptimizerConfiguration.Rule = .gd, rate: Double = 0.1, epochs: Int = 3
) -> TrainingOptions {
  var options = TrainingOptions()
  options.optimizer = OptimizerConfiguration(rule)
  options.learningRate = rate
  options.schedule = Schedule()
  options.clipping = .none
  options.epochs = epochs
  options.batch = .sequences(4)
  return options
}
