import Unroll

/// Learning to forecast.
struct ForecastJob: TrainingJob {
  let trainer: Trainer
  private let data: ForecastData
  private let threads: Int?

  init(
    _ data: ForecastData, network: Network, options: TrainingOptions, threads: Int?
  ) throws(CommandFailure) {
    self.data = data
    self.threads = threads
    trainer = try CommandFailure.trainer { () throws(TrainingError) in
      try Trainer(
        network, data: data.training, validation: data.validation, options: options,
        threads: threads)
    }
  }

  /// So many epochs that there are about as many updates, ten at least.
  static func epochs(
    updates: Int, _ data: Dataset, _ batch: TrainingOptions.BatchSize
  ) -> Int {
    guard case .sequences(let size) = batch, updates > 0 else { return updates }
    let perEpoch = (data.count + size - 1) / size
    return max((updates + perEpoch - 1) / perEpoch, 10)
  }

  var examples: TrainingRecord.Counts {
    .init(training: data.training.count, validation: data.validation?.count ?? 0)
  }

  var floor: Floor? {
    data.floor.map {
      Floor(name: $0.baseline.name, loss: $0.loss, explanation: "the better baseline's loss")
    }
  }

  var lossUnit: String {
    switch trainer.network.configuration.loss {
    case .quantiles: "scaled pinball loss"
    default: "scaled squared error"
    }
  }

  var introduction: [String] { data.introduction + introduction(of: trainer.network) }

  func content(_ network: Network, _ record: TrainingRecord) -> ModelFile.Content {
    .forecast(
      ForecastModel(
        shape: data.shape, scaling: data.scaling, network: network, training: record))
  }

  func measures(_ content: ModelFile.Content) throws -> [Measure] {
    guard case .forecast(let model) = content, let test = data.test else { return [] }
    do {
      let forecasts = try model.forecasts(test.series, from: test.origins, threads: threads)
      return ForecastReport(
        ForecastMeasures(forecasts, of: test.series, model.shape), model.shape
      ).testMeasures
    } catch {
      throw CommandFailure(error)
    }
  }

  func advice(model path: String) -> String {
    "forecast what comes next with: unroll predict \(path) DATA"
  }
}
