import Testing
import UnrollReference

@Suite("Gradients of the family")
struct FamilyGradientTests {
  @Test(
    "The reverse sweep equals finite differences in every parameter and in the initial state",
    arguments: FamilyExample.all)
  func sweepEqualsDifferences(_ example: FamilyExample) {
    let gradient = example.stack.gradient(example.pass)
    let differences = example.stack.finiteDifferences(
      example.sequence, masks: example.masks, initialState: example.initialState)
    let byParameters = GradientComparison(
      gradient.parameters, reference: differences.parameters,
      slices: example.configuration.slices, measure: .componentwise,
      tolerance: GradientTolerance.finiteDifferences)
    #expect(byParameters.ok, "\(byParameters)")
    let byState = GradientComparison(
      gradient.initialState.flat, reference: differences.initialState.flat,
      slices: example.configuration.stateSlices, measure: .componentwise,
      tolerance: GradientTolerance.finiteDifferences)
    #expect(byState.ok, "initial state: \(byState)")
  }

  @Test("The examples leave no parameter without a gradient that is worth comparing")
  func examplesAreStrong() {
    // Every kind of parameter of both directions must be far from zero in some layer of some
    // example, so that a fault in its gradient shows.
    for cell in ReferenceCells.all() {
      let examples = FamilyExample.all.filter { $0.configuration.cell.name == cell.name }
      var largest: [String: Double] = [:]
      for example in examples {
        let gradient = example.stack.gradient(example.pass).parameters
        for slice in example.configuration.slices {
          let size = gradient[slice.range].map { abs($0) }.max() ?? 0
          let kind = slice.name.filter { $0 != "2" && $0 != "3" }
          largest[kind] = max(largest[kind] ?? 0, size)
        }
      }
      for (name, size) in largest {
        #expect(size > 1e-2, "\(cell), \(name)")
      }
    }
  }

  @Test(
    "Normalised products of a state of zero have the gradient of finite differences",
    arguments: FamilyExample.cells)
  func normalisedZeroState(_ cell: any ReferenceCell) {
    // norm bends sharply at zero, and a learned state begins there.
    let example = FamilyExample(
      ReferenceStackConfiguration(
        input: .numbers(2), cell: cell, hiddenSize: 3, isNormalised: true,
        loss: .squaredError(size: 2)),
      steps: 3, seed: 3)
    let gradient = example.stack.gradient(example.sequence).initialState.flat
    let differences = example.stack.finiteDifferences(example.sequence).initialState.flat
    let comparison = GradientComparison(
      gradient, reference: differences, slices: example.configuration.stateSlices,
      measure: .componentwise, tolerance: GradientTolerance.finiteDifferences)
    #expect(comparison.ok, "\(comparison)")
    if cell.hasRecurrentProduct { #expect(gradient.contains { abs($0) > 1 }) }
  }

  @Test("A rectifier exactly at its kink has no finite difference")
  func rectifierIsNotANumber() {
    var stack = ReferenceStack(
      ReferenceStackConfiguration(
        input: .numbers(1), cell: ReferenceVanillaCell(activation: .relu), hiddenSize: 1,
        loss: .squaredError(size: 1)),
      flat: [1, 1, 0, 1, 0])
    let sequence = ReferenceStackSequence(inputs: .numbers([[0]]), targets: .numbers([[1]]))
    // U, W, b, V, c: the input and the state are zero, so that b alone moves z = 0.
    let differences = stack.finiteDifferences(sequence)
    #expect(differences.parameters.map(\.isNaN) == [false, false, true, false, false])
    #expect(differences.initialState.flat.map(\.isNaN) == [true])
    // Near the kink a smaller step finds the derivative.
    stack.flat[2] = 1e-3
    let near = stack.finiteDifferences(sequence).parameters[2]
    #expect(abs(near - stack.gradient(sequence).parameters[2]) < 1e-6)
  }

  @Test("A loss exactly at its kink has no finite difference")
  func kinkIsNotANumber() {
    let zero = ReferenceStack(
      ReferenceStackConfiguration(
        input: .numbers(1), hiddenSize: 1, loss: .absoluteError(size: 1)))
    let differences = zero.finiteDifferences(
      ReferenceStackSequence(inputs: .numbers([[1]]), targets: .numbers([[0]])))
    // U, W, b, V, c: with V = 0 and a = 0 only c moves the output.
    #expect(differences.parameters.map(\.isNaN) == [false, false, false, false, true])
  }
}
