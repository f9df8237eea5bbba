import Foundation
import Testing

@testable import Unroll

@Suite("Learning online")
struct OnlineLearnerTests {
  private func symbols(_ count: Int, seed: UInt64 = 3) -> [Int32] {
    var random = RandomStream(seed: seed, purpose: .trials)
    return (0..<count).map { _ in Int32(random.below(4)) }
  }

  private func network(_ cell: Cell, hidden: Int = 5) throws -> Network {
    var network = try Network(
      NetworkConfiguration(
        input: .symbols(count: 4), cell: cell, hiddenSize: hidden, output: .symbols(count: 4)),
      seed: 2)
    for i in network.parameters.values.indices { network.parameters.values[i] *= 2 }
    return network
  }

  private func data(_ symbols: ArraySlice<Int32>) throws -> Dataset {
    let inputs = Array(symbols.dropLast())
    return try Dataset(
      inputs: .symbols(inputs, count: 4), targets: .symbols(Array(symbols.dropFirst()), count: 4),
      lengths: [inputs.count])
  }

  @Test(
    "Derivatives that are carried on from step to step give the gradient of the whole sequence",
    arguments: Cell.allCases, [1, 3])
  func influence(cell: Cell, window: Int) throws {
    let network = try network(cell)
    let symbols = symbols(14)
    let engine = Engine(network.configuration, threads: 1)
    engine.load(network)
    let whole = Batch(try data(symbols[...]))
    engine.forward(whole)
    var expected = Parameters(zerosLike: network.parameters.table)
    engine.backward(whole, into: &expected)

    var found = Parameters(zerosLike: network.parameters.table)
    var state = NetworkState(rows: 1, of: network.configuration)
    for start in stride(from: 0, to: 13, by: window) {
      let batch = Batch(try data(symbols[start...min(start + window, 13)]))
      engine.forward(batch, from: state)
      var way = BackwardWindow()
      way.continuesInfluence = start > 0
      engine.backward(batch, into: &found, method: .rtrl, way)
      state = engine.finalState(batch)
    }
    let norm = expected.values.reduce(0) { $0 + Double($1 * $1) }.squareRoot()
    let error = zip(expected.values, found.values).reduce(0) { sum, pair in
      sum + Double((pair.0 - pair.1) * (pair.0 - pair.1))
    }.squareRoot()
    #expect(error < 1e-5 * norm && norm > 0.1)
  }

  @Test("The learner carries derivatives on from update to update")
  func carriesOn() throws {
    let symbols = symbols(9)
    var options = OnlineLearner.Options()
    (options.optimizer, options.learningRate, options.clip) = (OptimizerConfiguration(.gd), 1e-3, 0)
    let start = try network(.gru)
    let learner = try OnlineLearner(start, options: options, threads: 1)
    for step in 0..<8 { try learner.learn(symbols[step], target: symbols[step + 1]) }

    var expected = start
    let engine = Engine(start.configuration, threads: 1)
    var state = NetworkState(rows: 1, of: start.configuration)
    for step in 0..<8 {
      let batch = Batch(try data(symbols[step...step + 1]))
      engine.forward(expected, batch, from: state)
      var way = BackwardWindow()
      way.continuesInfluence = step > 0
      var gradient = Parameters(zerosLike: start.parameters.table)
      engine.backward(batch, into: &gradient, method: .rtrl, way)
      state = engine.finalState(batch)
      for i in gradient.values.indices {
        expected.parameters.values[i] -= 1e-3 * gradient.values[i]
      }
    }
    let distance =
      zip(learner.network.parameters.values, expected.parameters.values)
      .map { abs($0 - $1) }.max() ?? 1
    #expect(distance < 1e-6)
  }

  @Test(
    "Without learning, the losses are those of one long sequence",
    arguments: [
      GradientMethod.rtrl, .bptt,
    ])
  func losses(method: GradientMethod) throws {
    let network = try network(.lstm)
    let symbols = symbols(30)
    var options = OnlineLearner.Options()
    (options.gradient, options.learningRate, options.window) = (method, 1e-30, 7)
    let learner = try OnlineLearner(network, options: options, threads: 1)
    let engine = Engine(network.configuration, threads: 1)
    let batch = Batch(try data(symbols[...]))
    engine.forward(network, batch)
    let expected = engine.losses(batch)
    for step in 0..<29 {
      let outputs = try learner.predict(after: symbols[step])
      for (first, second) in zip(outputs, engine.outputs(batch, row: 0)[step]) {
        #expect(abs(first - second) < 1e-5)
      }
      let loss = try learner.learn(symbols[step], target: symbols[step + 1])
      #expect(abs(loss - Double(expected[step])) < 1e-5, "step \(step)")
    }
    #expect(learner.steps == 29)
  }

  @Test(
    "What repeats itself is learned, and the same stream gives the same bits",
    arguments: [
      GradientMethod.rtrl, .bptt,
    ])
  func learns(method: GradientMethod) throws {
    func run() throws -> (Double, Network) {
      var options = OnlineLearner.Options()
      (options.gradient, options.learningRate, options.window) = (method, 0.01, 8)
      let learner = try OnlineLearner(
        try self.network(.gru, hidden: 12), options: options, threads: 1)
      let pattern: [Int32] = [0, 1, 2, 1, 3, 3]
      var late = 0.0
      for step in 0..<1500 {
        let loss = try learner.learn(pattern[step % 6], target: pattern[(step + 1) % 6])
        if step >= 1400 { late += loss / 100 }
      }
      return (late, learner.network)
    }
    let (loss, trained) = try run()
    #expect(loss < 0.1)
    #expect(try run().1 == trained)
  }

