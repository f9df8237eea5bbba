import Testing

@testable import Unroll

/// Small tasks to train on.
enum Task {
  /// Symbols in random order; each is to be said again one step later, the first one as symbol 0.
  static func echo(sequences: Int, symbols: Int, steps: Int, seed: UInt64 = 1) throws -> Dataset {
    var stream = RandomStream(seed: seed, purpose: .trials)
    var (inputs, targets): ([Int32], [Int32]) = ([], [])
    for _ in 0..<sequences {
      var before: Int32 = 0
      for _ in 0..<steps {
        let symbol = Int32(stream.below(symbols))
        inputs.append(symbol)
        targets.append(before)
        before = symbol
      }
    }
    return try Dataset(
      inputs: .symbols(inputs, count: symbols), targets: .symbols(targets, count: symbols),
      lengths: [Int](repeating: steps, count: sequences))
  }

  /// Sequences of different lengths of symbols and of what follows each, at random.
  static func noise(sequences: Int, seed: UInt64 = 2) throws -> Dataset {
    try EngineExample(
      sizes: (5, 3, 4), lengths: (0..<sequences).map { 1 + $0 % 5 }, seed: seed
    ).data
  }

  /// Numbers; the target is the mean of the last two.
  static func movingMean(sequences: Int, steps: Int) throws -> Dataset {
    var stream = RandomStream(seed: 3, purpose: .trials)
    var (inputs, targets): ([Float], [Float]) = ([], [])
    for _ in 0..<sequences {
      var before: Float = 0
      for _ in 0..<steps {
        let x = Float(stream.uniform() - 0.5)
        inputs.append(x)
        targets.append(0.5 * (x + before))
        before = x
      }
    }
    return try Dataset(
      inputs: .values(inputs, size: 1), targets: .values(targets, size: 1),
      lengths: [Int](repeating: steps, count: sequences))
  }

  static func network(
    for data: Dataset, hidden: Int, activation: Activation = .tanh
  ) throws -> Network {
    try Network(
      NetworkConfiguration(
        input: data.inputs.port, hiddenSize: hidden, activation: activation,
        output: data.targets.port), seed: 1)
  }
}

/// Options without schedule, clipping and decay.
private func plainOptions(
  _ rule: OptimizerConfiguration.Rule = .gd, rate: Double = 0.1, epochs: Int = 3
) -> TrainingOptions {
  var options = TrainingOptions()
  options.optimizer = OptimizerConfiguration(rule)
  options.learningRate = rate
  options.schedule = Schedule()
  options.clipping = .none
  options.epochs = epochs
  options.batch = .sequences(4)
  return options
}

@Suite("How training ends")
struct StopTests {
  @Test("When the loss falls under the threshold the model has converged")
  func untilLoss() throws {
    let data = try Task.echo(sequences: 8, symbols: 3, steps: 6)
    var options = plainOptions(.adam, rate: 0.02, epochs: 500)
    options.untilLoss = 0.5
    let trainer = try Trainer(
      try Task.network(for: data, hidden: 12), data: data, options: options, threads: 1)
    var losses: [Double] = []
    let result = try trainer.train { event in
      if case .epoch(let report) = event { losses.append(report.loss) }
      return .carryOn
    }
    #expect(result.reason == .loss && result.epochs == losses.count && result.epochs < 500)
    #expect(losses.last.map { $0 < 0.5 } == true && losses.dropLast().allSatisfy { $0 >= 0.5 })
    #expect(result.last?.loss == losses.last)
  }

