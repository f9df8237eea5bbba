import Testing

@testable import Unroll

@Suite("What training computes")
struct TrainerTests {
  func train(
    _ data: Dataset, _ options: TrainingOptions, hidden: Int, threads: Int = 1
  ) throws -> (network: Network, losses: [Double]) {
    let trainer = try Trainer(
      try ToyTask.network(for: data, hidden: hidden), data: data, options: options, threads: threads
    )
    var losses: [Double] = []
    _ = try trainer.train { event in
      if case .step(let report) = event { losses.append(report.loss) }
      return .carryOn
    }
    return (trainer.network, losses)
  }

  @Test(
    "Any number of threads trains to the same bits, with every rule",
    arguments: OptimizerConfiguration.Rule.allCases)
  func threads(_ rule: OptimizerConfiguration.Rule) throws {
    // Large enough that both a pass and an update are shared.
    let data = try EngineExample(sizes: (31, 4, 29), lengths: [5, 9, 7, 1, 3, 8, 8]).data
    var options = plainOptions(rule, rate: 0.01, epochs: 2)
    options.clipping = .norm(0.5)
    let alone = try train(data, options, hidden: 129)
    for threads in [2, 3, 8] {
      let shared = try train(data, options, hidden: 129, threads: threads)
      #expect(shared.network == alone.network && shared.losses == alone.losses)
    }
  }

  @Test("The forward recursion trains to the same bits with any number of threads")
  func recursionThreads() throws {
    let data = try EngineExample(sizes: (9, 4, 8), lengths: [5, 9, 7, 1, 3, 8, 8]).data
    var options = plainOptions(.adam, rate: 0.01, epochs: 2)
    options.gradient = .rtrl
    let alone = try train(data, options, hidden: 20)
    for threads in [2, 3, 8] {
      let shared = try train(data, options, hidden: 20, threads: threads)
      #expect(shared.network == alone.network && shared.losses == alone.losses)
    }
  }

  @Test("Both gradient methods follow one loss curve to a thousandth")
  func methods() throws {
    let data = try EngineExample(
      sizes: (8, 4, 8), lengths: (0..<24).map { 1 + $0 % 7 }, seed: 9
    ).data
    var options = plainOptions(.adam, rate: 0.01, epochs: 6)
    options.clipping = .norm(1)
    let sweep = try train(data, options, hidden: 24)
    options.gradient = .rtrl
    let recursion = try train(data, options, hidden: 24)
    #expect(sweep.losses.count == 36)
    let apart = zip(sweep.losses, recursion.losses).map { abs($0 - $1) }.max() ?? .infinity
    #expect(apart < 1e-3)
    // They are two computations, not one.
    #expect(sweep.network != recursion.network)
    #expect((sweep.losses.last ?? 9) < (sweep.losses.first ?? 0))
  }

  @Test("The same seed gives the same run; another seed, and each epoch, another order")
  func shuffling() throws {
    let data = try ToyTask.noise(sequences: 16)
    var options = plainOptions(rate: 1e-9, epochs: 3)
    options.batch = .sequences(1)
    let first = try train(data, options, hidden: 3)
    #expect(try train(data, options, hidden: 3) == first)
    options.seed = 2
    let second = try train(data, options, hidden: 3)
    #expect(second.losses != first.losses)
    // With hardly any learning the losses of an epoch are those of the others in another order.
    let epochs = (0..<3).map { Array(first.losses[$0 * 16..<$0 * 16 + 16]) }
    #expect(epochs[0] != epochs[1] && epochs[1] != epochs[2] && epochs[0] != epochs[2])
    for epoch in epochs.dropFirst() {
      for (one, other) in zip(epoch.sorted(), epochs[0].sorted()) {
        #expect(abs(one - other) < 1e-4)
      }
    }
  }

  @Test("An epoch's order depends on the seed and the epoch alone, not on the epochs before")
  func order() throws {
    let data = try ToyTask.noise(sequences: 16)
    var options = plainOptions(rate: 1e-9, epochs: 1)
    options.batch = .sequences(1)
    let losses = try train(data, options, hidden: 3).losses
    var order = Array(0..<16)
    var stream = RandomStream(seed: 1, purpose: .shuffling, index: 1)
    order.shuffleReproducibly(using: &stream)
    let network = try ToyTask.network(for: data, hidden: 3)
    let engine = Engine(network.configuration, threads: 1)
    for (loss, sequence) in zip(losses, order) {
      let expected = engine.forward(network, Batch(data, sequences: [sequence])).mean
      #expect(abs(loss - expected) < 1e-4)
    }
    // The second epoch shuffles the sorted order again, so that a resumed run draws the same.
    options.epochs = 2
    let second = try train(data, options, hidden: 3).losses.suffix(16)
    order.sort()
    stream = RandomStream(seed: 1, purpose: .shuffling, index: 2)
    order.shuffleReproducibly(using: &stream)
    for (loss, sequence) in zip(second, order) {
      let expected = engine.forward(network, Batch(data, sequences: [sequence])).mean
      #expect(abs(loss - expected) < 1e-4)
    }
  }

