/// Forecasts from a number of origins, in the units of the data.
public struct Forecasts: Sendable, Equatable {
  /// The time steps from which forecasts are made.
  public let origins: [Int]
  /// The levels of quantiles; nil where values are predicted.
  public let levels: [Float]?
  /// Steps ahead.
  public let horizon: Int
  /// The number of targets.
  public let targets: Int
  /// All numbers: by origin, level, step and target.
  private(set) var values: [Double]

  init(origins: [Int], levels: [Float]?, horizon: Int, targets: Int) {
    self.origins = origins
    self.levels = levels
    self.horizon = horizon
    self.targets = targets
    values = []
    values.reserveCapacity(origins.count * (levels?.count ?? 1) * horizon * targets)
  }

  /// The level that stands for the value itself: the one nearest to the half.
  public var middle: Int {
    guard let levels else { return 0 }
    return levels.indices.min { abs(levels[$0] - 0.5) < abs(levels[$1] - 0.5) } ?? 0
  }

  /// A predicted number.
  ///
  /// - Parameters:
  ///   - index: the place of the origin among ``origins``.
  ///   - step: 1 for the step after the origin.
  ///   - target: the place of the target in the shape.
  ///   - level: the place of the level; nil for the value itself, or the ``middle`` of the quantiles.
  public func value(origin index: Int, step: Int, target: Int = 0, level: Int? = nil) -> Double {
    let perLevel = horizon * targets
    let start = (index * (levels?.count ?? 1) + (level ?? middle)) * perLevel
    return values[start + (step - 1) * targets + target]
  }

  /// Appends the outputs of an origin. Quantiles that cross are sorted: so they are nearer to the truth
  /// (Chernozhukov, Fernández-Val and Galichon, 2010, doi:10.3982/ECTA7880).
  mutating func append(_ outputs: [Float], _ windows: ForecastWindows, origin: Int) {
    let perLevel = horizon * targets
    var numbers = [Double](repeating: 0, count: outputs.count)
    for (place, output) in outputs.enumerated() {
      let (step, target) = (place % perLevel / targets + 1, place % targets)
      numbers[place] = windows.value(output, origin, step, target)
    }
    if let levels, levels.count > 1 {
      let order = levels.indices.sorted { levels[$0] < levels[$1] }
      for place in 0..<perLevel {
        let sorted = order.map { numbers[$0 * perLevel + place] }.sorted()
        for (level, number) in zip(order, sorted) { numbers[level * perLevel + place] = number }
      }
    }
    values += numbers
  }
}

extension ForecastModel {
  /// Forecasts from origins of a series, each read anew from its own context.
  ///
  /// - Parameters:
  ///   - series: what is read.
  ///   - origins: rows of the series.
  ///   - threads: nil for as many as there are processors.
  /// - Throws: ``SeriesError/tooLarge(numbers:limit:)``.
  public func forecasts(
    _ series: Series, from origins: [Int], threads: Int? = nil
  ) throws(SeriesError) -> Forecasts {
    let windows = ForecastWindows(series, shape, scaling)
    let engine = Engine(network.configuration, threads: threads)
    engine.load(network)
    var forecasts = Forecasts(
      origins: origins, levels: levels, horizon: shape.horizon, targets: shape.targets.count)
    var start = 0
    while start < origins.count {
      let chunk = origins[start..<min(start + Dataset.evaluationRows, origins.count)]
      let data = try windows.dataset(endingAt: chunk)
      let batch = Batch(data)
      engine.forward(batch)
      var rows = [Int](repeating: 0, count: chunk.count)
      for (row, sequence) in batch.sequences.enumerated() { rows[sequence] = row }
      for (row, origin) in zip(rows, chunk) {
        forecasts.append(engine.outputs(batch, row: row).last ?? [], windows, origin: origin)
      }
      start = chunk.endIndex
    }
    return forecasts
  }

  /// Forecasts what follows a series.
  ///
  /// - Throws: ``SeriesError/futureMissing(source:found:needed:)`` where known covariates are not given for
  ///   the horizon.
  public func forecast(after series: Series, threads: Int? = nil) throws(SeriesError) -> Forecasts {
    guard shape.known.isEmpty || series.futureRows >= shape.horizon else {
      throw .futureMissing(
        source: series.source, found: series.futureRows, needed: shape.horizon)
    }
    return try forecasts(series, from: [series.rows - 1], threads: threads)
  }
}