  @Test("Epochs and steps are counted; no epoch leaves the network as it was")
  func epochs() throws {
    let data = try Task.noise(sequences: 10)
    let network = try Task.network(for: data, hidden: 4)
    let trainer = try Trainer(network, data: data, options: plainOptions(epochs: 3), threads: 1)
    #expect(trainer.stepsPerEpoch == 3 && trainer.totalSteps == 9)
    var steps: [StepReport] = []
    var epochs: [EpochReport] = []
    let result = try trainer.train { event in
      switch event {
      case .step(let report): steps.append(report)
      case .epoch(let report): epochs.append(report)
      }
      return .carryOn
    }
    #expect(result.reason == .epochs && result.epochs == 3 && result.last == epochs.last)
    #expect(steps.map(\.step) == Array(1...9) && steps.map(\.epoch) == [1, 1, 1, 2, 2, 2, 3, 3, 3])
    #expect(epochs.map(\.steps) == [3, 6, 9] && epochs.map(\.epoch) == [1, 2, 3])
    #expect(epochs.allSatisfy { $0.validationLoss == nil })
    #expect(trainer.best == trainer.network && trainer.network != network)
    for epoch in epochs {
      #expect(epoch.loss == steps.last { $0.epoch == epoch.epoch }?.runningLoss)
    }

    let idle = try Trainer(network, data: data, options: plainOptions(epochs: 0), threads: 1)
    let nothing = try idle.train()
    #expect(nothing.reason == .epochs && nothing.epochs == 0 && nothing.last == nil)
    #expect(idle.network == network && idle.best == network)
  }

  @Test("When the time is up training stops after the step at hand")
  func time() throws {
    let data = try Task.noise(sequences: 10)
    var options = plainOptions(epochs: 1_000_000)
    options.seconds = 0
    let network = try Task.network(for: data, hidden: 4)
    let trainer = try Trainer(network, data: data, options: options, threads: 1)
    let result = try trainer.train()
    #expect(result.reason == .time && result.epochs == 1 && result.last?.steps == 1)
    options.seconds = 0.05
    let longer = try Trainer(network, data: data, options: options, threads: 1)
    let end = try longer.train()
    #expect(end.reason == .time && end.seconds >= 0.05 && end.seconds < 10)
  }

  @Test("Patience ends a run whose validation loss no longer falls; the best network is kept")
  func patience() throws {
    let data = try Task.noise(sequences: 6)
    let other = try Task.noise(sequences: 6, seed: 77)
    var options = plainOptions(.adam, rate: 0.05, epochs: 400)
    options.patience = 5
    let trainer = try Trainer(
      try Task.network(for: data, hidden: 16), data: data, validation: other, options: options,
      threads: 1)
    var losses: [Double] = []
    var networks: [Network] = []
    let result = try trainer.train { event in
      if case .epoch(let report) = event {
        losses.append(report.validationLoss ?? .nan)
        networks.append(trainer.network)
      }
      return .carryOn
    }
    #expect(result.reason == .patience && result.epochs < 400)
    let best = try #require(losses.indices.min { losses[$0] < losses[$1] })
    #expect(result.epochs == best + 1 + 5)
    #expect(trainer.best == networks[best] && trainer.best != trainer.network)
    #expect(trainer.engine.evaluate(trainer.best, on: other).mean == losses[best])
  }

