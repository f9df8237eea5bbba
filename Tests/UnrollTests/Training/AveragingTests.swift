import Testing

@testable import Unroll

@Suite("Averages of the weights")
struct AveragingTests {
  /// What a run has come to, and what it was after each update and each epoch.
  struct Run {
    var trainer: Trainer
    var initial: Network
    var updates: [[Float]] = []
    var epochs: [[Float]] = []
    var averages: [Network] = []
    var validationLosses: [Double] = []
  }

  func run(
    _ averaging: Averaging, epochs: Int = 6, threads: Int = 1,
    change: (inout TrainingOptions) -> Void = { _ in }
  ) throws -> Run {
    let data = try ToyTask.noise(sequences: 10)
    var options = plainOptions(rate: 0.5, epochs: epochs)
    options.averaging = averaging
    change(&options)
    let network = try ToyTask.network(for: data, hidden: 6)
    let trainer = try Trainer(
      network, data: data, validation: try ToyTask.noise(sequences: 7, seed: 5), options: options,
      threads: threads)
    var run = Run(trainer: trainer, initial: network)
    _ = try trainer.train { event in
      switch event {
      case .step: run.updates.append(trainer.network.parameters.values)
      case .epoch(let report):
        run.epochs.append(trainer.network.parameters.values)
        run.averages.append(trainer.averaged)
        run.validationLosses.append(report.validationLoss ?? .nan)
      case .divergence: Issue.record("diverged")
      }
      return .carryOn
    }
    return run
  }

  /// The moving average from its definition, in Double.
  func movingAverage(_ run: Run, decay: (Int) -> Double) -> [Float] {
    var mean = run.initial.parameters.values.map(Double.init)
    for (index, values) in run.updates.enumerated() {
      let d = decay(index + 1)
      for i in mean.indices { mean[i] = d * mean[i] + (1 - d) * Double(values[i]) }
    }
    return mean.map(Float.init)
  }

  /// Two orders of the same sum in Double, rounded to Float: half a unit apart at the most.
  static let tolerance: Float = 2e-7

  func isClose(_ one: [Float], _ other: [Float]) -> Bool {
    one.count == other.count
      && zip(one, other).allSatisfy { abs($0 - $1) <= Self.tolerance * max(abs($1), 1e-3) }
  }

  @Test(
    "The moving average takes in each update, with a decay that rises to its value",
    arguments: [0.3, 0.5, 0.9, 0.999])
  func exponential(_ decay: Double) throws {
    let run = try run(.exponential(decay: decay))
    #expect(run.updates.count == 18)
    let expected = movingAverage(run) { t in min(decay, Double(1 + t) / Double(10 + t)) }
    #expect(isClose(run.trainer.averaged.parameters.values, expected))
    // Updates go on from the weights themselves.
    #expect(run.trainer.network == (try self.run(.none)).trainer.network)
    #expect(run.trainer.network != run.trainer.averaged)
  }

  @Test("An average of decay zero is the network as it stands")
  func noDecay() throws {
    let run = try run(.exponential(decay: 0))
    #expect(run.trainer.averaged == run.trainer.network)
    #expect(run.trainer.averaged != run.initial)
    let none = try self.run(.none)
    #expect(none.trainer.averaged == none.trainer.network)
    #expect(none.validationLosses == run.validationLosses)
  }

  @Test(
    "Stochastic averaging is the mean of the weights after the epochs from its start on",
    arguments: [
      (0, 6), (0.16, 6), (0.17, 5), (0.5, 3), (0.6, 3), (0.75, 2), (0.84, 1), (1 - 0x1p-53, 1),
    ])
  func stochastic(_ start: Double, _ count: Int) throws {
    let run = try run(.stochastic(start: start))
    for (index, average) in run.averages.enumerated() {
      let taken = run.epochs[...index].dropFirst(6 - count)
      guard !taken.isEmpty else {
        #expect(average.parameters.values == run.epochs[index], "epoch \(index + 1)")
        continue
      }
      let expected = run.epochs[index].indices.map { i in
        Float(taken.reduce(0) { $0 + Double($1[i]) } / Double(taken.count))
      }
      #expect(isClose(average.parameters.values, expected), "epoch \(index + 1)")
    }
    #expect(run.trainer.network == (try self.run(.none)).trainer.network)
  }

