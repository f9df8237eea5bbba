import Testing

@testable import Unroll

@Suite("What a run does about numbers that are not finite")
struct DivergenceTests {
  /// Eight sequences of numbers for a rectifier; in one of them a number that makes its states overflow.
  private func data(bad: Int?) throws -> Dataset {
    var stream = RandomStream(seed: 3, purpose: .trials)
    var inputs = (0..<8 * 6).map { _ in Float(stream.uniform()) }
    if let bad { inputs[bad] = .greatestFiniteMagnitude }
    return try Dataset(
      inputs: .values(inputs, size: 1), targets: .values(inputs.map { min($0, 1) / 2 }, size: 1),
      lengths: [Int](repeating: 6, count: 8))
  }

  /// A rectifier with weights that let large numbers through.
  private func network(layers: Int = 1) throws -> Network {
    var network = try Network(
      NetworkConfiguration(
        input: .values(size: 1), hiddenSize: 3, layers: layers, activation: .relu,
        output: .values(size: 1)), seed: 1)
    for i in network.parameters.values.indices {
      network.parameters.values[i] = 0.1 + abs(network.parameters.values[i])
    }
    for row in network.parameters["W"].indices { network.parameters["W"][row] = 0.2 }
    network.parameters["U"] = [4, 4, 4]
    return network
  }

  private func options(
    _ action: TrainingOptions.Divergence, rate: Double = 1e-3, epochs: Int = 4
  ) -> TrainingOptions {
    var options = plainOptions(.adam, rate: rate, epochs: epochs)
    options.batch = .sequences(1)
    options.onDivergence = action
    options.detectsAnomaly = true
    return options
  }

