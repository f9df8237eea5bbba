/// A network that writes words: symbols in, symbols out, and the alphabet that gives them meaning.
///
/// A word is a sequence of symbols; one end symbol opens it as the first input and closes it as
/// the last target.
public struct WordModel: Sendable, Equatable {
  /// The symbols; index 0 is the end symbol.
  public let alphabet: Alphabet
  /// The network, with as many inputs and outputs as the alphabet has symbols.
  public var network: Network
  /// How the network was trained, if it is known.
  public var training: TrainingRecord?

  /// Creates a model of a network that fits the alphabet.
  ///
  /// The network must read forward only, which is a programmer's duty: one that also reads backward
  /// would be shown the very symbols that it is to predict, and could not write at all.
  public init(alphabet: Alphabet, network: Network, training: TrainingRecord? = nil) {
    let port = NetworkConfiguration.Port.symbols(count: alphabet.count)
    precondition(
      network.configuration.input == port && network.configuration.output == port,
      "a network of \(network.configuration) for \(alphabet.count) symbols")
    precondition(
      !network.configuration.isBidirectional, "words need a network that reads forward only")
    self.alphabet = alphabet
    self.network = network
    self.training = training
  }
}
