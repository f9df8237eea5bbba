import Unroll

/// A network with data and options, trained for some steps.
struct TrainingCase {
  let name: String
  var configuration: NetworkConfiguration
  var options = TrainingOptions()
  /// The number of time steps of each sequence.
  var lengths = [9, 3, 7, 1, 5, 12, 2, 8, 6, 6, 11, 4]
  /// Sequences of a batch.
  var batch = 6
  var predicted = Dataset.PredictedSteps.every

  init(
    _ name: String, _ configuration: NetworkConfiguration,
    _ change: (inout TrainingCase) -> Void = { _ in }
  ) {
    self.name = name
    self.configuration = configuration
    change(&self)
  }

  /// Sequences of an update.
  var sequencesOfUpdate: Int { batch * options.accumulation }

  /// Made-up symbols or numbers.
  func data() throws -> Dataset {
    let steps = lengths.reduce(0, +)
    return try Dataset(
      inputs: TrainingCase.track(configuration.input, steps: steps, factor: 7),
      targets: TrainingCase.track(
        configuration.output, steps: predicted == .every ? steps : lengths.count, factor: 5),
      lengths: lengths, predicting: predicted, spellings: try spellings(steps: steps))
  }

  /// A word of its own for each time step, all equally long, where words are spelled.
  private func spellings(steps: Int) throws -> Spellings? {
    guard let count = configuration.spelling?.characters else { return nil }
    return try Spellings(
      steps: (0..<steps).map { Int32($0) },
      words: (0..<steps).map { word in (0..<6).map { Int32(($0 * 5 + word) % count) } },
      characters: count)
  }

  private static func track(
    _ port: NetworkConfiguration.Port, steps: Int, factor: Int
  ) -> Dataset.Track {
    switch port {
    case .symbols(let count):
      .symbols((0..<steps).map { Int32(($0 * factor + $0 * $0 / 3) % count) }, count: count)
    case .values(let size):
      .values((0..<steps * size).map { Float($0 * factor % 11) / 11 }, size: size)
    }
  }

  /// What a run of this case works with.
  func start(threads: Int) throws -> (network: Network, data: Dataset, step: TrainingStep) {
    let data = try data()
    let network = try Network(configuration, seed: 1)
    let step = TrainingStep(
      configuration, data: data, options: options, batchSize: batch, threads: threads)
    return (network, data, step)
  }
}
