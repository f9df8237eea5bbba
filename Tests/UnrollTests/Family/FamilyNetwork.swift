import Testing

@testable import Unroll

/// A network of the family with one of its options, all parameters random, and data for it.
struct FamilyNetwork: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let configuration: NetworkConfiguration
  let network: Network
  /// A pass of training where something is left out, otherwise of evaluation.
  let mode: PassMode

  init(_ title: String, _ configuration: NetworkConfiguration, isTraining: Bool = false) {
    testDescription = "\(configuration.cell.name), \(title)"
    self.configuration = configuration
    mode = isTraining ? .training(seed: 11, step: 3) : .evaluation
    var stream = RandomStream(seed: 5, purpose: .trials, index: UInt64(configuration.hiddenSize))
    var parameters = Parameters(zerosLike: configuration.parameterTable)
    for slice in parameters.table.slices {
      let limit =
        slice.isVector ? 0.5 : (6 / Double(slice.rows / slice.gates + slice.columns)).squareRoot()
      for i in slice.range {
        parameters.values[i] =
          (slice.role == .gain ? 1 : 0) + Float((2 * stream.uniform() - 1) * limit)
      }
    }
    network = Network(configuration, parameters: parameters)
  }

  /// Made-up sequences.
  func data(lengths: [Int], seed: UInt64 = 1) throws -> Dataset {
    var stream = RandomStream(seed: seed, purpose: .trials)
    let steps = lengths.reduce(0, +)
    func track(_ port: NetworkConfiguration.Port) -> Dataset.Track {
      switch port {
      case .symbols(let count):
        .symbols((0..<steps).map { _ in Int32(stream.below(count)) }, count: count)
      case .values(let size):
        .values((0..<steps * size).map { _ in Float(2 * stream.uniform() - 1) }, size: size)
      }
    }
    return try Dataset(
      inputs: track(configuration.input), targets: track(configuration.output), lengths: lengths)
  }

  /// States for so many rows, with random numbers or with zeros.
  func state(rows: Int, isZero: Bool = false) -> NetworkState {
    var stream = RandomStream(seed: 7, purpose: .trials)
    var state = NetworkState(rows: rows, of: configuration)
    for row in 0..<rows {
      for layer in 0..<configuration.layers {
        for isReverse in [false, true].prefix(configuration.directions) {
          func numbers() -> [Float] {
            (0..<configuration.hiddenSize).map { _ in
              isZero ? 0 : Float(2 * stream.uniform() - 1)
            }
          }
          state.setHiddenState(numbers(), row: row, layer: layer, isReverse: isReverse)
          guard configuration.cell.hasCellState else { continue }
          state.setCellState(numbers(), row: row, layer: layer, isReverse: isReverse)
        }
      }
    }
    return state
  }

  // MARK: All of them

  /// Every cell with every option, alone and with all others.
  static let all = Cell.allCases.flatMap(examples)
  /// Those that may be read in windows.
  static let oneWay = all.filter { !$0.configuration.isBidirectional && $0.mode == .evaluation }

  private static func examples(_ cell: Cell) -> [FamilyNetwork] {
    func example(
      _ title: String, hidden: Int = 9, isTraining: Bool = false,
      _ change: (inout NetworkConfiguration) -> Void
    ) -> FamilyNetwork {
      var configuration = NetworkConfiguration(
        input: .symbols(count: 7), cell: cell, hiddenSize: hidden, output: .symbols(count: 7))
      change(&configuration)
      configuration.loss = .usual(for: configuration.output)
      return FamilyNetwork(title, configuration, isTraining: isTraining)
    }
    var examples = [
      example("wide", hidden: 37) { _ in },
      example("values") {
        ($0.input, $0.output, $0.loss) = (.values(size: 5), .values(size: 3), .squaredError)
      },
      example("3 layers, residual") { ($0.layers, $0.hasResidualConnections) = (3, true) },
      example("both directions, 2 layers") { ($0.layers, $0.isBidirectional) = (2, true) },
      example("tied embedding") { ($0.embeddingSize, $0.tiesWeights) = (9, true) },
      example("normalised symbols") { $0.isNormalised = true },
      example("normalised values") { ($0.isNormalised, $0.input) = (true, .values(size: 4)) },
      example("learned state") { $0.learnsInitialState = true },
      example("dropout", isTraining: true) {
        ($0.embeddingSize, $0.layers) = (6, 2)
        ($0.dropout.input, $0.dropout.layers) = (0.25, 0.5)
      },
      example("zoneout", isTraining: true) {
        $0.dropout.zoneout = 0.25
        $0.dropout.cellZoneout = cell.hasCellState ? 0.5 : 0
      },
      example("zoneout, evaluated") { $0.dropout.zoneout = 0.25 },
    ]
    for isTraining in [true, false] {
      examples.append(
        example("everything", hidden: 11, isTraining: isTraining) {
          ($0.layers, $0.isBidirectional, $0.hasResidualConnections) = (2, true, true)
          ($0.isNormalised, $0.learnsInitialState) = (true, true)
          ($0.embeddingSize, $0.tiesWeights) = (22, true)
          ($0.dropout.input, $0.dropout.layers, $0.dropout.zoneout) = (0.25, 0.5, 0.25)
          $0.dropout.recurrent = cell.hasRecurrentWeights ? 0.25 : 0
          $0.dropout.cellZoneout = cell.hasCellState ? 0.5 : 0
        })
    }
    if cell.hasRecurrentWeights {
      examples.append(
        example("recurrent dropout", isTraining: true) { $0.dropout.recurrent = 0.25 })
    }
    return examples
  }
}

/// Everything that a pass computes, to be compared bit by bit; rows by sequence.
struct FamilyResult: Equatable {
  var loss: Loss
  var outputs: [[[Float]]]
  var states: [[[Float]]]
  var final: NetworkState
  var gradient: Parameters
  var initialGradient: NetworkState

  init(
    _ engine: Engine, _ example: FamilyNetwork, _ batch: Batch, from state: NetworkState? = nil,
    mode: PassMode? = nil
  ) {
    loss = engine.forward(example.network, batch, from: state, mode: mode ?? example.mode)
    let rows = batch.sequences.indices.sorted { batch.places[$0] < batch.places[$1] }
    outputs = rows.map { engine.outputs(batch, row: $0) }
    states = rows.map { engine.states(batch, row: $0) }
    final = engine.finalState(batch)
    gradient = Parameters(zerosLike: example.network.parameters.table)
    engine.backward(batch, into: &gradient)
    initialGradient = engine.initialStateGradient(batch)
  }

  init(
    _ example: FamilyNetwork, _ data: Dataset, from state: NetworkState? = nil,
    mode: PassMode? = nil
  ) {
    self.init(
      Engine(example.configuration, threads: 1), example, Batch(data), from: state, mode: mode)
  }
}
