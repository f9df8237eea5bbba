import Kernels
import TestSupport
import Testing

@testable import Unroll

@Suite("An update of training in one go")
struct TrainingStepTests {
  static let clippings: [Clipping] = [.none, .norm(0.05), .norm(1000), .value(0.001)]

  @Test(
    "Moves the network as forward, backward, scaling, clipping and the rule do one by one",
    arguments: clippings, [TrainingOptions.Reduction.mean, .sum])
  func inSteps(clipping: Clipping, reduction: TrainingOptions.Reduction) throws {
    let data = try Self.data()
    var options = TrainingOptions()
    options.clipping = clipping
    options.reduction = reduction
    let start = try Self.network()
    let step = TrainingStep(
      start.configuration, data: data, options: options, batchSize: 4, threads: 2)
    var network = start
    var expected = start
    let engine = Engine(start.configuration, threads: 1)
    var optimizer = Optimizer(options.optimizer, table: start.parameters.table)
    // The second update shows whether the first has left anything of its gradient behind.
    for sequences in [0..<4, 2..<5] {
      let outcome = step.update(
        &network, data: data, sequences: Array(0..<data.count)[sequences], learningRate: 0.01)
      guard case .done(let loss) = outcome else {
        Issue.record("diverged")
        return
      }
      let batch = Batch(like: data)
      batch.fill(from: data, sequences: sequences)
      let plainLoss = engine.forward(
        expected, batch, mode: .training(seed: options.seed, step: optimizer.step))
      #expect(loss.sum == plainLoss.sum && loss.weight == plainLoss.weight)
      var gradient = Parameters(zerosLike: expected.parameters.table)
      engine.backward(batch, into: &gradient)
      if reduction == .mean { gradient.scale(by: Float(1 / loss.weight)) }
      let norm = gradient.clip(clipping)
      if case .norm(let threshold) = clipping {
        #expect((norm > Double(threshold)) == (threshold < 1), "the case is what it should be")
      }
      optimizer.update(&expected.parameters, gradient: gradient, learningRate: 0.01)
    }
    let difference = firstDifference(network.parameters.values) {
      ExpectedValue(Double(expected.parameters.values[$0]), within: 2e-6)
    }
    #expect(difference == nil)
    #expect(network.parameters != start.parameters)
  }

  @Test("Leaves the network alone when the gradient is not finite, and goes on afterwards")
  func divergence() throws {
    let data = try Self.data()
    let start = try Self.network()
    let step = TrainingStep(
      start.configuration, data: data, options: TrainingOptions(), batchSize: 4, threads: 1)
    var broken = start
    broken.parameters["V"] = broken.parameters["V"].map { _ in .infinity }
    let before = broken.parameters
    let outcome = step.update(&broken, data: data, sequences: [0, 1], learningRate: 0.01)
    guard case .diverged = outcome else {
      Issue.record("not seen")
      return
    }
    #expect(broken.parameters == before)
    #expect(step.updates == 0)
    var network = start
    let fresh = TrainingStep(
      start.configuration, data: data, options: TrainingOptions(), batchSize: 4, threads: 1)
    var other = start
    _ = step.update(&network, data: data, sequences: [0, 1], learningRate: 0.01)
    _ = fresh.update(&other, data: data, sequences: [0, 1], learningRate: 0.01)
    #expect(network.parameters == other.parameters, "nothing of the broken gradient is left")
  }

  @Test("Has the same bits for any number of threads, also where the norm is shared")
  func threads() throws {
    let data = try Self.data(symbols: 40)
    let start = try Self.network(symbols: 40, hidden: 300)
    #expect(start.parameters.table.count > 100_000, "large enough to be shared")
    let results = [1, 2, 3, 4, 8].map { threads in
      var network = start
      let step = TrainingStep(
        start.configuration, data: data, options: TrainingOptions(), batchSize: 5,
        threads: threads)
      for _ in 0..<2 {
        let outcome = step.update(
          &network, data: data, sequences: [0, 1, 2, 3, 4], learningRate: 0.01)
        if case .diverged = outcome { Issue.record("diverged") }
      }
      return network.parameters.values.map(\.bitPattern)
    }
    #expect(results.allSatisfy { $0 == results[0] })
  }

  private static func network(symbols: Int = 7, hidden: Int = 9) throws -> Network {
    try Network(
      NetworkConfiguration(
        input: .symbols(count: symbols), hiddenSize: hidden, output: .symbols(count: symbols)),
      seed: 3)
  }

  private static func data(symbols: Int = 7) throws -> Dataset {
    let lengths = [5, 3, 8, 1, 4]
    var generator = TestGenerator(seed: 4)
    let count = lengths.reduce(0, +)
    let tracks = (0..<2).map { _ in
      (0..<count).map { _ in Int32(generator.next() % UInt64(symbols)) }
    }
    return try Dataset(
      inputs: .symbols(tracks[0], count: symbols), targets: .symbols(tracks[1], count: symbols),
      lengths: lengths)
  }
}
