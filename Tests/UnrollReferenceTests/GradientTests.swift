import Testing
import UnrollReference

@Suite("Gradients")
struct GradientTests {
  @Test(
    "The tensors summed over the loss axis and time equal the reverse sweep",
    arguments: Example.all)
  func tensorsEqualReverseSweep(_ example: Example) {
    let passes = example.passes
    for reduction in Reduction.allCases {
      let comparison = GradientComparison(
        example.network.gradient(passes, by: .tensors, reduction: reduction),
        reference: example.network.gradient(passes, by: .reverseSweep, reduction: reduction),
        tolerance: GradientTolerance.sameInDouble)
      #expect(comparison.ok, "\(comparison)")
    }
  }

  @Test("The reverse sweep equals finite differences", arguments: Example.all)
  func reverseSweepEqualsFiniteDifferences(_ example: Example) {
    for reduction in Reduction.allCases {
      let comparison = GradientComparison(
        example.network.gradient(example.passes, reduction: reduction),
        reference: example.network.finiteDifferences(example.batch, reduction: reduction),
        tolerance: GradientTolerance.finiteDifferences)
      #expect(comparison.ok, "\(comparison)")
    }
  }

  @Test(
    "The diagonal form and the true Jacobian have the same sum over the loss axis at every step",
    arguments: Example.all)
  func diagonalAndJacobianHaveOneSum(_ example: Example) {
    for pass in example.passes {
      let diagonal = example.network.tensorGradients(pass, derivative: .diagonal)
      let jacobian = example.network.tensorGradients(pass, derivative: .jacobian)
      for (one, other) in zip(diagonal, jacobian) {
        let comparison = GradientComparison(
          one.summedOverLossAxis(shape: example.network.shape),
          reference: other.summedOverLossAxis(shape: example.network.shape),
          tolerance: GradientTolerance.sameInDouble)
        #expect(comparison.ok, "\(comparison)")
      }
    }
  }

  @Test("One component of the loss has the gradient that the true Jacobian says")
  func jacobianIsExactPerComponent() {
    // With a target of weight on component k alone, the sum of the losses is component k.
    let example = Example(sizes: (2, 3, 4), lengths: [3])
    let soft = [0.1, 0.2, 0.3, 0.4]
    let inputs = example.batch[0].inputs
    let whole = ReferenceSequence(inputs: inputs, targets: inputs.map { _ in soft })
    let tensors = example.network.tensorGradients(
      example.network.forward(whole), derivative: .jacobian)
    for k in soft.indices {
      let targets = inputs.map { _ in soft.indices.map { $0 == k ? soft[k] : 0 } }
      let differences = example.network.finiteDifferences([
        ReferenceSequence(inputs: inputs, targets: targets)
      ])
      var slice = ReferenceGradient(shape: example.network.shape)
      for step in tensors {
        var one = ReferenceGradient(shape: example.network.shape)
        one.dU = step.dU[slice: k]
        one.dW = step.dW[slice: k]
        one.db = step.db.nested[k]
        one.dV = step.dV[slice: k]
        one.dc = step.dc.nested[k]
        slice += one
      }
      let comparison = GradientComparison(
        slice, reference: differences, tolerance: GradientTolerance.finiteDifferences)
      #expect(comparison.ok, "component \(k): \(comparison)")
    }
  }

  @Test("Where a target does not add up to one the diagonal form is not the gradient")
  func diagonalNeedsDistribution() {
    let example = Example(sizes: (2, 3, 2), lengths: [3])
    let sequence = ReferenceSequence(
      inputs: example.batch[0].inputs, targets: [[1, 1], [0, 0.5], [1, 0]])
    let pass = example.network.forward(sequence)
    let differences = example.network.finiteDifferences([sequence])
    let verdicts = LossDerivative.allCases.map { derivative in
      GradientComparison(
        example.network.sum(example.network.tensorGradients(pass, derivative: derivative)),
        reference: differences, tolerance: GradientTolerance.finiteDifferences
      ).ok
    }
    #expect(verdicts == [false, true])
  }

  @Test("The tensors of step t are the exact gradient of the loss of step t")
  func everyStepIsExact() {
    let example = Example(sizes: (2, 4, 3), lengths: [4])
    let tensors = example.network.tensorGradients(example.passes[0])
    let sequence = example.batch[0]
    for t in 1...sequence.count {
      // The loss of the first t steps less that of the first t - 1.
      let upTo = { (end: Int) in
        example.network.finiteDifferences([
          ReferenceSequence(
            inputs: Array(sequence.inputs.prefix(end)),
            targets: Array(sequence.targets.prefix(end)))
        ])
      }
      var difference = upTo(t).flat
      if t > 1 { difference = zip(difference, upTo(t - 1).flat).map { $0 - $1 } }
      let comparison = GradientComparison(
        tensors[t - 1].summedOverLossAxis(shape: example.network.shape),
        reference: ReferenceGradient(flat: difference, shape: example.network.shape),
        tolerance: GradientTolerance.finiteDifferences)
      #expect(comparison.ok, "step \(t): \(comparison)")
    }
  }

  @Test("The gradient of a batch is the sum of the gradients of its sequences")
  func batchIsSum() {
    let example = Example(sizes: (3, 4, 2), lengths: [5, 1, 3])
    var sum = ReferenceGradient(shape: example.network.shape)
    for pass in example.passes { sum += example.network.reverseSweep(pass) }
    #expect(example.network.gradient(example.passes) == sum)
    #expect(example.network.gradient(example.passes, reduction: .mean) == sum.divided(by: 9))
  }

  @Test("A mean is over symbols for the softmax and over values for the squared error")
  func meanCounts() {
    let counts = OutputKind.allCases.map {
      Reduction.mean.divisor(steps: 9, outputSize: 4, output: $0)
    }
    #expect(counts == [9, 36])
    #expect(Reduction.sum.divisor(steps: 9, outputSize: 4, output: .softmaxCrossEntropy) == 1)
  }

  @Test("With one step and no state before it W has no gradient")
  func firstStepLeavesWAlone() {
    let example = Example(sizes: (3, 4, 2), lengths: [1])
    let gradient = example.network.gradient(example.passes, by: .tensors)
    #expect(gradient.dW.values.allSatisfy { $0 == 0 })
    #expect(gradient.dU.values.allSatisfy { $0 != 0 })
  }

  @Test("A rectifier exactly at its kink has no finite difference, and the comparison says so")
  func kinkIsNotANumber() {
    let network = ReferenceNetwork(
      U: Matrix([[1]]), W: Matrix([[1]]), b: [0], V: Matrix([[1]]), c: [0],
      activation: .relu, output: .identitySquaredError)
    let sequence = ReferenceSequence(inputs: [[0]], targets: [[1]])
    let differences = network.finiteDifferences([sequence])
    #expect(differences.db[0].isNaN)
    let comparison = GradientComparison(
      network.gradient(network.forward([sequence])), reference: differences,
      tolerance: GradientTolerance.finiteDifferences)
    #expect(comparison.entries.filter { !$0.ok }.map(\.name) == ["b"])
  }
}
