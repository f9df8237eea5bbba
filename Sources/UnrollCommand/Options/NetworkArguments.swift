import ArgumentParser
import Foundation
import Unroll

/// The options that shape the network.
struct NetworkArguments: ParsableArguments {
  @Option(
    help: """
      The kind of cell: vanilla (rnn), LSTM, GRU, or a minimal one, whose gates read the input alone.
      """)
  var cell = Cell.vanilla

  @Option(help: "Recurrent layers, each reading the one below, 1 to 1024.")
  var layers = 1

  @Option(help: "Hidden neurons of each layer, H, 1 to 16384.")
  var hidden = 128

  @Option(
    help: ArgumentHelp(
      "Learn a vector of this many numbers for each symbol; without it symbols are one-hot.",
      valueName: "size"))
  var embedding: Int?

  @Option(help: "The non-linearity h of '--cell rnn'; other cells have their own.")
  var activation = Activation.tanh

  @Flag(help: "Normalise the products of each gate over the neurons (layer normalisation).")
  var normalise = false

  @Flag(help: "Add what a layer reads to what it hands on, from the second layer on.")
  var residual = false

  @Flag(help: "Learn the state before the first symbol, which otherwise is zero.")
  var learnInitialState = false

  @Flag(help: "Let the embedding be the output's weights too; its size must be that of --hidden.")
  var tie = false

  @Option(help: "How weights start.")
  var initialiser = Initialiser.xavierUniform

  @Option(help: "How recurrent weights start: as the others do, orthogonal, or as the identity.")
  var recurrentInitialiser = RecurrentInitialiserArgument.same

  @Option(help: "Factor on the identity of '--recurrent-initialiser identity'. (default: 1)")
  var identityScale: Double?

  @Option(
    help: ArgumentHelp(
      """
      The first bias of the gate that remembers. (default: 1 where it is a forget gate, otherwise 0)
      """, valueName: "bias"))
  var forgetBias: Double?

  @Option(
    help: ArgumentHelp(
      "Draw the biases of gates that remember, for memories of up to this many time steps.",
      valueName: "steps"))
  var chrono: Int?

  /// The most hidden neurons, and the longest vectors of symbols, that the command takes.
  static let maximumHidden = 16_384

  func validate() throws {
    try Check.range("--layers", layers, 1...NetworkConfiguration.maximumLayers)
    try Check.range("--hidden", hidden, 1...NetworkArguments.maximumHidden)
    try Check.range("--embedding", embedding, 1...NetworkArguments.maximumHidden)
    try Check.range("--identity-scale", identityScale, 0...100)
    try Check.range("--forget-bias", forgetBias, -100...100)
    try Check.range("--chrono", chrono, 2...1_000_000_000)
    if identityScale != nil && recurrentInitialiser != .identity {
      throw ValidationError("--identity-scale goes with '--recurrent-initialiser identity'.")
    }
    if forgetBias != nil && chrono != nil {
      throw ValidationError("--forget-bias and --chrono exclude each other; give one of them.")
    }
    if activation != .tanh && cell != .vanilla {
      throw ValidationError(
        "--activation goes with '--cell rnn': \(cell.name) has non-linearities of its own.")
    }
    if residual && layers == 1 {
      throw ValidationError("--residual goes with '--layers 2' or more.")
    }
    if tie && embedding != hidden {
      throw ValidationError(
        "--tie needs '--embedding \(hidden)': the embedding is to be the output's weights, which read "
          + "--hidden numbers.")
    }
  }

  /// The network's shape for so many symbols.
  func configuration(
    symbols: Int, loss: LossFunction = .crossEntropy(), dropout: DropoutRates = DropoutRates()
  ) -> NetworkConfiguration {
    let port = NetworkConfiguration.Port.symbols(count: symbols)
    var configuration = NetworkConfiguration(
      input: port, embeddingSize: embedding, cell: cell, hiddenSize: hidden, layers: layers,
      activation: activation, output: port, loss: loss)
    configuration.hasResidualConnections = residual
    configuration.isNormalised = normalise
    configuration.learnsInitialState = learnInitialState
    configuration.tiesWeights = tie
    configuration.dropout = dropout
    return configuration
  }

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

  /// A freshly drawn network for words.
  func network(
    for words: WordData, _ regularisation: RegularisationArguments, seed: UInt64,
    recomputes: Bool = false
  ) throws -> Network {
    let configuration = configuration(
      symbols: words.alphabet.count, loss: regularisation.loss, dropout: regularisation.rates)
    try TrainingMemory(configuration, words, recomputes: recomputes).check(
      available: Double(ProcessInfo.processInfo.physicalMemory))
    return try network(configuration, seed: seed)
  }

  /// A freshly drawn network.
  func network(_ configuration: NetworkConfiguration, seed: UInt64) throws -> Network {
    do {
      return try Network(configuration, initialisation: initialisation, seed: seed)
    } catch {
      throw CommandFailure(.usage, error.description)
    }
  }
}
