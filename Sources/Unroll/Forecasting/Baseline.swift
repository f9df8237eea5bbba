/// Forecasts without a network.
public enum Baseline: Sendable, Equatable {
  /// Everything stays as it is at the origin: x̂_{t+k} = x_t.
  case lastValue
  /// Everything is as it was one season before: x̂_{t+k} = x_{t+k-s}, of the latest season that is known.
  case seasonal(Int)

  /// Its name.
  public var name: String {
    switch self {
    case .lastValue: "last value"
    case .seasonal(let season): "seasonal naive (\(season))"
    }
  }

  /// The row whose value is taken; the origin itself where the series does not go back so far.
  func row(origin: Int, step: Int) -> Int {
    switch self {
    case .lastValue: return origin
    case .seasonal(let season):
      let row = origin + step - (step + season - 1) / season * season
      return row >= 0 ? row : origin
    }
  }
}

extension ForecastShape {
  /// The baselines that a forecast is held against.
  public var baselines: [Baseline] { [.lastValue] + (season.map { [.seasonal($0)] } ?? []) }
}

extension ForecastWindows {
  /// The loss of a baseline as the network's is measured: of scaled values, the mean of a value (and level).
  public func loss(of baseline: Baseline, origins: some Sequence<Int>, _ loss: LossFunction)
    -> Double
  {
    var (sum, count) = (0.0, 0.0)
    for origin in origins {
      for step in 1...shape.horizon where origin + step < series.rows {
        for target in shape.targets.indices {
          let row = baseline.row(origin: origin, step: step)
          let predicted = scaledTarget(
            series.value(row: row, column: target), origin, step, target)
          let actual = scaledTarget(
            series.value(row: origin + step, column: target), origin, step, target)
          let error = Double(actual - predicted)
          switch loss {
          case .quantiles(let levels):
            for level in levels {
              sum += max(Double(level) * error, (Double(level) - 1) * error)
              count += 1
            }
          case .absoluteError:
            sum += abs(error)
            count += 1
          case .squaredError, .gaussian, .binary, .crossEntropy:
            sum += error * error
            count += 1
          }
        }
      }
    }
    return count > 0 ? sum / count : 0
  }
}
