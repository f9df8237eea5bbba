import Testing
import UnrollReference

/// Two steps of a network whose numbers are so simple that they were worked out on paper.
///
/// I = 1, H = 2, K = 1, T = 2; rectifier and squared error, so that all numbers are exact.
@Suite("Worked out on paper")
struct HandComputedTests {
  let network = ReferenceNetwork(
    U: Matrix([[1], [2]]), W: Matrix([[0.5, 0], [2, -0.5]]), b: [0, -3],
    V: Matrix([[1, 0.5]]), c: [0.25], activation: .relu, output: .identitySquaredError)
  let sequence = ReferenceSequence(inputs: [[1], [1]], targets: [[1], [3]])

  @Test("Forward propagation gives the numbers on paper")
  func forward() {
    let steps = network.forward(sequence).steps
    #expect(steps.map(\.aBefore) == [[0, 0], [1, 0]])
    #expect(steps.map(\.z) == [[1, -1], [1.5, 1]])
    #expect(steps.map(\.a) == [[1, 0], [1.5, 1]])
    #expect(steps.map(\.o) == [[1.25], [2.25]])
    #expect(steps.map(\.yHat) == [[1.25], [2.25]])
    #expect(steps.map(\.losses) == [[0.0625], [0.5625]])
    #expect(network.loss([network.forward(sequence)]) == 0.625)
    #expect(network.loss([network.forward(sequence)], reduction: .mean) == 0.3125)
  }

  @Test("The tensors are the numbers on paper")
  func tensors() {
    let steps = network.tensorGradients(network.forward(sequence))
    #expect(steps.map(\.delta) == [Matrix([[0.5]]), Matrix([[-1.5]])])
    #expect(steps.map(\.da) == [Matrix([[0.5, 0.25]]), Matrix([[-1.5, -0.75]])])
    #expect(steps.map(\.state.b) == [Matrix([[1, 0], [0, 0]]), Matrix([[1.5, 0], [2, 1]])])
    #expect(steps[0].state.U[slice: 0] == Matrix([[1], [0]]))
    #expect(steps[1].state.U[slice: 0] == Matrix([[1.5], [0]]))
    #expect(steps[1].state.U[slice: 1] == Matrix([[2], [1]]))
    #expect(steps[1].state.W[slice: 0] == Matrix([[1, 0], [0, 0]]))
    #expect(steps[1].state.W[slice: 1] == Matrix([[0, 0], [1, 0]]))
    #expect(steps.map(\.db) == [Matrix([[0.5, 0]]), Matrix([[-3.75, -0.75]])])
  }

  @Test("The gradient is the one on paper, both ways", arguments: GradientMethod.allCases)
  func gradient(_ method: GradientMethod) {
    let gradient = network.gradient([network.forward(sequence)], by: method)
    #expect(gradient.dU == Matrix([[-3.25], [-0.75]]))
    #expect(gradient.dW == Matrix([[-1.5, 0], [-0.75, 0]]))
    #expect(gradient.db == [-3.25, -0.75])
    #expect(gradient.dV == Matrix([[-1.75, -1.5]]))
    #expect(gradient.dc == [-1])
  }

  @Test("The update takes α times the gradient away")
  func update() {
    var updated = network
    updated.update(
      with: network.gradient([network.forward(sequence)]), learningRate: 0.5)
    #expect(updated.U == Matrix([[2.625], [2.375]]))
    #expect(updated.W == Matrix([[1.25, 0], [2.375, -0.5]]))
    #expect(updated.b == [1.625, -2.625])
    #expect(updated.V == Matrix([[1.875, 1.25]]))
    #expect(updated.c == [0.75])
  }
}