  @Test("A stream of numbers is predicted better than by its last value")
  func series() throws {
    let configuration = NetworkConfiguration(
      input: .values(size: 2), cell: .gru, hiddenSize: 12, output: .values(size: 2))
    let series = try OnlineSeries(Network(configuration, seed: 1))
    var (error, baseline) = (0.0, 0.0)
    for step in 0..<3000 {
      let t = Double(step)
      let outcome = try series.observe([1000 + 50 * sin(t / 3), 0.001 * cos(t / 5)])
      #expect((outcome.predicted == nil) == (step == 0))
      if step == 1 { #expect(outcome.predicted?.count == 2) }
      guard step >= 2500 else { continue }
      error += outcome.squaredError ?? 0
      baseline += outcome.lastValueError ?? 0
    }
    #expect(error < 0.06 * baseline)
    #expect(series.next?.allSatisfy(\.isFinite) == true && series.size == 2)
  }

  @Test("Constant streams, leaps and huge numbers leave everything finite")
  func hostile() throws {
    let configuration = NetworkConfiguration(
      input: .values(size: 1), cell: .lstm, hiddenSize: 4, output: .values(size: 1))
    let series = try OnlineSeries(Network(configuration, seed: 1))
    for step in 0..<200 {
      let value = step < 50 ? 7 : step < 100 ? 1e29 : step.isMultiple(of: 2) ? -1e29 : 1e-29
      let outcome = try series.observe([value])
      #expect(outcome.predicted.map { $0[0].isFinite } != false)
    }
    #expect(series.next?[0].isFinite == true)
    #expect(series.learner.network.parameters.firstNonFinite() == nil)
  }

  @Test func `What a network cannot read is refused, and leaves the learner as it was`() throws {
    let port = NetworkConfiguration.Port.symbols(count: 4)
    let learner = try OnlineLearner(
      Network(NetworkConfiguration(input: port, hiddenSize: 3, output: port), seed: 1))
    try learner.learn(0, target: 1)
    let weights = learner.network.parameters
    for symbol: Int32 in [4, -1, .max, .min] {
      let input = DatasetError.symbolOutOfRange(
        track: "inputs", step: 1, symbol: Int(symbol), count: 4)
      let target = DatasetError.symbolOutOfRange(
        track: "targets", step: 1, symbol: Int(symbol), count: 4)
      #expect(throws: input) { try learner.predict(after: symbol) }
      #expect(throws: input) { try learner.learn(symbol, target: 0) }
      #expect(throws: target) { try learner.learn(0, target: symbol) }
    }
    #expect(throws: DatasetError.self) { try learner.predict(after: [1]) }
    #expect(throws: DatasetError.self) { try learner.learn([1], target: [1]) }
    #expect(learner.steps == 1 && learner.network.parameters == weights)
    #expect(try learner.predict(after: 3).count == 4)
  }

  @Test func `Numbers that a network cannot read are refused, and leave the learner as it was`()
    throws
  {
    let configuration = NetworkConfiguration(
      input: .values(size: 2), hiddenSize: 3, output: .values(size: 1), loss: .binary)
    let learner = try OnlineLearner(Network(configuration, seed: 1))
    for input: [Float] in [[], [1], [1, 2, 3], [1, .nan], [.infinity, 1]] {
      #expect(throws: DatasetError.self) { try learner.learn(input, target: [1]) }
      #expect(throws: DatasetError.self) { try learner.predict(after: input) }
    }
    for target: [Float] in [[], [1, 0], [.nan], [-0.5], [1.5]] {
      #expect(throws: DatasetError.self) { try learner.learn([1, 2], target: target) }
    }
    #expect(throws: DatasetError.self) { try learner.predict(after: 1) }
    #expect(learner.steps == 0)
    try learner.learn([1, 2], target: [1])
  }

  @Test func `A series refuses numbers that are too large, none, or not as many`() throws {
    func series() throws -> OnlineSeries {
      let port = NetworkConfiguration.Port.values(size: 2)
      return try OnlineSeries(
        Network(NetworkConfiguration(input: port, hiddenSize: 3, output: port), seed: 1))
    }
    let (disturbed, whole) = (try series(), try series())
    for step in 0..<6 {
      for values: [Double] in [
        [], [1], [1, 2, 3], [.nan, 0], [0, -.infinity], [1e30, 0], [0, -1e300],
      ] {
        #expect(throws: DatasetError.self) { try disturbed.observe(values) }
      }
      let values = [Double(step), Double(step * step)]
      #expect(try disturbed.observe(values) == whole.observe(values))
    }
    #expect(throws: DatasetError.valueTooLarge(track: "values", step: 6, limit: 1e30)) {
      try whole.observe([1e30, 0])
    }
    #expect(throws: TrainingError.self) {
      let configuration = NetworkConfiguration(
        input: .values(size: 2), hiddenSize: 3, output: .values(size: 1))
      return try OnlineSeries(Network(configuration, seed: 1))
    }
  }

  @Test("Networks that cannot learn so are refused")
  func refusals() throws {
    var configuration = NetworkConfiguration(
      input: .symbols(count: 4), cell: .gru, hiddenSize: 3, layers: 2, output: .symbols(count: 4))
    #expect(throws: TrainingError.self) { try OnlineLearner(Network(configuration, seed: 1)) }
    var options = OnlineLearner.Options()
    options.gradient = .bptt
    _ = try OnlineLearner(Network(configuration, seed: 1), options: options)
    configuration.isBidirectional = true
    #expect(throws: TrainingError.self) {
      try OnlineLearner(Network(configuration, seed: 1), options: options)
    }
  }
}
