/// A series as a network reads it: inputs of every time step, targets of those from which the whole horizon
/// is known, and windows of both.
///
/// An origin is the time step t at which a forecast for t + 1, ..., t + h is made, from t and what lies
/// before it.
public struct ForecastWindows: Sendable {
  let series: Series
  let shape: ForecastShape
  let scaling: Scaling
  /// x of every row, row after row. Known covariates beyond the data are those of the last row that is known.
  private let inputs: [Float]

  /// The most numbers that windows may hold together: two gigabytes.
  static let mostNumbers = 1 << 29

  /// Prepares a series.
  public init(_ series: Series, _ shape: ForecastShape, _ scaling: Scaling) {
    precondition(series.names == shape.columns, "a series of other columns")
    self.series = series
    self.shape = shape
    self.scaling = scaling
    let targets = shape.targets.count
    let covariates = targets..<targets + shape.covariates.count
    let firstKnown = covariates.upperBound
    var inputs: [Float] = []
    inputs.reserveCapacity(series.rows * shape.inputSize)
    for row in 0..<series.rows {
      for target in 0..<targets {
        inputs.append(scaling.scaled(series.value(row: row, column: target), column: target))
      }
      for target in 0..<targets {
        let value = series.value(row: row, column: target)
        let change = row > 0 ? value - series.value(row: row - 1, column: target) : 0
        inputs.append(Scaling.limited(change / scaling.changes[0][target]))
      }
      for column in covariates {
        inputs.append(scaling.scaled(series.value(row: row, column: column), column: column))
      }
      for step in 0...shape.horizon {
        for known in shape.known.indices {
          let value = Self.known(series, row: row + step, known, of: shape.known.count)
          inputs.append(scaling.scaled(value, column: firstKnown + known))
        }
      }
      guard shape.readsSeason, let season = shape.season else { continue }
      for step in 1...shape.horizon {
        let before = Baseline.seasonal(season).row(origin: row, step: step)
        for target in 0..<targets {
          let change =
            series.value(row: before, column: target) - series.value(row: row, column: target)
          inputs.append(Scaling.limited(change / scaling.changes[step - 1][target]))
        }
      }
    }
    self.inputs = inputs
  }

  private static func known(_ series: Series, row: Int, _ index: Int, of count: Int) -> Double {
    let ahead = row - series.rows
    if ahead >= 0 && ahead < series.futureRows { return series.future[ahead * count + index] }
    return series.value(
      row: min(row, series.rows - 1), column: series.names.count - count + index)
  }

  /// The first origin to learn from: before it a season is not known to all inputs. A series that is hardly
  /// longer than its season is learned from its beginning.
  public func firstOrigin(of origins: Range<Int>) -> Int {
    guard shape.readsSeason, let season = shape.season, origins.count > 2 * season else {
      return origins.lowerBound
    }
    return origins.lowerBound + season
  }

  /// The origins in a part of the series from which the whole horizon is known and lies in that part, whose
  /// first row may be predicted itself.
  public func origins(predicting rows: Range<Int>) -> Range<Int> {
    let first = max(rows.lowerBound - 1, 0)
    return first..<max(rows.upperBound - shape.horizon, first)
  }

  /// Windows that end in origins, each with one target: what forecasts are judged by.
  ///
  /// - Throws: ``SeriesError/tooLarge(numbers:limit:)``.
  public func dataset(endingAt origins: some Collection<Int>) throws(SeriesError) -> Dataset {
    try dataset(
      origins.map { max($0 - shape.context + 1, 0)..<$0 + 1 }, predicting: .last)
  }

  /// Windows that cover the origins of a part of the series, with a target at each step: what a network
  /// learns from.
  ///
  /// - Parameters:
  ///   - origins: rows from which to forecast.
  ///   - stride: rows from one window to the next.
  /// - Throws: ``SeriesError/tooLarge(numbers:limit:)``.
  public func dataset(
    covering origins: Range<Int>, stride: Int
  ) throws(SeriesError) -> Dataset {
    guard origins.count > shape.context else { return try dataset([origins], predicting: .every) }
    var windows: [Range<Int>] = []
    var end = origins.upperBound
    while end - shape.context > origins.lowerBound {
      windows.append(end - shape.context..<end)
      end -= max(stride, 1)
    }
    windows.append(origins.lowerBound..<origins.lowerBound + shape.context)
    return try dataset(windows.reversed(), predicting: .every)
  }

  private func dataset(
    _ windows: [Range<Int>], predicting predicted: Dataset.PredictedSteps
  ) throws(SeriesError) -> Dataset {
    let steps = windows.reduce(0) { $0 + $1.count }
    let predictions = predicted == .every ? steps : windows.count
    let numbers =
      Double(steps) * Double(shape.inputSize) + Double(predictions) * Double(shape.outputSize)
    guard numbers <= Double(Self.mostNumbers) else {
      throw .tooLarge(numbers: numbers, limit: Self.mostNumbers)
    }
    var inputs: [Float] = []
    inputs.reserveCapacity(steps * shape.inputSize)
    var targets: [Float] = []
    targets.reserveCapacity(predictions * shape.outputSize)
    for window in windows {
      inputs +=
        self.inputs[
          window.lowerBound * shape.inputSize..<window.upperBound * shape.inputSize]
      for origin in predicted == .every ? window : window.suffix(1) {
        appendTargets(of: origin, to: &targets)
      }
    }
    return Dataset(
      checkedInputs: .values(inputs, size: shape.inputSize),
      targets: .values(targets, size: shape.outputSize), lengths: windows.map(\.count),
      predicting: predicted)
  }

  /// Appends what the network should say at an origin; zeros beyond the data.
  private func appendTargets(of origin: Int, to targets: inout [Float]) {
    for step in 1...shape.horizon {
      for target in shape.targets.indices {
        let row = origin + step
        targets.append(
          row < series.rows
            ? scaledTarget(series.value(row: row, column: target), origin, step, target) : 0)
      }
    }
  }

  /// What the network should say of a value.
  func scaledTarget(_ value: Double, _ origin: Int, _ step: Int, _ target: Int) -> Float {
    switch shape.prediction {
    case .change:
      Scaling.limited(
        (value - series.value(row: origin, column: target)) / scaling.changes[step - 1][target])
    case .value: scaling.scaled(value, column: target)
    }
  }

  /// The value that the network means.
  func value(_ output: Float, _ origin: Int, _ step: Int, _ target: Int) -> Double {
    switch shape.prediction {
    case .change:
      series.value(row: origin, column: target)
        + Double(output) * scaling.changes[step - 1][target]
    case .value: scaling.means[target] + Double(output) * scaling.deviations[target]
    }
  }
}
