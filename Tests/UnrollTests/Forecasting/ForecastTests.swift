import Testing

@testable import Unroll

/// Windows, scaling, baselines and measures, against numbers worked out by hand.
@Suite struct ForecastTests {
  static func series(_ text: String, _ shape: ForecastShape) throws -> Series {
    try Series(Table(bytes: Array(text.utf8), source: "t.csv"), shape)
  }

  private static let text = "y,x\n1,2\n3,2\n7,4\n5,8\n9,4\n4,4\n"

  private func inputs(_ data: Dataset) -> [Float] {
    if case .values(let values, _) = data.inputs { values } else { [] }
  }

  private func targets(_ data: Dataset) -> [Float] {
    if case .values(let values, _) = data.targets { values } else { [] }
  }

  @Test func `Scaling is measured on the first rows alone`() throws {
    let shape = ForecastShape(targets: ["y"], covariates: ["x"], context: 2, horizon: 2)
    let series = try Self.series(Self.text, shape)
    let scaling = Scaling(series, shape, rows: 4)
    #expect(scaling.means == [4, 4])
    #expect(scaling.deviations == [Double(5).squareRoot(), Double(6).squareRoot()])
    #expect(scaling.changes == [[Double(8).squareRoot()], [Double(20).squareRoot()]])
    let flat = try Self.series("y\n5\n5\n5\n", ForecastShape(targets: ["y"], context: 1))
    let unit = Scaling(flat, ForecastShape(targets: ["y"], context: 1), rows: 3)
    #expect(unit.deviations == [1] && unit.changes == [[1]])
  }

  @Test func `Windows hold values, changes and what comes next`() throws {
    let shape = ForecastShape(targets: ["y"], covariates: ["x"], context: 2, horizon: 2)
    let series = try Self.series(Self.text, shape)
    let scaling = Scaling(series, shape, rows: 4)
    let windows = ForecastWindows(series, shape, scaling)
    #expect(windows.origins(predicting: 4..<6) == 3..<4)
    let last = try windows.dataset(endingAt: [0, 3])
    #expect(last.lengths == [1, 2])
    let (deviation, spread) = (Float(Double(5).squareRoot()), Float(Double(6).squareRoot()))
    let change = Float(Double(8).squareRoot())
    let expected: [Float] = [
      -3 / deviation, 0, -2 / spread,
      3 / deviation, 4 / change, 0,
      1 / deviation, -2 / change, 4 / spread,
    ]
    for (found, wanted) in zip(inputs(last), expected) { #expect(abs(found - wanted) < 1e-6) }
    let far = Float(Double(20).squareRoot())
    for (found, wanted) in zip(targets(last), [2 / change, 6 / far, 4 / change, -1 / far]) {
      #expect(abs(found - wanted) < 1e-6)
    }
    let every = try windows.dataset(covering: 0..<4, stride: 1)
    #expect(every.lengths == [2, 2, 2])
    #expect(every.predicted == .every)
    #expect(try windows.dataset(covering: 0..<2, stride: 1).lengths == [2])
  }

  @Test func `Values that are predicted come back in the units of the data`() throws {
    for prediction in ForecastShape.Prediction.allCases {
      let shape = ForecastShape(targets: ["y"], context: 2, horizon: 2, prediction: prediction)
      let series = try Self.series(Self.text, shape)
      let windows = ForecastWindows(series, shape, Scaling(series, shape, rows: 4))
      for (step, value) in [(1, 9.0), (2, 4.0)] {
        let scaled = windows.scaledTarget(value, 3, step, 0)
        #expect(abs(windows.value(scaled, 3, step, 0) - value) < 1e-5)
      }
    }
  }

  @Test func `Known covariates are read ahead, and the season where it is asked for`() throws {
    let shape = ForecastShape(
      targets: ["y"], known: ["x"], context: 1, horizon: 2, season: 3, readsSeason: true)
    let series = try Self.series(Self.text, shape)
    let scaling = Scaling(series, shape, rows: 6)
    let windows = ForecastWindows(series, shape, scaling)
    let read = inputs(try windows.dataset(endingAt: [3]))
    #expect(read.count == shape.inputSize)
    let x = [8.0, 4, 4].map { scaling.scaled($0, column: 1) }
    #expect(Array(read[2..<5]) == x)
    // One season before rows 4 and 5 there are 3 and 7; the origin's value is 5.
    #expect(abs(read[5] - Float(-2 / scaling.changes[0][0])) < 1e-6)
    #expect(abs(read[6] - Float(2 / scaling.changes[1][0])) < 1e-6)
  }

  @Test func `Baselines take the last value or that of a season before`() {
    #expect(Baseline.lastValue.row(origin: 5, step: 3) == 5)
    #expect((1...5).map { Baseline.seasonal(2).row(origin: 5, step: $0) } == [4, 5, 4, 5, 4])
    #expect(Baseline.seasonal(12).row(origin: 5, step: 1) == 5)
  }

  @Test func `Measures are those of plain arithmetic`() throws {
    let shape = ForecastShape(targets: ["y"], context: 1, horizon: 1, season: 2)
    let series = try Self.series(Self.text, shape)
    var forecasts = Forecasts(origins: [2, 3, 4], levels: nil, horizon: 1, targets: 1)
    let windows = ForecastWindows(
      series, shape, Scaling(series, shape, rows: 6))
    // The network says 6, 6 and 6 where 5, 9 and 4 come.
    for origin in 2...4 {
      forecasts.append([windows.scaledTarget(6, origin, 1, 0)], windows, origin: origin)
    }
    let target = ForecastMeasures(forecasts, of: series, shape).targets[0]
    #expect(abs(target.network.overall.rmse - (14.0 / 3).squareRoot()) < 1e-5)
    #expect(abs(target.network.overall.mae - 2) < 1e-5)
    // Last value: 7, 5, 9. Season of two: 3, 7, 5.
    #expect(target.baselines[0].overall.rmse == (45.0 / 3).squareRoot())
    #expect(target.baselines[1].overall.rmse == (9.0 / 3).squareRoot())
    #expect(target.unbeaten == ["seasonal naive (2)"])
    #expect(abs(target.deviation - (14.0 / 3).squareRoot()) < 1e-12)
  }

  @Test func `Quantiles are sorted, and their losses and coverage measured`() throws {
    let shape = ForecastShape(targets: ["y"], context: 1)
    let series = try Self.series(Self.text, shape)
    let windows = ForecastWindows(series, shape, Scaling(series, shape, rows: 6))
    var forecasts = Forecasts(origins: [2, 3], levels: [0.1, 0.5, 0.9], horizon: 1, targets: 1)
    for origin in [2, 3] {
      forecasts.append(
        [8, 6, 4].map { windows.scaledTarget($0, origin, 1, 0) }, windows, origin: origin)
    }
    #expect(abs(forecasts.value(origin: 0, step: 1, level: 0) - 4) < 1e-5)
    #expect(abs(forecasts.value(origin: 0, step: 1) - 6) < 1e-5)
    let quantiles = try #require(
      ForecastMeasures(forecasts, of: series, shape).targets[0].quantiles)
    // 5: 0.1, 0.5, 0.3; 9: 0.5, 1.5, 0.9; a mean of six.
    #expect(abs(quantiles.pinball - 3.8 / 6) < 1e-5)
    #expect(quantiles.coverage == 0.5)
    #expect(quantiles.below == [0, 0.5, 0.5])
  }

