import Testing

@testable import Unroll

@Suite("Means over an update")
struct LossReductionTests {
  /// Float's rounding of a sum of thousands of terms.
  static let tolerance = 1e-5

  /// What one step of plain gradient descent at rate 1 takes off the parameters.
  private func firstStep(
    _ example: LossExample, _ reduction: TrainingOptions.Reduction
  ) throws -> [Double] {
    var options = plainOptions(.gd, rate: 1, epochs: 1)
    options.batch = .all
    options.reduction = reduction
    let trainer = try Trainer(example.network, data: example.data, options: options, threads: 2)
    try trainer.train()
    return zip(example.network.parameters.values, trainer.network.parameters.values).map {
      Double($0) - Double($1)
    }
  }

  @Test("The mean is the objective's gradient divided by its weight, over all chunks")
  func meanOverChunks() throws {
    for loss in [
      LossFunction.crossEntropy(labelSmoothing: 0.1, classWeights: [4, 0.5, 0, 1]),
      .quantiles(levels: [0.2, 0.7]),
    ] {
      let lengths = (0..<300).map { 20 + $0 % 41 }
      let example = try LossExample(loss, lengths: lengths)
      #expect(Array(example.data.chunks(of: example.data.lengths.indices)).count > 1)
      let engine = Engine(example.configuration, threads: 1)
      engine.load(example.network)
      let batch = Batch(example.data)
      let found = engine.forward(batch, mode: .training(seed: 1, step: 0))
      var gradient = Parameters(zerosLike: example.network.parameters.table)
      engine.backward(batch, into: &gradient)
      let step = try firstStep(example, .mean)
      let expected = gradient.values.map { Double($0) / found.weight }
      let scale = expected.map(abs).reduce(0, max)
      for (one, other) in zip(step, expected) {
        #expect(abs(one - other) < Self.tolerance * max(scale, 1), "\(loss)")
      }
    }
  }

  @Test("An update whose targets all weigh nothing changes nothing")
  func noWeight() throws {
    let data = try Dataset(
      inputs: .symbols([0, 1, 0], count: 2), targets: .symbols([1, 1, 1], count: 2), lengths: [3])
    let configuration = NetworkConfiguration(
      input: data.inputs.port, hiddenSize: 3, output: data.targets.port,
      loss: .crossEntropy(labelSmoothing: 0.1, classWeights: [1, 0]))
    let network = try Network(configuration, seed: 1)
    let trainer = try Trainer(
      network, data: data, options: plainOptions(.gd, rate: 1, epochs: 1), threads: 1)
    let result = try trainer.train()
    #expect(trainer.network == network && result.last?.loss == 0)
  }

  @Test("Training reports its objective, validation the plain cross-entropy")
  func reports() throws {
    let example = try LossExample(.crossEntropy(labelSmoothing: 0.1, classWeights: [4, 0.5, 0, 1]))
    var options = plainOptions(.gd, rate: 0, epochs: 1)
    options.batch = .all
    let trainer = try Trainer(
      example.network, data: example.data, validation: example.data, options: options, threads: 1)
    let last = try #require(try trainer.train().last)
    let engine = Engine(example.configuration, threads: 1)
    engine.load(example.network)
    let batch = Batch(example.data)
    #expect(last.loss == engine.forward(batch, mode: .training(seed: 1, step: 0)).mean)
    #expect(last.validationLoss == engine.forward(batch, mode: .evaluation).mean)
    #expect(last.loss != last.validationLoss)
  }

  @Test("Targets beyond 0 ... 1 are refused by a binary loss, in training data and validation data")
  func binaryTargets() throws {
    func data(_ targets: [Float]) throws -> Dataset {
      try Dataset(
        inputs: .values([1, 2, 3], size: 1), targets: .values(targets, size: 2), lengths: [1, 2])
    }
    let sound = try data([0, 1, 0.5, 1, 0, 0])
    for (value, step) in [(Float(1.5), 1), (-0.25, 2)] {
      var targets: [Float] = [0, 1, 1, 0, 1, 1]
      targets[2 * step + 1] = value
      let faulty = try data(targets)
      let error = DatasetError.targetNotBinary(step: step, value: value)
      #expect(throws: error) { try faulty.validate(for: .binary) }
      try faulty.validate(for: .squaredError)
      let network = try Network(
        NetworkConfiguration(
          input: sound.inputs.port, hiddenSize: 2, output: sound.targets.port, loss: .binary),
        seed: 1)
      #expect(throws: TrainingError.unsuitableData(error)) { try Trainer(network, data: faulty) }
      #expect(throws: TrainingError.unsuitableData(error)) {
        try Trainer(network, data: sound, validation: faulty)
      }
      #expect("\(error)".contains("\(value) at time step \(step)"))
      // The engine itself takes any numbers.
      #expect(Engine(network.configuration).evaluate(network, on: faulty).sum.isFinite)
    }
    try sound.validate(for: .binary)
  }
}
