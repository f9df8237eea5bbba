/// A network that predicts each symbol of a text from those before it, and the alphabet that gives the
/// symbols meaning.
///
/// The end symbol opens and closes each document; a text that goes on opens with it all the same.
public struct TextModel: Sendable, Equatable {
  /// The symbols; index 0 is the end symbol.
  public let alphabet: Alphabet
  /// What stands between the documents of a file; empty where a file is one document.
  public let separator: String
  /// The network, with as many inputs and outputs as the alphabet has symbols.
  public var network: Network
  /// How the network was trained, if it is known.
  public var training: TrainingRecord?

  /// Creates a model of a network that fits the alphabet and reads forward only, which is a programmer's
  /// duty: one that also reads backward would be shown the very symbols that it is to predict.
  public init(
    alphabet: Alphabet, separator: String = "", network: Network, training: TrainingRecord? = nil
  ) {
    let port = NetworkConfiguration.Port.symbols(count: alphabet.count)
    precondition(
      network.configuration.input == port && network.configuration.output == port,
      "a network of \(network.configuration) for \(alphabet.count) symbols")
    precondition(
      !network.configuration.isBidirectional, "texts need a network that reads forward only")
    self.alphabet = alphabet
    self.separator = separator
    self.network = network
    self.training = training
  }
}