  @Test(
    "The averaged network is validated, judged and kept",
    arguments: [Averaging.exponential(decay: 0.8), .stochastic(start: 0.3)])
  func judged(_ averaging: Averaging) throws {
    // Slow enough that the later epochs are the better ones.
    let run = try run(averaging, epochs: 8) { $0.learningRate = 0.1 }
    let other = try ToyTask.noise(sequences: 7, seed: 5)
    for (average, loss) in zip(run.averages, run.validationLosses) {
      #expect(run.trainer.engine.evaluate(average, on: other).mean == loss)
    }
    let losses = run.validationLosses
    let best = try #require(losses.indices.min { losses[$0] < losses[$1] })
    #expect(run.trainer.best == run.averages[best])
    #expect(run.trainer.best.parameters.values != run.epochs[best])
    // Without validation the last average is kept.
    let data = try ToyTask.noise(sequences: 10)
    var options = plainOptions(rate: 0.5, epochs: 4)
    options.averaging = averaging
    let trainer = try Trainer(
      try ToyTask.network(for: data, hidden: 6), data: data, options: options, threads: 1)
    try trainer.train()
    #expect(trainer.best == trainer.averaged && trainer.best != trainer.network)
  }

  @Test("Patience looks at the averaged network")
  func patience() throws {
    let run = try run(.exponential(decay: 0.95), epochs: 300) {
      $0.patience = 3
      $0.learningRate = 1
    }
    let losses = run.validationLosses
    let best = try #require(losses.indices.min { losses[$0] < losses[$1] })
    #expect(losses.count == best + 1 + 3 && losses.count < 300)
    #expect(run.trainer.best == run.averages[best])
  }

  @Test("An average gives the same bits for any number of threads, and twice")
  func threads() throws {
    for averaging in [Averaging.exponential(decay: 0.9), .stochastic(start: 0.5)] {
      let data = try EngineExample(sizes: (31, 4, 29), lengths: [5, 9, 7, 1, 3, 8, 8]).data
      var options = plainOptions(.adam, rate: 0.01, epochs: 4)
      options.averaging = averaging
      let averages = try [1, 1, 3].map { threads in
        let trainer = try Trainer(
          try ToyTask.network(for: data, hidden: 129), data: data, options: options,
          threads: threads)
        try trainer.train()
        return trainer.averaged
      }
      #expect(averages[0] == averages[1] && averages[0] == averages[2])
    }
  }

  /// In Float a share of 1e-5 of a step of 1e-4 would be rounded away beside a weight of one, and
  /// the average would never leave it.
  @Test("Rounding does not stop an average on its way")
  func rounding() throws {
    let table = ParameterTable([.init("b", .bias, rows: 2)])
    var parameters = Parameters(zerosLike: table)
    parameters.values = [1, -1]
    var average = WeightAverage(.exponential(decay: 1 - 1e-5), of: parameters)
    parameters.values = [1.0001, -1.0001]
    for step in 1_000_000..<1_100_000 { average.takeUpdate(parameters, step: step) }
    average.replace(&parameters)
    // After 100,000 updates of share 1e-5, 1 / e of the way is left.
    let expected = Float(1 + 1e-4 * (1 - 1 / 2.718281828))
    #expect(abs(parameters.values[0] - expected) < 2e-7)
    #expect(abs(parameters.values[1] + expected) < 2e-7)

    // The mean of many epochs, alternately one unit in the last place up and not.
    var means = WeightAverage(.stochastic(start: 0), of: parameters)
    for epoch in 1...20_000 {
      parameters.values = epoch % 2 == 0 ? [1, 3] : [1 + 4 * .ulpOfOne, 2]
      means.takeEpoch(parameters, progress: Double(epoch) / 20_000)
    }
    means.replace(&parameters)
    #expect(parameters.values == [1 + 2 * .ulpOfOne, 2.5])
  }

