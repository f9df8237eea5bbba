/// How good forecasts are, in the units of the data, beside what baselines reach from the same origins.
///
/// Values that were filled in are not counted where they should be predicted.
public struct ForecastMeasures: Sendable, Equatable {
  /// The errors of a way of forecasting.
  public struct Errors: Sendable, Equatable {
    /// Predicted values.
    public private(set) var count = 0
    private var squares = 0.0
    private var absolutes = 0.0

    /// The root of the mean squared error.
    public var rmse: Double { count > 0 ? (squares / Double(count)).squareRoot() : 0 }
    /// The mean absolute error.
    public var mae: Double { count > 0 ? absolutes / Double(count) : 0 }

    mutating func add(_ error: Double) {
      count += 1
      squares += error * error
      absolutes += abs(error)
    }
  }

  /// A way of forecasting: the network, or a baseline.
  public struct Method: Sendable, Equatable {
    /// Its name.
    public let name: String
    /// Its errors over all steps ahead.
    public internal(set) var overall = Errors()
    /// Its errors at each step ahead.
    public internal(set) var steps: [Errors]

    init(_ name: String, horizon: Int) {
      self.name = name
      steps = Array(repeating: Errors(), count: horizon)
    }

    mutating func add(_ error: Double, step: Int) {
      overall.add(error)
      steps[step - 1].add(error)
    }
  }

  /// How good quantiles are.
  public struct Quantiles: Sendable, Equatable {
    /// The levels.
    public let levels: [Float]
    /// The mean pinball loss over values and levels.
    public internal(set) var pinball = 0.0
    /// The share of values under each level's prediction, which should be the level.
    public internal(set) var below: [Double]
    /// The share of values between the predictions of the lowest and of the highest level.
    public internal(set) var coverage = 0.0
  }

  /// What is told of a target.
  public struct Target: Sendable, Equatable {
    /// Its name.
    public let name: String
    /// The standard deviation of the values to be predicted: errors divided by it are normalised.
    public internal(set) var deviation = 0.0
    /// The network; of quantiles the middle one.
    public internal(set) var network: Method
    /// The baselines.
    public internal(set) var baselines: [Method]
    /// The quantiles, if the network predicts any.
    public internal(set) var quantiles: Quantiles?

    /// The baselines that the network does not beat: by the mean absolute error where it predicts quantiles,
    /// whose middle one makes that small, otherwise by the root of the mean squared error.
    public var unbeaten: [String] {
      baselines.filter { baseline in
        quantiles == nil
          ? baseline.overall.rmse <= network.overall.rmse
          : baseline.overall.mae <= network.overall.mae
      }.map(\.name)
    }
  }

  /// The targets, in the order of the shape.
  public private(set) var targets: [Target]
  /// The number of origins.
  public let origins: Int

  /// Measures forecasts of a series.
  public init(_ forecasts: Forecasts, of series: Series, _ shape: ForecastShape) {
    origins = forecasts.origins.count
    targets = shape.targets.enumerated().map { index, name in
      var target = Target(
        name: name, network: Method("network", horizon: shape.horizon),
        baselines: shape.baselines.map { Method($0.name, horizon: shape.horizon) },
        quantiles: forecasts.levels.map {
          Quantiles(levels: $0, below: Array(repeating: 0, count: $0.count))
        })
      target.measure(forecasts, of: series, shape, index: index)
      return target
    }
  }
}

extension ForecastMeasures.Target {
  fileprivate mutating func measure(
    _ forecasts: Forecasts, of series: Series, _ shape: ForecastShape, index: Int
  ) {
    var actuals: [Double] = []
    for (place, origin) in forecasts.origins.enumerated() {
      for step in 1...shape.horizon {
        let row = origin + step
        guard row < series.rows, series.isGiven(row: row, column: index) else { continue }
        let actual = series.value(row: row, column: index)
        actuals.append(actual)
        network.add(
          forecasts.value(origin: place, step: step, target: index) - actual, step: step)
        for (method, baseline) in shape.baselines.enumerated() {
          let taken = baseline.row(origin: origin, step: step)
          baselines[method].add(series.value(row: taken, column: index) - actual, step: step)
        }
        let levels = (forecasts.levels ?? []).indices.map {
          forecasts.value(origin: place, step: step, target: index, level: $0)
        }
        quantiles?.add(levels, actual)
      }
    }
    let count = Double(max(actuals.count, 1))
    let mean = actuals.reduce(0, +) / count
    deviation =
      (actuals.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
    quantiles?.divide(by: count)
  }
}

extension ForecastMeasures.Quantiles {
  fileprivate mutating func add(_ predicted: [Double], _ actual: Double) {
    for (index, value) in predicted.enumerated() {
      let (level, error) = (Double(levels[index]), actual - value)
      pinball += max(level * error, (level - 1) * error) / Double(levels.count)
      if actual <= value { below[index] += 1 }
    }
    if let low = predicted.min(), let high = predicted.max(), low <= actual, actual <= high {
      coverage += 1
    }
  }

  fileprivate mutating func divide(by count: Double) {
    pinball /= count
    coverage /= count
    below = below.map { $0 / count }
  }
}
