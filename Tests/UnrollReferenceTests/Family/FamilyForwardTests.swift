import Testing
import UnrollReference

/// Laws that forward propagation and the gradient obey, whatever the numbers are.
@Suite("Laws of the family")
struct FamilyForwardTests {
  /// Some roundings of sums of some dozens of numbers about one.
  static let rounding = 1e-12

  @Test("One layer of the vanilla cell is the network of the derivation", arguments: Example.all)
  func vanilla(_ example: Example) {
    let network = example.network
    let isSoftmax = network.output == .softmaxCrossEntropy
    let K = network.shape.outputSize
    let stack = ReferenceStack(
      ReferenceStackConfiguration(
        input: .numbers(network.shape.inputSize),
        cell: ReferenceVanillaCell(activation: network.activation),
        hiddenSize: network.shape.hiddenSize,
        loss: isSoftmax ? .crossEntropy(classes: K) : .squaredError(size: K)),
      flat: network.flat)
    #expect(stack.configuration.slices == network.shape.slices)
    for (sequence, expected) in zip(example.batch, example.passes) {
      let pass = stack.forward(
        ReferenceStackSequence(
          inputs: .numbers(sequence.inputs),
          targets: isSoftmax
            ? .symbols(sequence.targets.map { $0.firstIndex(of: 1) ?? 0 })
            : .numbers(sequence.targets)))
      #expect(areClose(pass.outputs, expected.steps.map(\.o)))
      #expect(areClose(pass.layers[0].outputs, expected.steps.map(\.a)))
      #expect(abs(pass.loss - expected.totalLoss) <= Self.rounding * (1 + pass.loss))
      let divisor = Reduction.mean.divisor(
        steps: sequence.count, outputSize: K, output: network.output)
      #expect(pass.weight == divisor)
      let comparison = GradientComparison(
        stack.gradient(pass).parameters, reference: network.gradient([expected]).flat,
        slices: network.shape.slices, measure: .componentwise,
        tolerance: GradientTolerance.sameInDouble)
      #expect(comparison.ok, "\(comparison)")
    }
  }

  @Test("No initial state is a state of zero, or the learned one", arguments: FamilyExample.all)
  func noState(_ example: FamilyExample) {
    let (stack, configuration) = (example.stack, example.configuration)
    let none = stack.forward(example.sequence, masks: example.masks)
    let learned = configuration.slices.filter { $0.name.contains("0") }
    let start =
      learned.isEmpty
      ? ReferenceState(zeroFor: configuration)
      : ReferenceState(flat: learned.flatMap { stack.flat[$0.range] }, for: configuration)
    let given = stack.forward(example.sequence, masks: example.masks, initialState: start)
    #expect(none.initialState == start)
    #expect(none.layers == given.layers && none.losses == given.losses)
    // Learned states have the gradient by the state, but only where they are used.
    let gradient = stack.gradient(none)
    #expect(gradient.initialState == stack.gradient(given).initialState)
    if !learned.isEmpty {
      #expect(learned.flatMap { gradient.parameters[$0.range] } == gradient.initialState.flat)
      let unused = stack.gradient(given).parameters
      #expect(learned.allSatisfy { unused[$0.range].allSatisfy { $0 == 0 } })
    }
  }

  @Test(
    "The final state, given to the rest of a sequence, continues it as if it were not cut",
    arguments: FamilyExample.cells)
  func continued(_ cell: any ReferenceCell) {
    let example = FamilyExample(
      ReferenceStackConfiguration(
        input: .symbols(4), embeddingSize: 3, cell: cell, hiddenSize: 2, layers: 3,
        isResidual: true, isNormalised: true, learnsInitialState: true, zoneout: 0.2,
        cellZoneout: 0.4, loss: .binary(size: 2)),
      steps: 7)
    let whole = example.stack.forward(example.sequence)
    let first = example.stack.forward(example.sequence[0..<3])
    let second = example.stack.forward(example.sequence[3..<7], initialState: first.finalState)
    #expect(first.outputs + second.outputs == whole.outputs)
    #expect(second.finalState == whole.finalState)
    #expect(first.losses + second.losses == whole.losses)
    #expect(first.weight + second.weight == whole.weight)
    // And the gradient by the state in the middle is what the first half lacks.
    let middle = example.stack.gradient(second).initialState
    #expect(middle.flat.contains { abs($0) > 1e-3 })
  }