  @Test(
    "After divergence network, average and best are finite",
    arguments: [
      Averaging.exponential(decay: 0.9), .exponential(decay: 0.9999), .stochastic(start: 0),
      .stochastic(start: 0.5),
    ])
  func divergence(_ averaging: Averaging) throws {
    let data = try ToyTask.movingMean(sequences: 6, steps: 9)
    for (rate, batch) in [(1e3, 2), (1e25, 2), (1e38, 6), (1e38, 2), (1e200, 2)] {
      var options = plainOptions(rate: rate, epochs: 60)
      options.batch = .sequences(batch)
      options.averaging = averaging
      let trainer = try Trainer(
        try ToyTask.network(for: data, hidden: 10, activation: .relu), data: data,
        validation: data, options: options, threads: 1)
      #expect(throws: TrainingError.self) { try trainer.train() }
      for network in [trainer.network, trainer.averaged, trainer.best] {
        #expect(network.parameters.firstNonFinite() == nil, "rate \(rate)")
      }
    }
    // The only update overflows: what is left is the start.
    var options = plainOptions(rate: 1e200, epochs: 1)
    options.batch = .all
    options.averaging = averaging
    let network = try ToyTask.network(for: data, hidden: 4)
    let trainer = try Trainer(network, data: data, options: options, threads: 1)
    #expect(throws: TrainingError.self) { try trainer.train() }
    #expect(trainer.network == network && trainer.averaged == network && trainer.best == network)
  }

  @Test("Where a loss is not finite the average stays what the updates before have made it")
  func lossDiverges() throws {
    // The fifth of ten sequences is too large for Float.
    var inputs = [Float](repeating: 0.5, count: 10)
    var order = Array(0..<10)
    var stream = RandomStream(seed: 1, purpose: .shuffling, index: 1)
    order.shuffleReproducibly(using: &stream)
    inputs[order[4]] = 3e38
    let data = try Dataset(
      inputs: .values(inputs, size: 1),
      targets: .values([Float](repeating: 0, count: 10), size: 1),
      lengths: [Int](repeating: 1, count: 10))
    var options = plainOptions(rate: 0.05, epochs: 1)
    options.batch = .sequences(1)
    options.averaging = .exponential(decay: 0.5)
    let network = try ToyTask.network(for: data, hidden: 10, activation: .relu)
    let trainer = try Trainer(network, data: data, options: options, threads: 1)
    var run = Run(trainer: trainer, initial: network)
    #expect(throws: TrainingError.self) {
      try trainer.train { event in
        if case .step = event { run.updates.append(trainer.network.parameters.values) }
        return .carryOn
      }
    }
    #expect(run.updates.count == 4)
    let expected = movingAverage(run) { t in min(0.5, Double(1 + t) / Double(10 + t)) }
    #expect(isClose(trainer.averaged.parameters.values, expected))
    #expect(trainer.averaged != trainer.best && trainer.best == network)
  }

  @Test("With no epoch the average is the network as it was")
  func nothing() throws {
    for averaging in [Averaging.none, .exponential(decay: 0.9), .stochastic(start: 0)] {
      let run = try run(averaging, epochs: 0)
      #expect(run.trainer.averaged == run.initial && run.trainer.best == run.initial)
    }
  }

  @Test("Decays and starts that are not 0 to below 1 are refused")
  func refused() throws {
    for number in [1, 1.5, -0.1, .nan, .infinity] {
      #expect(throws: TrainingError.self) { try run(.exponential(decay: number)) }
      #expect(throws: TrainingError.self) { try run(.stochastic(start: number)) }
    }
    let error = TrainingError.impossibleAveraging(name: "decay", value: 1)
    #expect(error.description.contains("decay") && error.description.contains("1.0"))
  }
}
