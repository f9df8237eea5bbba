import Testing
import UnrollReference

@testable import Unroll

/// Two computations in float64. Sums of some hundred terms round to 1e-14; a gradient that passes
/// normalisations of nearly equal products loses three digits more.
private let tolerance = 1e-9

@Suite("The reference against PyTorch, for every cell and every option, masks included")
struct FamilyReferenceTests {
  @Test("Outputs, states, losses and gradients are PyTorch's", arguments: FamilyVectors.names)
  func everything(name: String) throws {
    let vectors = try FamilyVectors.fixture(name)
    let stack = try vectors.referenceStack()
    let slices = stack.configuration.slices
    var sum = [Double](repeating: 0, count: stack.configuration.parameterCount)
    for (index, sequence) in vectors.sequences.enumerated() {
      let pass = stack.forward(
        sequence.referenceSequence, masks: vectors.referenceMasks(sequence),
        initialState: sequence.initialState.map { $0.referenceState(vectors.configuration) })
      expectClose(pass.outputs.flatMap(\.self), sequence.outputs.flatMap(\.self), "outputs")
      expectClose(
        pass.layers.last?.outputs.flatMap(\.self) ?? [], sequence.states.flatMap(\.self), "states")
      expectClose(
        pass.finalState.flat, sequence.finalState.referenceState(vectors.configuration).flat,
        "final state of \(index)")
      expectClose([pass.loss], [sequence.loss], "loss of \(index)")
      let gradient = stack.gradient(pass)
      for i in sum.indices { sum[i] += gradient.parameters[i] }
      if let expected = sequence.initialStateGradient {
        expectClose(
          gradient.initialState.flat, expected.referenceState(vectors.configuration).flat,
          "gradient by the initial state of \(index)")
      }
    }
    for slice in slices {
      let expected = try #require(vectors.gradients[slice.name])
      expectClose(Array(sum[slice.range]), expected, "d\(slice.name)")
    }
  }

  @Test("Fixtures with masks are among them: every kind of dropout, and zoneout")
  func masks() throws {
    let masks = try FamilyVectors.names.flatMap { try FamilyVectors.fixture($0).sequences }
      .compactMap(\.masks)
    #expect(masks.contains { $0.input != nil } && masks.contains { $0.layers != nil })
    #expect(masks.contains { $0.recurrent != nil } && masks.contains { $0.zoneout != nil })
    #expect(masks.contains { $0.cellZoneout != nil })
  }
}

extension FamilyVectors {
  /// The network in Double.
  func referenceStack() throws -> ReferenceStack {
    let input: ReferenceInput =
      switch configuration.input {
      case .symbols(let count): .symbols(count)
      case .values(let size): .numbers(size)
      }
    let activation = configuration.activation.flatMap {
      UnrollReference.Activation(rawValue: $0)
    }
    let stack = ReferenceStackConfiguration(
      input: input, embeddingSize: configuration.embeddingSize,
      cell: try #require(
        ReferenceCells.named(configuration.cell, activation: activation ?? .tanh)),
      hiddenSize: configuration.hiddenSize, layers: configuration.layers,
      isBidirectional: configuration.bidirectional, isResidual: configuration.residual,
      isNormalised: configuration.normalised,
      learnsInitialState: configuration.learnsInitialState, isTied: configuration.tied,
      zoneout: configuration.zoneout, cellZoneout: configuration.cellZoneout,
      loss: configuration.loss.referenceLoss(configuration.output.width))
    return ReferenceStack(
      stack,
      flat: try stack.slices.flatMap { try #require(parameters[$0.name]).values })
  }

  /// The masks of a sequence, those of each layer's directions together.
  func referenceMasks(_ sequence: Sequence) -> ReferenceMasks {
    guard let masks = sequence.masks else { return ReferenceMasks() }
    let directions = configuration.bidirectional ? 2 : 1
    func layers<Mask>(_ rows: [Mask]) -> [[Mask]] {
      stride(from: 0, to: rows.count, by: directions).map { Array(rows[$0..<$0 + directions]) }
    }
    // Where one of the two rates is zero, that part of the state keeps nothing.
    let hasCellState = configuration.cell == "lstm"
    let nothing = [[Double]](
      repeating: [Double](repeating: 0, count: configuration.hiddenSize),
      count: sequence.inputs.count)
    var zoneout: [[[[Double]]]]?
    if masks.zoneout != nil || masks.cellZoneout != nil {
      zoneout = (0..<configuration.rows).map { row in
        [masks.zoneout?[row] ?? nothing]
          + (hasCellState ? [masks.cellZoneout?[row] ?? nothing] : [])
      }
    }
    return ReferenceMasks(
      input: masks.input, layers: masks.layers, recurrent: masks.recurrent.map(layers),
      zoneout: zoneout.map(layers))
  }
}

extension FamilyVectors.Sequence {
  fileprivate var referenceSequence: ReferenceStackSequence {
    ReferenceStackSequence(inputs: inputs.series, targets: targets.series)
  }
}

extension TorchTrack {
  fileprivate var series: ReferenceSeries {
    switch self {
    case .symbols(let symbols): .symbols(symbols.map { Int($0) })
    case .values(let rows): .numbers(rows.map { $0.map(Double.init) })
    }
  }
}

extension FamilyVectors.State {
  fileprivate func referenceState(_ configuration: FamilyVectors.Configuration) -> ReferenceState {
    let directions = configuration.bidirectional ? 2 : 1
    return ReferenceState(
      parts: (0..<configuration.layers).map { layer in
        (0..<directions).map { direction in
          let place = layer * directions + direction
          return [a[place]] + (s.map { [$0[place]] } ?? [])
        }
      })
  }
}

extension LossDescription {
  fileprivate func referenceLoss(_ size: Int) -> ReferenceLoss {
    switch self {
    case .crossEntropy(let smoothing, let weights):
      .crossEntropy(classes: size, smoothing: smoothing ?? 0, weights: weights)
    case .squaredError: .squaredError(size: size)
    case .absoluteError: .absoluteError(size: size)
    case .gaussian: .gaussian(size: size)
    case .quantiles(let levels): .quantiles(levels, size: size)
    case .binary: .binary(size: size)
    }
  }
}

/// Whether the norm of the difference is small beside the norm of what is expected.
private func expectClose(
  _ found: [Double], _ expected: [Double], _ what: String,
  at location: SourceLocation = #_sourceLocation
) {
  guard found.count == expected.count else {
    Issue.record("\(what): \(found.count) for \(expected.count)", sourceLocation: location)
    return
  }
  let distance = zip(found, expected).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  let size = expected.reduce(0) { $0 + $1 * $1 }.squareRoot()
  #expect(
    distance <= tolerance * max(size, 1e-6), "\(what): \(distance) of \(size)",
    sourceLocation: location)
}
