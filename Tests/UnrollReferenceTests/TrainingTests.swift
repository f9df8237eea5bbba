import Testing
import UnrollReference

@Suite("Training")
struct TrainingTests {
  /// "abab…" and its beginning: the next symbol follows from the symbol.
  let alternating = [
    ReferenceSequence(
      symbols: [0, 1, 0, 1, 0], next: [1, 0, 1, 0, 1], inputSize: 2, outputSize: 2),
    ReferenceSequence(symbols: [0, 1], next: [1, 0], inputSize: 2, outputSize: 2),
  ]
  let shape = NetworkShape(inputSize: 2, hiddenSize: 3, outputSize: 2)

  @Test("Training stops when the loss is under the threshold", arguments: GradientMethod.allCases)
  func untilThreshold(_ method: GradientMethod) throws {
    var network = ReferenceNetwork(shape: shape, seed: 3)
    let record = try network.train(
      on: alternating, learningRate: 0.2, untilLossBelow: 0.5, maximumUpdates: 300, by: method)
    #expect(record.converged)
    let last = try #require(record.losses.last)
    #expect(last < 0.5 && record.losses.dropLast().allSatisfy { $0 >= 0.5 })
    #expect(network.loss(network.forward(alternating)) == last)
    for pass in network.forward(alternating) {
      for step in pass.steps { #expect(zip(step.yHat, step.y).allSatisfy { abs($0 - $1) < 0.5 }) }
    }
  }

  @Test("Training that does not converge says so and makes the updates it was allowed")
  func limit() throws {
    var network = ReferenceNetwork(shape: shape, seed: 3)
    let record = try network.train(
      on: alternating, learningRate: 0.01, untilLossBelow: 0, maximumUpdates: 5)
    #expect(!record.converged && record.updates == 5 && record.losses.count == 6)
    #expect(zip(record.losses, record.losses.dropFirst()).allSatisfy { $0 > $1 })
  }

  @Test("A converged network is left as it is")
  func alreadyConverged() throws {
    var network = ReferenceNetwork(shape: shape, seed: 3)
    let before = network
    let record = try network.train(
      on: alternating, learningRate: 1, untilLossBelow: 100, maximumUpdates: 5)
    #expect(record.converged && record.updates == 0 && network == before)
  }

  @Test("Divergence is an error that names the update")
  func divergence() {
    var network = ReferenceNetwork(
      shape: shape, activation: .relu, output: .identitySquaredError, seed: 3)
    let error = #expect(throws: TrainingError.self) {
      try network.train(
        on: alternating, learningRate: 100, untilLossBelow: 0, maximumUpdates: 1000)
    }
    guard case .diverged(let updates, let loss) = error else { return }
    #expect(updates > 0 && updates < 100 && !loss.isFinite)
  }

  @Test("Training is forward propagation, gradient and update in turn")
  func threeFunctions() throws {
    var trained = ReferenceNetwork(shape: shape, seed: 4)
    var byHand = trained
    _ = try trained.train(
      on: alternating, learningRate: 0.3, untilLossBelow: 0, maximumUpdates: 2, by: .tensors,
      reduction: .mean)
    for _ in 0..<2 {
      let passes = byHand.forward(alternating)
      let gradient = byHand.gradient(passes, by: .tensors, reduction: .mean)
      byHand.update(with: gradient, learningRate: 0.3)
    }
    #expect(trained == byHand)
  }
}