  @Test("A validation loss that is not finite is divergence, and never the best")
  func brokenValidation() throws {
    // The rectifier's outputs overflow on these numbers, and only on these.
    let data = try Dataset(
      inputs: .values([1, 1], size: 1), targets: .values([0, 0], size: 1), lengths: [2])
    let huge = try Dataset(
      inputs: .values([3e38, 3e38], size: 1), targets: .values([0, 0], size: 1), lengths: [2])
    let network = try Task.network(for: data, hidden: 8, activation: .relu)
    let trainer = try Trainer(
      network, data: data, validation: huge, options: plainOptions(rate: 1e-3), threads: 1)
    #expect(throws: TrainingError.diverged(epoch: 1, step: 1, parameter: nil)) {
      try trainer.train()
    }
    #expect(trainer.best == network)
    #expect(trainer.network.parameters.firstNonFinite() == nil)
  }

  @Test("The observer can stop a run after a step or after an epoch")
  func observer() throws {
    let data = try Task.noise(sequences: 12)
    let network = try Task.network(for: data, hidden: 4)
    let trainer = try Trainer(network, data: data, options: plainOptions(), threads: 1)
    let result = try trainer.train { event in
      if case .step(let report) = event, report.step == 2 { return .stop }
      return .carryOn
    }
    #expect(result.reason == .interrupted && result.last?.steps == 2 && result.epochs == 1)
    let other = try Trainer(network, data: data, options: plainOptions(), threads: 1)
    let end = try other.train { event in
      if case .epoch(let report) = event, report.epoch == 2 { return .stop }
      return .carryOn
    }
    #expect(end.reason == .interrupted && end.epochs == 2 && end.last?.steps == 6)
  }

  @Test("Divergence is an error; the network is the finite one before it")
  func divergence() throws {
    let data = try Task.movingMean(sequences: 6, steps: 9)
    for (rate, batch) in [(1e3, 2), (1e25, 2), (1e38, 6), (1e38, 2), (1e200, 2)] {
      var options = plainOptions(rate: rate, epochs: 60)
      options.batch = .sequences(batch)
      let trainer = try Trainer(
        try Task.network(for: data, hidden: 10, activation: .relu), data: data,
        validation: data, options: options, threads: 1)
      do {
        let result = try trainer.train()
        Issue.record("rate \(rate) ended by \(result.reason)")
      } catch .diverged(let epoch, let step, _) {
        #expect(epoch >= 1 && step >= 1)
      }
      #expect(trainer.network.parameters.firstNonFinite() == nil, "rate \(rate)")
      #expect(trainer.best.parameters.firstNonFinite() == nil, "rate \(rate)")
    }
  }

  @Test("A loss that is not finite is seen before it does harm: the step and its network are kept")
  func stepOfDivergence() throws {
    // One of ten sequences, neither the first nor the last of the epoch, is too large for Float.
    var inputs = [Float](repeating: 0.5, count: 10)
    var order = Array(0..<10)
    var stream = RandomStream(seed: 1, purpose: .shuffling, index: 1)
    order.shuffleReproducibly(using: &stream)
    inputs[order[4]] = 3e38
    let data = try Dataset(
      inputs: .values(inputs, size: 1),
      targets: .values([Float](repeating: 0, count: 10), size: 1),
      lengths: [Int](repeating: 1, count: 10))
    var options = plainOptions(rate: 1e-3, epochs: 1)
    options.batch = .sequences(1)
    let trainer = try Trainer(
      try Task.network(for: data, hidden: 10, activation: .relu), data: data, options: options,
      threads: 1)
    var networks: [Network] = []
    let error = #expect(throws: TrainingError.self) {
      try trainer.train { event in
        if case .step = event { networks.append(trainer.network) }
        return .carryOn
      }
    }
    guard case .diverged(let epoch, let step, _) = error else { return }
    #expect(epoch == 1 && step == 5 && networks.count == 4)
    #expect(networks.last == trainer.network && trainer.network != trainer.best)
    #expect(trainer.network.parameters.firstNonFinite() == nil)
  }

  @Test("An update that overflows is divergence, even when it is the last")
  func lastUpdate() throws {
    let data = try Task.movingMean(sequences: 2, steps: 5)
    var options = plainOptions(rate: 1e200, epochs: 1)
    options.batch = .all
    let network = try Task.network(for: data, hidden: 4)
    let trainer = try Trainer(network, data: data, options: options, threads: 1)
    #expect(throws: TrainingError.self) { try trainer.train() }
    #expect(trainer.network == network)
  }

  @Test("No data, and a recursion that takes too much memory, are refused before training")
  func refused() throws {
    let data = try Task.noise(sequences: 3)
    let none = try Dataset(
      inputs: .symbols([], count: 5), targets: .symbols([], count: 4), lengths: [])
    #expect(throws: TrainingError.noData) {
      try Trainer(try Task.network(for: data, hidden: 3), data: none)
    }
    var options = TrainingOptions()
    options.gradient = .rtrl
    let large = try Task.network(for: data, hidden: 600)
    #expect(throws: TrainingError.self) { try Trainer(large, data: data, options: options) }
    // No validation data is no validation.
    let trainer = try Trainer(
      try Task.network(for: data, hidden: 3), data: data, validation: none,
      options: plainOptions(epochs: 1), threads: 1)
    #expect(try trainer.train().last?.validationLoss == nil)
  }
}

