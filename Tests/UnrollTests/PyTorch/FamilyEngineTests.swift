import Kernels
import Testing

@testable import Unroll

/// The engine in Float against PyTorch in float64, relative to each array's norm. Rounding stays
/// under a tenth of it.
private let tolerance = 5e-6
/// For a network whose biases near -110 Float rounds to 4e-6, which its quotients of gates amplify.
private let saturatedTolerance = 1e-4

@Suite("The engine against PyTorch, for every cell and every option without chance")
struct FamilyEngineTests {
  static let names = FamilyVectors.names.filter { name in
    guard let vectors = try? FamilyVectors.fixture(name) else { return true }
    return vectors.sequences.allSatisfy { $0.masks == nil }
  }

  @Test("Outputs, states, losses and gradients are PyTorch's", arguments: names)
  func everything(name: String) throws {
    let vectors = try FamilyVectors.fixture(name)
    let configuration = try vectors.configuration.networkConfiguration()
    let network = try vectors.network()
    let limit = name == "minlstm-saturated" ? saturatedTolerance : tolerance
    for level in InstructionSet.available {
      let engine = Engine(
        configuration, threads: 2, instructionSet: level, smallestSharedWork: 0)
      // All sequences side by side: the result must not depend on the batch.
      let batch = Batch(try vectors.dataset())
      let state = vectors.initialState(configuration)
      // The objective where nothing is left to chance; a network with rates is one that is evaluated.
      let isCertain = configuration.dropout == DropoutRates()
      let loss = engine.forward(
        network, batch, from: state,
        mode: isCertain ? .training(seed: 1, step: 0) : .evaluation)
      let expectedLoss = vectors.sequences.reduce(0) { $0 + $1.loss }
      #expect(abs(loss.sum - expectedLoss) <= limit * max(abs(expectedLoss), 1), "\(level.name)")
      let final = engine.finalState(batch)
      for row in 0..<batch.rows {
        let sequence = vectors.sequences[batch.sequences[row]]
        expectClose(
          engine.states(batch, row: row).joined(), sequence.states.joined(), limit,
          "states of \(row), \(level.name)")
        expectClose(
          engine.outputs(batch, row: row).joined(), sequence.outputs.joined(), limit,
          "outputs of \(row), \(level.name)")
        expectClose(
          final.numbers(row: batch.sequences[row], vectors.configuration),
          sequence.finalState.numbers, limit, "final state of \(row), \(level.name)")
      }
      var gradient = Parameters(zerosLike: network.parameters.table)
      engine.backward(batch, into: &gradient)
      for slice in gradient.table.slices {
        expectClose(
          gradient[slice.name], try #require(vectors.gradients[slice.name]), limit,
          "d\(slice.name), \(level.name)")
      }
      guard state != nil else { continue }
      let initial = engine.initialStateGradient(batch)
      for (index, sequence) in vectors.sequences.enumerated() {
        guard let expected = sequence.initialStateGradient else { continue }
        expectClose(
          initial.numbers(row: index, vectors.configuration), expected.numbers, limit,
          "gradient by the initial state of \(index), \(level.name)")
      }
    }
  }
}

extension FamilyVectors.Configuration {
  /// The engine's configuration.
  func networkConfiguration() throws -> NetworkConfiguration {
    var result = NetworkConfiguration(
      input: input, embeddingSize: embeddingSize, cell: try #require(Cell(rawValue: cell)),
      hiddenSize: hiddenSize, layers: layers,
      activation: try activation.map { try #require(Activation(rawValue: $0)) } ?? .tanh,
      output: output, loss: loss.lossFunction)
    result.isBidirectional = bidirectional
    result.hasResidualConnections = residual
    result.isNormalised = normalised
    result.learnsInitialState = learnsInitialState
    result.tiesWeights = tied
    result.dropout.input = dropout.input
    result.dropout.layers = dropout.layers
    result.dropout.recurrent = dropout.recurrent
    result.dropout.zoneout = zoneout
    result.dropout.cellZoneout = cellZoneout
    return result
  }
}

extension LossDescription {
  /// The engine's loss.
  var lossFunction: LossFunction {
    switch self {
    case .crossEntropy(let smoothing, let weights):
      .crossEntropy(
        labelSmoothing: Float(smoothing ?? 0), classWeights: weights?.map { Float($0) })
    case .squaredError: .squaredError
    case .absoluteError: .absoluteError
    case .gaussian: .gaussian
    case .quantiles(let levels): .quantiles(levels: levels.map { Float($0) })
    case .binary: .binary
    }
  }
}

extension FamilyVectors {
  /// The network of the parameters.
  func network() throws -> Network {
    let configuration = try configuration.networkConfiguration()
    try configuration.validate()
    var parameters = Parameters(zerosLike: configuration.parameterTable)
    for slice in parameters.table.slices {
      parameters[slice.name] = try #require(self.parameters[slice.name]).values.map { Float($0) }
    }
    return Network(configuration, parameters: parameters)
  }

  /// All sequences.
  func dataset() throws -> Dataset {
    try Dataset(
      inputs: .init(joining: sequences.map(\.inputs), port: configuration.input),
      targets: .init(joining: sequences.map(\.targets), port: configuration.output),
      lengths: sequences.map(\.inputs.count))
  }

  /// The states that the sequences begin with; nil when none is given.
  func initialState(_ network: NetworkConfiguration) -> NetworkState? {
    guard sequences.contains(where: { $0.initialState != nil }) else { return nil }
    var state = NetworkState(rows: sequences.count, of: network)
    for (row, sequence) in sequences.enumerated() {
      guard let given = sequence.initialState else { continue }
      for place in given.a.indices {
        let (layer, direction) = place.quotientAndRemainder(dividingBy: network.directions)
        state.setHiddenState(
          given.a[place].map { Float($0) }, row: row, layer: layer, isReverse: direction == 1)
        if let s = given.s {
          state.setCellState(
            s[place].map { Float($0) }, row: row, layer: layer, isReverse: direction == 1)
        }
      }
    }
    return state
  }
}

extension FamilyVectors.State {
  /// The numbers in the order of ``NetworkState/numbers(row:_:)``.
  var numbers: [Double] {
    a.indices.flatMap { place in a[place] + (s.map { $0[place] } ?? []) }
  }
}

extension NetworkState {
  /// One row's numbers: hidden state and cell state of each direction of each layer.
  func numbers(row: Int, _ configuration: FamilyVectors.Configuration) -> [Float] {
    (0..<configuration.layers).flatMap { layer in
      (configuration.bidirectional ? [false, true] : [false]).flatMap { isReverse in
        hiddenState(row: row, layer: layer, isReverse: isReverse)
          + (cellState(row: row, layer: layer, isReverse: isReverse) ?? [])
      }
    }
  }
}

/// Whether the norm of the difference is small beside the norm of what is expected.
private func expectClose(
  _ found: some Sequence<Float>, _ expected: some Sequence<Double>, _ tolerance: Double,
  _ what: String, at location: SourceLocation = #_sourceLocation
) {
  let (a, b) = (found.map(Double.init), Array(expected))
  guard a.count == b.count else {
    Issue.record("\(what): \(a.count) numbers for \(b.count)", sourceLocation: location)
    return
  }
  let distance = zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  let size = b.reduce(0) { $0 + $1 * $1 }.squareRoot()
  #expect(
    distance <= tolerance * max(size, 1e-6), "\(what): \(distance) of \(size)",
    sourceLocation: location)
}
