import Testing

@testable import Unroll

@Suite("Accumulation of gradients")
struct AccumulationTests {
  struct Run {
    var network: Network
    var steps: [StepReport] = []
    var epochs: [EpochReport] = []
    var stepsPerEpoch: Int
  }

  func run(
    _ data: Dataset, batch: TrainingOptions.BatchSize, accumulation: Int,
    _ change: (inout TrainingOptions) -> Void = { _ in }
  ) throws -> Run {
    var options = plainOptions(rate: 0.5, epochs: 2)
    options.batch = batch
    options.accumulation = accumulation
    change(&options)
    let trainer = try Trainer(
      try ToyTask.network(for: data, hidden: 6), data: data, options: options, threads: 2)
    var run = Run(network: trainer.network, stepsPerEpoch: trainer.stepsPerEpoch)
    _ = try trainer.train { event in
      switch event {
      case .step(let report): run.steps.append(report)
      case .epoch(let report): run.epochs.append(report)
      case .divergence: Issue.record("diverged")
      }
      return .carryOn
    }
    run.network = trainer.network
    return run
  }

  /// The largest difference of two networks' parameters, beside how far the second has come.
  func distance(_ one: Run, _ other: Run, from start: Network) -> Float {
    let pairs = zip(one.network.parameters.values, other.network.parameters.values)
    let way = zip(other.network.parameters.values, start.parameters.values)
    return (pairs.map { abs($0 - $1) }.max() ?? 0) / (way.map { abs($0 - $1) }.max() ?? 0)
  }

  /// Updates that are clipped to 2e-4 for each weight lose 6e-8 of a weight of one.
  static let tolerance: Float = 1e-4

  @Test(
    "Batches that are accumulated update like one batch as large as all of them",
    arguments: TrainingOptions.Reduction.allCases,
    [Clipping.none, .norm(0.05), .value(0.01)])
  func largerBatch(_ reduction: TrainingOptions.Reduction, _ clipping: Clipping) throws {
    // Seventeen sequences of one to five steps: the batches' own means have unequal weights.
    let data = try ToyTask.noise(sequences: 17)
    let start = try ToyTask.network(for: data, hidden: 6)
    for (batch, accumulation) in [(1, 4), (2, 3), (3, 2), (5, 3), (4, 100), (17, 2)] {
      func change(_ options: inout TrainingOptions) {
        options.reduction = reduction
        options.clipping = clipping
        if reduction == .sum { options.learningRate = 0.02 }
      }
      let small = try run(
        data, batch: .sequences(batch), accumulation: accumulation, change)
      let large = try run(
        data, batch: .sequences(batch * accumulation), accumulation: 1, change)
      let name = "\(batch) times \(accumulation)"
      #expect(distance(small, large, from: start) < Self.tolerance, "\(name)")
      #expect(small.steps.count == large.steps.count && small.steps.count > 0, "\(name)")
      for (one, other) in zip(small.steps, large.steps) {
        #expect(abs(one.loss - other.loss) < 1e-5 && one.step == other.step, "\(name)")
      }
      #expect(small.epochs.map(\.steps) == large.epochs.map(\.steps), "\(name)")
    }
  }

  @Test("It is not the same as smaller batches with an update each")
  func different() throws {
    let data = try ToyTask.noise(sequences: 16)
    let accumulated = try run(data, batch: .sequences(2), accumulation: 4)
    let each = try run(data, batch: .sequences(2), accumulation: 1)
    #expect(accumulated.steps.count == 4 && each.steps.count == 16)
    #expect(accumulated.network != each.network)
  }

  @Test("Steps, schedule and reports count updates; what is left of an epoch updates too")
  func counting() throws {
    // Eleven sequences in batches of two are six batches: updates of four, and of two.
    let data = try ToyTask.noise(sequences: 11)
    let run = try run(data, batch: .sequences(2), accumulation: 4) {
      $0.schedule = Schedule(.step(every: 1, factor: 0.1))
    }
    #expect(run.stepsPerEpoch == 2)
    #expect(run.steps.map(\.step) == [1, 2, 3, 4] && run.steps.map(\.epoch) == [1, 1, 2, 2])
    #expect(run.epochs.map(\.steps) == [2, 4])
    for (report, rate) in zip(run.steps, [0.5, 0.5, 0.05, 0.05]) {
      #expect(abs(report.learningRate - rate) < 1e-12)
    }
    for epoch in run.epochs {
      #expect(epoch.loss == run.steps.last { $0.epoch == epoch.epoch }?.runningLoss)
    }
  }

  @Test("Numbers of batches that make no sense are as near to one as can be, or to an epoch")
  func limits() throws {
    let data = try ToyTask.noise(sequences: 9)
    let plain = try run(data, batch: .sequences(2), accumulation: 1)
    for accumulation in [0, -3, Int.min] {
      let run = try run(data, batch: .sequences(2), accumulation: accumulation)
      #expect(run.network == plain.network && run.stepsPerEpoch == 5)
    }
    let most = try run(data, batch: .sequences(2), accumulation: .max)
    #expect(most.stepsPerEpoch == 1 && most.steps.count == 2)
    for batch in [TrainingOptions.BatchSize.all, .sequences(.max)] {
      let run = try run(data, batch: batch, accumulation: 7)
      #expect(run.stepsPerEpoch == 1 && run.steps.count == 2)
    }
  }

  @Test("A batch at a time is computed, and no more kept of it than its gradient")
  func oneByOne() throws {
    let data = try ToyTask.noise(sequences: 7)
    let options = plainOptions(rate: 0.5, epochs: 1)
    let run = try run(data, batch: .sequences(2), accumulation: 4) { $0.epochs = 1 }
    var network = try ToyTask.network(for: data, hidden: 6)
    let engine = Engine(network.configuration, threads: 1)
    var gradient = Parameters(zerosLike: network.parameters.table)
    var order = Array(0..<7)
    var stream = RandomStream(seed: 1, purpose: .shuffling, index: 1)
    order.shuffleReproducibly(using: &stream)
    var loss = Loss()
    for start in [0, 2, 4, 6] {
      let batch = Batch(data, sequences: Array(order[start..<min(start + 2, 7)]))
      loss += engine.forward(network, batch)
      engine.backward(batch, into: &gradient)
    }
    gradient.scale(by: Float(1 / Double(loss.count)))
    var optimizer = Optimizer(options.optimizer, table: network.parameters.table)
    optimizer.update(&network.parameters, gradient: gradient, learningRate: 0.5)
    // To the bit: in one batch the sums would have another order.
    #expect(run.network == network)
    let large = try self.run(data, batch: .all, accumulation: 1) { $0.epochs = 1 }
    #expect(large.network != network)
  }

  @Test("A batch that overflows is the divergence of its update, before it does harm")
  func divergence() throws {
    var inputs = [Float](repeating: 0.5, count: 8)
    inputs[3] = 3e38
    let data = try Dataset(
      inputs: .values(inputs, size: 1),
      targets: .values([Float](repeating: 0, count: 8), size: 1),
      lengths: [Int](repeating: 1, count: 8))
    var options = plainOptions(rate: 1e-3, epochs: 1)
    options.batch = .sequences(1)
    options.accumulation = 8
    let network = try ToyTask.network(for: data, hidden: 4, activation: .relu)
    let trainer = try Trainer(network, data: data, options: options, threads: 1)
    let error = #expect(throws: TrainingError.self) { try trainer.train() }
    guard case .diverged(let epoch, let step, _, _) = error else { return }
    #expect(epoch == 1 && step == 1 && trainer.network == network)
  }
}