  /// The step of one update of gradient descent at rate 1: minus the gradient that was followed.
  func firstStep(_ data: Dataset, _ change: (inout TrainingOptions) -> Void) throws -> [Double] {
    let network = try ToyTask.network(for: data, hidden: 6)
    var options = plainOptions(rate: 1, epochs: 1)
    options.batch = .all
    change(&options)
    let trainer = try Trainer(network, data: data, options: options, threads: 2)
    _ = try trainer.train()
    return zip(trainer.network.parameters.values, network.parameters.values).map {
      Double($0) - Double($1)
    }
  }

  /// The length of the difference beside the length of the second. Parameters of about one lose
  /// 6e-8 of themselves when a step is added to them.
  func distance(_ one: [Double], _ other: [Double], factor: Double = 1) -> Double {
    let difference = zip(one, other).reduce(0) { sum, pair in
      let d = pair.0 - factor * pair.1
      return sum + d * d
    }
    return (difference / other.reduce(0) { $0 + factor * factor * $1 * $1 }).squareRoot()
  }

  static let stepTolerance = 1e-5

  @Test("The sum is the mean times the number of predictions: symbols, or single values")
  func reductions() throws {
    for (kinds, width) in [("ss", 1), ("vv", 4)] {
      let data = try EngineExample(sizes: (5, 3, 4), lengths: [3, 1, 5], kinds: kinds).data
      let mean = try firstStep(data) { _ in }
      let sum = try firstStep(data) { $0.reduction = .sum }
      #expect(distance(sum, mean, factor: Double(9 * width)) < Self.stepTolerance, "\(kinds)")
    }
  }

  @Test("An update of a full batch in chunks is that of one batch")
  func chunks() throws {
    let data = try EngineExample(
      sizes: (5, 3, 4), lengths: (0..<300).map { 20 + $0 % 41 }
    ).data
    #expect(Array(data.chunks(of: data.lengths.indices)).count > 1)
    let step = try firstStep(data) { $0.reduction = .mean }
    let network = try ToyTask.network(for: data, hidden: 6)
    let engine = Engine(network.configuration, threads: 1)
    var gradient = Parameters(zerosLike: network.parameters.table)
    let batch = Batch(data)
    let loss = engine.forward(network, batch)
    engine.backward(batch, into: &gradient)
    #expect(
      distance(step, gradient.values.map(Double.init), factor: -1 / Double(loss.count))
        < Self.stepTolerance)
  }

  @Test("A run is its three functions in turn: forward, backward from zero, update")
  func threeFunctions() throws {
    let data = try EngineExample(sizes: (5, 3, 4), lengths: [3, 1, 5, 2]).data
    var options = plainOptions(.adam, rate: 0.05, epochs: 5)
    options.batch = .all
    options.reduction = .sum
    let run = try train(data, options, hidden: 6)

    var network = try ToyTask.network(for: data, hidden: 6)
    let engine = Engine(network.configuration, threads: 1)
    var optimizer = Optimizer(options.optimizer, table: network.parameters.table)
    let batch = Batch(data)
    var losses: [Double] = []
    for _ in 0..<5 {
      losses.append(engine.forward(network, batch).mean)
      var gradient = Parameters(zerosLike: network.parameters.table)
      engine.backward(batch, into: &gradient)
      optimizer.update(&network.parameters, gradient: gradient, learningRate: 0.05)
    }
    #expect(run.network == network && run.losses == losses)
  }

  @Test("Gradients are clipped after the mean is taken, to the threshold that was set")
  func clipping() throws {
    let data = try EngineExample(sizes: (5, 3, 4), lengths: [3, 1, 5]).data
    let mean = try firstStep(data) { _ in }
    let norm = distance(mean.map { _ in 0 }, mean) * mean.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let threshold = 0.3 * norm
    let clipped = try firstStep(data) { $0.clipping = .norm(Float(threshold)) }
    #expect(distance(clipped, mean, factor: 0.3) < Self.stepTolerance)
    let loose = try firstStep(data) { $0.clipping = .norm(Float(2 * norm)) }
    #expect(loose == mean)
    let largest = mean.map(abs).max() ?? 0
    let cut = try firstStep(data) { $0.clipping = .value(Float(largest / 2)) }
    let expected = mean.map { min(max($0, -largest / 2), largest / 2) }
    #expect(distance(cut, expected) < Self.stepTolerance && cut != mean)
  }

  @Test("The learning rate follows the schedule, step by step")
  func schedule() throws {
    let data = try ToyTask.noise(sequences: 8)
    var options = plainOptions(rate: 0.5, epochs: 3)
    options.schedule = Schedule(.step(every: 1, factor: 0.1), warmUp: 0.3)
    let trainer = try Trainer(
      try ToyTask.network(for: data, hidden: 3), data: data, options: options, threads: 1)
    var rates: [Double] = []
    _ = try trainer.train { event in
      if case .step(let report) = event { rates.append(report.learningRate) }
      return .carryOn
    }
    for (rate, expected) in zip(rates, [0.25, 0.5, 0.05, 0.05, 0.005, 0.005]) {
      #expect(abs(rate - expected) < 1e-12)
    }
    #expect(rates.count == 6)
  }
}