  @Test func `A network learns a wave, and forecasts do not depend on threads or the batch`() throws
  {
    let wave = (0..<300).map { [2.0, 5, 9, 4, 1][$0 % 5] }
    let text = "y\n" + wave.map { "\($0)" }.joined(separator: "\n") + "\n"
    let shape = ForecastShape(targets: ["y"], context: 10, horizon: 3)
    let series = try Self.series(text, shape)
    let scaling = Scaling(series, shape, rows: 200)
    let windows = ForecastWindows(series, shape, scaling)
    var options = TrainingOptions()
    (options.epochs, options.batch, options.learningRate) = (40, .sequences(8), 0.02)
    let configuration = NetworkConfiguration(
      input: .values(size: shape.inputSize), cell: .gru, hiddenSize: 12,
      output: .values(size: shape.outputSize))
    let trainer = try Trainer(
      Network(configuration, seed: 2), data: windows.dataset(covering: 0..<197, stride: 2),
      options: options)
    try trainer.train()
    let model = ForecastModel(shape: shape, scaling: scaling, network: trainer.network)
    let origins = Array(windows.origins(predicting: 200..<300))
    let all = try model.forecasts(series, from: origins, threads: 2)
    #expect(ForecastMeasures(all, of: series, shape).targets[0].network.overall.rmse < 0.2)
    #expect(try model.forecasts(series, from: origins, threads: 1) == all)
    let one = try model.forecasts(series, from: [origins[17]], threads: 1)
    for step in 1...3 {
      #expect(one.value(origin: 0, step: step) == all.value(origin: 17, step: step))
    }
    let next = try model.forecast(after: series)
    #expect(abs(next.value(origin: 0, step: 1) - 2) < 0.5)
  }

  @Test func `A known covariate that ends too early is refused`() throws {
    let shape = ForecastShape(targets: ["y"], known: ["x"], context: 2, horizon: 2)
    let series = try Self.series("y,x\n1,1\n2,2\n3,3\n,4\n", shape)
    let configuration = NetworkConfiguration(
      input: .values(size: shape.inputSize), hiddenSize: 2, output: .values(size: 2))
    let model = ForecastModel(
      shape: shape, scaling: Scaling(series, shape, rows: 3),
      network: try Network(configuration, seed: 1))
    #expect(throws: SeriesError.futureMissing(source: "t.csv", found: 1, needed: 2)) {
      try model.forecast(after: series)
    }
  }
}
