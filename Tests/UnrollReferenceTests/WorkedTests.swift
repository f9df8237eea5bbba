import Foundation
import Testing
import UnrollReference

@Suite("Worked derivation")
struct WorkedTests {
  static let examples: [DerivationExample] = Activation.allCases.flatMap { activation in
    OutputKind.allCases.flatMap { output in
      Reduction.allCases.map { reduction in
        var example = DerivationExample()
        example.activation = activation
        example.output = output
        example.reduction = reduction
        example.inputSize = 4
        example.steps = 4
        return example
      }
    }
  }

  @Test("The default example has the sizes of the derivation's and one-hot symbols")
  func defaults() throws {
    let (network, sequence) = try DerivationExample().resolved()
    #expect(network.shape == NetworkShape(inputSize: 2, hiddenSize: 3, outputSize: 2))
    #expect(sequence.inputs == [[1, 0], [0, 1], [1, 0]])
    #expect(sequence.targets == [[0, 1], [1, 0], [0, 1]])
    #expect(network == ReferenceNetwork(shape: network.shape, seed: 1))
  }

  @Test("Its numbers are those of the network's functions and all checks pass", arguments: examples)
  func numbers(_ example: DerivationExample) throws {
    let worked = try WorkedDerivation(example)
    let (network, sequence) = try example.resolved()
    let pass = network.forward(sequence)
    #expect(worked.forward == pass.steps)
    #expect(worked.tensors == network.tensorGradients(pass))
    #expect(worked.checks.count == 10 && worked.ok)
    var updated = network
    updated.update(
      with: network.gradient([pass], by: .tensors, reduction: example.reduction),
      learningRate: example.learningRate)
    #expect(worked.updated.W == updated.W && worked.updated.c == updated.c)
    #expect(worked.lossBefore == network.loss([pass], reduction: example.reduction))
    #expect(
      worked.lossAfter == updated.loss([updated.forward(sequence)], reduction: example.reduction))
    #expect(worked.lossAfter < worked.lossBefore)
  }

  @Test("The sums are sums of the tensors that are shown")
  func sums() throws {
    let worked = try WorkedDerivation(DerivationExample())
    for (step, tensor) in zip(worked.stepGradients, worked.tensors) {
      #expect(step.U == tensor.dU.summedOverSlices() && step.b == tensor.db.summedOverRows())
    }
    for i in worked.gradient.b.indices {
      #expect(worked.gradient.b[i] == worked.stepGradients.reduce(0) { $0 + $1.b[i] })
    }
  }

  @Test("Its JSON gives every number back")
  func json() throws {
    let worked = try WorkedDerivation(DerivationExample())
    let data = try JSONEncoder().encode(worked)
    #expect(try JSONDecoder().decode(WorkedDerivation.self, from: data) == worked)
    let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    let parameters = object?["parameters"] as? [String: Any]
    #expect((parameters?["U"] as? [[Double]])?.map(\.count) == [2, 2, 2])
  }

  @Test("A rectifier at its kink fails its checks and still encodes")
  func kink() throws {
    var example = DerivationExample()
    example.activation = .relu
    example.inputs = [[0, 0]]
    example.targets = [[1, 0]]
    let worked = try WorkedDerivation(example)
    #expect(!worked.ok && worked.checks.contains { $0.error == nil })
    _ = try JSONEncoder().encode(worked)
    #expect(try worked.markdown().contains("not a number"))
  }

  @Test("A loss that overflows is an error, not a page of infinities")
  func overflow() {
    var example = DerivationExample()
    example.output = .identitySquaredError
    example.c = [1e200, 0]
    #expect(throws: DerivationError.overflow("The loss")) { try WorkedDerivation(example) }
    example.c = nil
    example.learningRate = 1e300
    #expect(throws: DerivationError.overflow("The loss after the update")) {
      try WorkedDerivation(example)
    }
  }
}
