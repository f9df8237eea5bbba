import Unroll

/// Learns the first four fifths of a column, judges by the rest, and forecasts what follows.
func forecast(
  _ column: String, of path: String, options: TrainingOptions = TrainingOptions()
) throws -> (measures: ForecastMeasures, next: [Double]) {
  let shape = ForecastShape(
    targets: [column], context: 64, horizon: 26, season: 52, readsSeason: true)
  let series = try Series(Table(contentsOf: path), shape, missing: .linear)
  let learned = series.rows * 4 / 5
  let scaling = Scaling(series, shape, rows: learned)
  let windows = ForecastWindows(series, shape, scaling)
  let origins = windows.origins(predicting: 0..<learned)
  let data = try windows.dataset(
    covering: windows.firstOrigin(of: origins)..<origins.upperBound, stride: shape.context / 4)
  let configuration = NetworkConfiguration(
    input: .values(size: shape.inputSize), cell: .lstm, hiddenSize: 32,
    output: .values(size: shape.outputSize))
  let trainer = try Trainer(Network(configuration, seed: 1), data: data, options: options)
  try trainer.train()

  let model = ForecastModel(shape: shape, scaling: scaling, network: trainer.best)
  let judged = windows.origins(predicting: learned..<series.rows)
  let forecasts = try model.forecasts(series, from: Array(judged))
  let next = try model.forecast(after: series)
  return (
    ForecastMeasures(forecasts, of: series, shape),
    (1...shape.horizon).map { next.value(origin: 0, step: $0) }
  )
}
