import ArgumentParser
import Unroll

/// The options that shape the network.
struct NetworkArguments: ParsableArguments {
  @Option(
    help: """
      The kind of cell: vanilla (rnn), LSTM, GRU, or a minimal one, whose gates read the input alone. \
      (default: by job, as all without another default)
      """)
  var cell: Cell?

  @Option(help: "Recurrent layers, each reading the one below, 1 to 1024.")
  var layers: Int?

  @Option(help: "Hidden neurons of each layer, H, 1 to 16384.")
  var hidden: Int?

  @Option(
    help: ArgumentHelp(
      "Learn a vector of this many numbers for each symbol; with 0 symbols are one-hot.",
      valueName: "size"))
  var embedding: Int?

  @Option(help: "The non-linearity h of '--cell rnn'; other cells have their own.")
  var activation = Activation.tanh

  @Flag(
    inversion: .prefixedNo,
    help:
      "Read each sequence in both directions. (default: by job; words and texts read forward only)")
  var bidirectional: Bool?

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
    try Check.range("--embedding", embedding, 0...NetworkArguments.maximumHidden)
    try Check.range("--identity-scale", identityScale, 0...100)
    try Check.range("--forget-bias", forgetBias, -100...100)
    try Check.range("--chrono", chrono, 2...1_000_000_000)
    if identityScale != nil && recurrentInitialiser != .identity {
      throw ValidationError("--identity-scale goes with '--recurrent-initialiser identity'.")
    }
    if forgetBias != nil && chrono != nil {
      throw ValidationError("--forget-bias and --chrono exclude each other; give one of them.")
    }
  }
}