@Suite("What training computes")
struct TrainerTests {
  func train(
    _ data: Dataset, _ options: TrainingOptions, hidden: Int, threads: Int = 1
  ) throws -> (network: Network, losses: [Double]) {
    let trainer = try Trainer(
      try Task.network(for: data, hidden: hidden), data: data, options: options, threads: threads)
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
    let data = try Task.noise(sequences: 16)
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
    let data = try Task.noise(sequences: 16)
    var options = plainOptions(rate: 1e-9, epochs: 1)
    options.batch = .sequences(1)
    let losses = try train(data, options, hidden: 3).losses
    var order = Array(0..<16)
    var stream = RandomStream(seed: 1, purpose: .shuffling, index: 1)
    order.shuffleReproducibly(using: &stream)
    let network = try Task.network(for: data, hidden: 3)
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
    let network = try Task.network(for: data, hidden: 6)
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
    #expect(data.chunks(of: data.lengths.indices).count > 1)
    let step = try firstStep(data) { $0.reduction = .mean }
    let network = try Task.network(for: data, hidden: 6)
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

    var network = try Task.network(for: data, hidden: 6)
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
    let data = try Task.noise(sequences: 8)
    var options = plainOptions(rate: 0.5, epochs: 3)
    options.schedule = Schedule(.step(every: 1, factor: 0.1), warmUp: 0.3)
    let trainer = try Trainer(
      try Task.network(for: data, hidden: 3), data: data, options: options, threads: 1)
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

@Suite("Learning")
struct LearningTests {
  @Test(
    "Learns to repeat a symbol one step later to near zero loss", arguments: GradientMethod.allCases
  )
  func echo(_ method: GradientMethod) throws {
    let data = try Task.echo(sequences: 16, symbols: 4, steps: 8)
    var options = plainOptions(.adam, rate: 0.03, epochs: 120)
    options.gradient = method
    options.clipping = .norm(1)
    options.untilLoss = 0.01
    let trainer = try Trainer(
      try Task.network(for: data, hidden: 14), data: data, options: options, threads: 1)
    let result = try trainer.train()
    #expect(result.reason == .loss, "\(String(describing: result.last))")
    // And on sequences that it has not seen: a memory, not a list.
    let others = try Task.echo(sequences: 16, symbols: 4, steps: 8, seed: 5)
    #expect(trainer.engine.evaluate(trainer.network, on: others).mean < 0.1)
  }

  @Test(
    "Every rule lowers the loss with its usual learning rate",
    arguments: OptimizerConfiguration.Rule.allCases)
  func rules(_ rule: OptimizerConfiguration.Rule) throws {
    let data = try Task.echo(sequences: 16, symbols: 4, steps: 8)
    var options = plainOptions(rule, epochs: 10)
    options.learningRate = nil
    options.clipping = .norm(5)
    let trainer = try Trainer(
      try Task.network(for: data, hidden: 14), data: data, options: options, threads: 1)
    var losses: [Double] = []
    _ = try trainer.train { event in
      if case .epoch(let report) = event { losses.append(report.loss) }
      return .carryOn
    }
    #expect((losses.last ?? 9) < 0.98 * (losses.first ?? 0), "\(losses)")
  }

  @Test("Learns a moving mean of numbers", arguments: Activation.allCases)
  func regression(_ activation: Activation) throws {
    let data = try Task.movingMean(sequences: 16, steps: 10)
    var options = plainOptions(.adam, rate: 0.02, epochs: 200)
    options.untilLoss = 1e-4
    let trainer = try Trainer(
      try Task.network(for: data, hidden: 10, activation: activation), data: data,
      options: options, threads: 1)
    let result = try trainer.train()
    // The targets' variance is 0.04.
    #expect(result.reason == .loss, "\(String(describing: result.last))")
  }
}