  @Test(
    "The reverse direction reads a sequence as the forward one reads the reversed sequence",
    arguments: FamilyExample.cells)
  func reversed(_ cell: any ReferenceCell) {
    let example = FamilyExample(
      ReferenceStackConfiguration(
        input: .numbers(3), cell: cell, hiddenSize: 2, isBidirectional: true, isNormalised: true,
        learnsInitialState: true, zoneout: 0.1, loss: .squaredError(size: 1)),
      steps: 5)
    let stack = example.stack
    var swapped = stack
    for slice in example.configuration.slices {
      let other = slice.name.hasSuffix("r") ? String(slice.name.dropLast()) : slice.name + "r"
      if let numbers = stack[other] { swapped.flat.replaceSubrange(slice.range, with: numbers) }
    }
    let (one, other) = (
      stack.forward(example.sequence), swapped.forward(example.sequence.reversed())
    )
    for direction in 0..<2 {
      let steps = one.layers[0].directions[direction].steps
      let mirrored = other.layers[0].directions[1 - direction].steps
      #expect(steps.map(\.after) == mirrored.reversed().map(\.after))
    }
    let (final, mirrored) = (one.finalState.parts[0], other.finalState.parts[0])
    #expect(final == [mirrored[1], mirrored[0]])
    // The halves of a layer's output are the forward and the reverse hidden state.
    for (t, y) in one.layers[0].outputs.enumerated() {
      #expect(y == one.layers[0].directions.flatMap { $0.steps[t].after[0] })
    }
    // What the reverse direction says at the last step depends on that step alone.
    let last = one.layers[0].directions[1].steps[4]
    #expect(last.before == one.initialState.parts[0][1])
  }

  @Test("A layer that says nothing hands on what it read, by its residual connection")
  func residual() {
    for isResidual in [false, true] {
      for cell in ReferenceCells.all() {
        var configuration = FamilyExample(
          ReferenceStackConfiguration(
            input: .numbers(4), cell: cell, hiddenSize: 2, layers: 2, isBidirectional: true,
            loss: .squaredError(size: 1)),
          steps: 3
        ).configuration
        configuration.isResidual = isResidual
        var example = FamilyExample(configuration, steps: 3, choices: [.layers]).stack
        for slice in configuration.slices where slice.name.contains("2") {
          example.flat.replaceSubrange(slice.range, with: slice.range.map { _ in 0 })
        }
        let drawn = FamilyExample(configuration, steps: 3, choices: [.layers])
        let layers = example.forward(drawn.sequence, masks: drawn.masks).layers
        #expect(layers[0].outputs.joined().contains { $0 != 0 })
        #expect(layers[1].inputs == layers[0].handedOn)
        if isResidual {
          #expect(layers[1].outputs == layers[0].handedOn)
        } else {
          #expect(layers[1].outputs.joined().allSatisfy { $0 == 0 })
        }
        // The first layer has none, even where the widths would allow it.
        #expect(
          layers[0].outputs
            == layers[0].inputs.indices.map { t in
              layers[0].directions.flatMap { $0.steps[t].after[0] }
            })
      }
    }
  }

  private func areClose(_ a: [[Double]], _ b: [[Double]]) -> Bool {
    zip(a, b).allSatisfy {
      zip($0, $1).allSatisfy { abs($0 - $1) <= Self.rounding * (1 + abs($0)) }
    }
      && a.map(\.count) == b.map(\.count)
  }
}
