import Testing

@testable import Unroll

@Suite("How training ends")
struct StopTests {
  @Test("When the loss falls under the threshold the model has converged")
  func untilLoss() throws {
    let data = try ToyTask.echo(sequences: 8, symbols: 3, steps: 6)
    var options = plainOptions(.adam, rate: 0.02, epochs: 500)
    options.untilLoss = 0.5
    let trainer = try Trainer(
      try ToyTask.network(for: data, hidden: 12), data: data, options: options, threads: 1)
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
    let data = try ToyTask.noise(sequences: 10)
    let network = try ToyTask.network(for: data, hidden: 4)
    let trainer = try Trainer(network, data: data, options: plainOptions(epochs: 3), threads: 1)
    #expect(trainer.stepsPerEpoch == 3 && trainer.totalSteps == 9)
    var steps: [StepReport] = []
    var epochs: [EpochReport] = []
    let result = try trainer.train { event in
      switch event {
      case .step(let report): steps.append(report)
      case .epoch(let report): epochs.append(report)
      case .divergence: Issue.record("diverged")
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
    let data = try ToyTask.noise(sequences: 10)
    var options = plainOptions(epochs: 1_000_000)
    options.seconds = 0
    let network = try ToyTask.network(for: data, hidden: 4)
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
    let data = try ToyTask.noise(sequences: 6)
    let other = try ToyTask.noise(sequences: 6, seed: 77)
    var options = plainOptions(.adam, rate: 0.05, epochs: 400)
    options.patience = 5
    let trainer = try Trainer(
      try ToyTask.network(for: data, hidden: 16), data: data, validation: other, options: options,
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
    let network = try ToyTask.network(for: data, hidden: 8, activation: .relu)
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
    let data = try ToyTask.noise(sequences: 12)
    let network = try ToyTask.network(for: data, hidden: 4)
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
    let data = try ToyTask.movingMean(sequences: 6, steps: 9)
    for (rate, batch) in [(1e3, 2), (1e25, 2), (1e38, 6), (1e38, 2), (1e200, 2)] {
      var options = plainOptions(rate: rate, epochs: 60)
      options.batch = .sequences(batch)
      let trainer = try Trainer(
        try ToyTask.network(for: data, hidden: 10, activation: .relu), data: data,
        validation: data, options: options, threads: 1)
      do {
        let result = try trainer.train()
        Issue.record("rate \(rate) ended by \(result.reason)")
      } catch .diverged(let epoch, let step, _, _) {
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
      try ToyTask.network(for: data, hidden: 10, activation: .relu), data: data, options: options,
      threads: 1)
    var networks: [Network] = []
    let error = #expect(throws: TrainingError.self) {
      try trainer.train { event in
        if case .step = event { networks.append(trainer.network) }
        return .carryOn
      }
    }
    guard case .diverged(let epoch, let step, _, _) = error else { return }
    #expect(epoch == 1 && step == 5 && networks.count == 4)
    #expect(networks.last == trainer.network && trainer.network != trainer.best)
    #expect(trainer.network.parameters.firstNonFinite() == nil)
  }

  @Test("An update that overflows is divergence, even when it is the last")
  func lastUpdate() throws {
    let data = try ToyTask.movingMean(sequences: 2, steps: 5)
    var options = plainOptions(rate: 1e200, epochs: 1)
    options.batch = .all
    let network = try ToyTask.network(for: data, hidden: 4)
    let trainer = try Trainer(network, data: data, options: options, threads: 1)
    #expect(throws: TrainingError.self) { try trainer.train() }
    #expect(trainer.network == network)
  }

  @Test("No data, and a recursion that takes too much memory, are refused before training")
  func refused() throws {
    let data = try ToyTask.noise(sequences: 3)
    let none = try Dataset(
      inputs: .symbols([], count: 5), targets: .symbols([], count: 4), lengths: [])
    #expect(throws: TrainingError.noData) {
      try Trainer(try ToyTask.network(for: data, hidden: 3), data: none)
    }
    var options = TrainingOptions()
    options.gradient = .rtrl
    let large = try ToyTask.network(for: data, hidden: 600)
    #expect(throws: TrainingError.self) { try Trainer(large, data: data, options: options) }
    // No validation data is no validation.
    let trainer = try Trainer(
      try ToyTask.network(for: data, hidden: 3), data: data, validation: none,
      options: plainOptions(epochs: 1), threads: 1)
    #expect(try trainer.train().last?.validationLoss == nil)
  }
}
