import ArgumentParser
import Foundation
import Unroll

/// A network's shape as its user wants it, with a job's defaults where nothing was said.
struct NetworkPlan {
  let cell: Cell
  let layers: Int
  let hidden: Int
  let embedding: Int?
  let rates: DropoutRates
  private let isNormalised: Bool
  private let isBidirectional: Bool
  private let readsSymbols: Bool
  private let smoothing: Float
  private let arguments: NetworkArguments

  /// Takes both together, and refuses what does not go together.
  ///
  /// - Parameter readsSymbols: whether the network reads symbols, not numbers, which have no embedding.
  init(
    _ arguments: NetworkArguments, _ defaults: JobDefaults,
    _ regularisation: RegularisationArguments? = nil, readsSymbols: Bool = true
  ) throws {
    self.arguments = arguments
    self.readsSymbols = readsSymbols
    cell = arguments.cell ?? defaults.cell
    layers = arguments.layers ?? defaults.layers
    hidden = arguments.hidden ?? defaults.hidden
    let size = arguments.embedding ?? (arguments.tie ? arguments.hidden : nil) ?? defaults.embedding
    embedding = size == 0 || !readsSymbols ? nil : size
    isNormalised = arguments.normalise || defaults.isNormalised
    isBidirectional = arguments.bidirectional ?? defaults.isBidirectional
    smoothing = Float(regularisation?.labelSmoothing ?? defaults.labelSmoothing)
    var usual = defaults.dropout
    // What the job would take of itself must not stand in the way of what its user takes.
    if embedding == nil && readsSymbols { usual.input = 0 }
    if !cell.hasRecurrentWeights { usual.recurrent = 0 }
    if !cell.hasCellState { usual.cellZoneout = 0 }
    rates = regularisation?.rates(usual) ?? usual
    try checkTogether()
  }

  private func checkTogether() throws {
    if arguments.activation != .tanh && cell != .vanilla {
      throw ValidationError(
        "--activation goes with '--cell rnn': \(cell.name) has non-linearities of its own.")
    }
    if arguments.residual && layers == 1 {
      throw ValidationError("--residual goes with '--layers 2' or more.")
    }
    if arguments.tie && embedding != hidden {
      throw ValidationError(
        "--tie needs '--embedding \(hidden)': the embedding is to be the output's weights, which read "
          + "--hidden numbers.")
    }
    if !readsSymbols && (arguments.embedding ?? 0) > 0 {
      throw ValidationError("--embedding stands for symbols, and the data is of numbers.")
    }
    if rates.input > 0 && embedding == nil && readsSymbols {
      throw ValidationError(
        "--input-dropout goes with '--embedding': a one-hot vector has nothing to leave out.")
    }
    if rates.recurrent > 0 && !cell.hasRecurrentWeights {
      throw ValidationError(
        "--recurrent-dropout needs recurrent weights, which \(cell.name) does not have.")
    }
    if rates.cellZoneout > 0 && !cell.hasCellState {
      throw ValidationError(
        "--cell-zoneout goes with '--cell lstm': \(cell.name) has no cell state; try --zoneout.")
    }
  }

  /// Label smoothing and, where they are given, class weights.
  func loss(classWeights: [Float]?) -> LossFunction {
    .crossEntropy(labelSmoothing: smoothing, classWeights: classWeights)
  }

  /// The network's shape for so many symbols, read and predicted.
  func configuration(symbols: Int) -> NetworkConfiguration {
    let port = NetworkConfiguration.Port.symbols(count: symbols)
    return configuration(input: port, output: port, loss: loss)
  }

  /// Cross-entropy, with the label smoothing that its user wants.
  var loss: LossFunction { .crossEntropy(labelSmoothing: smoothing) }

  /// The network's shape for what it reads and predicts. Numbers have no embedding.
  func configuration(
    input: NetworkConfiguration.Port, output: NetworkConfiguration.Port, loss: LossFunction
  ) -> NetworkConfiguration {
    let readsSymbols = if case .symbols = input { true } else { false }
    var configuration = NetworkConfiguration(
      input: input, embeddingSize: readsSymbols ? embedding : nil, cell: cell,
      hiddenSize: hidden, layers: layers, activation: arguments.activation, output: output,
      loss: loss)
    configuration.hasResidualConnections = arguments.residual
    configuration.isNormalised = isNormalised
    configuration.isBidirectional = isBidirectional
    configuration.learnsInitialState = arguments.learnInitialState
    configuration.tiesWeights = arguments.tie
    configuration.dropout = rates
    return configuration
  }

  /// Refuses both directions where a network has to predict what it would then be shown.
  func checkForward() throws {
    guard isBidirectional else { return }
    throw ValidationError(
      "--bidirectional goes with '--task classify' and 'tag': a network that predicts what comes next "
        + "would be shown it by the reverse direction.")
  }

  /// How the network's parameters start.
  var initialisation: Initialisation { arguments.initialisation }

  /// A freshly drawn network, if training it has room on this machine.
  ///
  /// - Parameter pass: the largest pass of the run.
  func network(
    _ configuration: NetworkConfiguration, seed: UInt64, training pass: StepMemory.Pass? = nil
  ) throws -> Network {
    if let pass {
      try TrainingMemory(configuration, pass: pass).check(
        available: AvailableMemory.bytes)
    }
    do {
      return try Network(configuration, initialisation: initialisation, seed: seed)
    } catch {
      throw CommandFailure(.usage, error.description)
    }
  }
}

extension NetworkArguments {
  /// How the network's parameters start.
  var initialisation: Initialisation {
    var initialisation = Initialisation(weights: initialiser)
    switch recurrentInitialiser {
    case .same: break
    case .orthogonal: initialisation.recurrent = .orthogonal
    case .identity: initialisation.recurrent = .identity(scale: Float(identityScale ?? 1))
    }
    if let forgetBias { initialisation.memory = .plain(Float(forgetBias)) }
    if let chrono { initialisation.memory = .chrono(longest: chrono) }
    return initialisation
  }
}