  @Test("An update that is left out moves nothing, and the run goes on")
  func skip() throws {
    let data = try data(bad: 6 * 5 + 2)
    let trainer = try Trainer(
      try network(), data: data, validation: self.data(bad: nil), options: options(.skip),
      threads: 1)
    var (steps, epochs) = (0, 0)
    var reports: [DivergenceReport] = []
    var before = trainer.network
    let result = try trainer.train { event in
      switch event {
      case .step: steps += 1
      case .epoch(let report):
        epochs += 1
        #expect(report.loss.isFinite && report.validationLoss?.isFinite == true)
      case .divergence(let report):
        reports.append(report)
        #expect(trainer.network == before)
      }
      before = trainer.network
      return .carryOn
    }
    #expect(result.reason == .epochs && steps == 4 * 7 && epochs == 4 && reports.count == 4)
    for report in reports {
      #expect(
        report.anomaly == Anomaly(kind: .state(layer: 0, isReverse: false), time: 2, sequence: 5))
      #expect(report.action == .skip && report.rateFactor == 1)
    }
    #expect(trainer.network.parameters.firstNonFinite() == nil)
    #expect(trainer.network != (try network()))
  }

  @Test("A run without a single sound update ends all the same")
  func nothingSound() throws {
    let data = try Dataset(
      inputs: .values([.greatestFiniteMagnitude], size: 1), targets: .values([0], size: 1),
      lengths: [1])
    for (action, most) in [(TrainingOptions.Divergence.skip, 100), (.lowerRate, 20)] {
      let trainer = try Trainer(
        try network(), data: data, options: options(action, epochs: 100_000), threads: 1)
      var count = 0
      let error = #expect(throws: TrainingError.self) {
        try trainer.train { event in
          if case .divergence = event { count += 1 }
          return .carryOn
        }
      }
      #expect(count == most)
      #expect(
        error?.description.contains("the states of layer 1, time step 1 of sequence 1") == true)
      #expect(trainer.network == (try network()))
    }
  }

  @Test("With a lower rate a run that explodes comes to learn")
  func lowerRate() throws {
    let data = try data(bad: nil)
    func run(_ action: TrainingOptions.Divergence) throws -> (trainer: Trainer, halvings: [Double])
    {
      var options = options(action, rate: 3, epochs: 30)
      options.optimizer = OptimizerConfiguration(.gd)
      options.averaging = .exponential(decay: 0.9)
      let trainer = try Trainer(
        try network(), data: data, validation: data, options: options, threads: 1)
      var factors: [Double] = []
      _ = try trainer.train { event in
        if case .divergence(let report) = event { factors.append(report.rateFactor) }
        return .carryOn
      }
      return (trainer, factors)
    }
    #expect(throws: TrainingError.self) { _ = try run(.stop) }
    let (trainer, factors) = try run(.lowerRate)
    #expect(factors.count > 1 && factors == factors.indices.map { 1 / Double(1 << ($0 + 1)) })
    let engine = Engine(trainer.network.configuration, threads: 1)
    let first = engine.evaluate(try network(), on: data).mean
    #expect(engine.evaluate(trainer.best, on: data).mean < 0.5 * first)
    #expect(trainer.averaged.parameters.firstNonFinite() == nil)
    // What became of it is part of a checkpoint.
    #expect(trainer.checkpoint().place.halvings == factors.count)
  }

  @Test("States that a stream carries do not carry what is not finite")
  func stream() throws {
    let stream = SymbolStream((0..<60).map { Int32(1 + $0 % 3) }, alphabetCount: 4)
    var network = try Network(
      NetworkConfiguration(
        input: .symbols(count: 4), hiddenSize: 3, activation: .relu, output: .symbols(count: 4)),
      seed: 1)
    network.parameters["b"] = [1, 1, 1]
    // Symbol 3 makes states that overflow once it has come a few times; then all of them stay so.
    network.parameters["W"] = [3e8, 0, 0, 0, 3e8, 0, 0, 0, 3e8]
    var options = options(.skip, epochs: 2)
    options.window = 4
    let trainer = try Trainer(network, stream: stream, options: options, threads: 1)
    var (sound, bad) = (0, 0)
    _ = try trainer.train { event in
      switch event {
      case .step: sound += 1
      case .divergence: bad += 1
      case .epoch: break
      }
      return .carryOn
    }
    #expect(sound > 0 && bad > 0, "\(sound) and \(bad)")
  }

  @Test("An anomaly is named by layer, time step, direction and pass")
  func anomalies() throws {
    func anomaly(_ network: Network, _ data: Dataset) -> Anomaly? {
      let engine = Engine(network.configuration, threads: 1)
      let batch = Batch(like: data)
      batch.fill(from: data, sequences: Array(0..<data.count))
      engine.forward(network, batch, mode: .evaluation)
      var gradient = Parameters(zerosLike: network.parameters.table)
      engine.backward(batch, into: &gradient)
      return engine.anomaly(batch, back: true)
    }
    let fine = try data(bad: nil)
    #expect(anomaly(try network(layers: 2), fine) == nil)
    #expect(
      anomaly(try network(layers: 2), try data(bad: 6 * 3 + 4))
        == Anomaly(kind: .state(layer: 0, isReverse: false), time: 4, sequence: 3))
    var network = try network(layers: 2)
    network.parameters["W2"] = [Float](repeating: .greatestFiniteMagnitude, count: 9)
    #expect(anomaly(network, fine)?.kind == .state(layer: 1, isReverse: false))
    #expect(anomaly(network, fine)?.time == 1)
    network = try self.network()
    network.parameters["V"] = [Float](repeating: .greatestFiniteMagnitude, count: 3)
    #expect(anomaly(network, fine) == Anomaly(kind: .output, time: 0, sequence: 0))

    // States that stay zero, and derivatives that grow by 1e5 a step on their way back.
    var tanh = try Network(
      NetworkConfiguration(input: .values(size: 1), hiddenSize: 2, output: .values(size: 1)),
      seed: 1)
    tanh.parameters["U"] = [1, 1]
    tanh.parameters["W"] = [1e5, 0, 0, 1e5]
    tanh.parameters["V"] = [1, 1]
    let zeros = try Dataset(
      inputs: .values([Float](repeating: 0, count: 12), size: 1),
      targets: .values([Float](repeating: 0, count: 11) + [1], size: 1), lengths: [12])
    // 2 · 1e5^7 is the last power that a Float holds.
    #expect(
      anomaly(tanh, zeros)
        == Anomaly(kind: .gradient(layer: 0, isReverse: false), time: 3, sequence: 0))
  }
}
