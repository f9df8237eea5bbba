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
  public init(alphabet: Alphabet, network: Network, training: TrainingRecord? = nil) {
    let port = NetworkConfiguration.Port.symbols(count: alphabet.count)
    precondition(
      network.configuration.input == port && network.configuration.output == port,
      "a network of \(network.configuration) for \(alphabet.count) symbols")
    self.alphabet = alphabet
    self.network = network
    self.training = training
  }
}

/// What is remembered of a run of training.
public struct TrainingRecord: Sendable, Codable, Equatable {
  /// How the run went about it.
  public var options: TrainingOptions
  /// Epochs begun.
  public var epochs: Int
  /// The last epoch's training loss, in nats for each symbol.
  public var loss: Double?
  /// The saved network's validation loss.
  public var validationLoss: Double?
  /// Why it ended.
  public var reason: StopReason
  /// How many words were learned from, and judged by.
  public var words: WordCounts

  /// Words on the two sides of the split.
  public struct WordCounts: Sendable, Codable, Equatable {
    /// Words trained on.
    public var training: Int
    /// Words held out.
    public var validation: Int

    /// Creates counts.
    public init(training: Int, validation: Int) {
      self.training = training
      self.validation = validation
    }
  }

  /// Creates a record.
  public init(
    options: TrainingOptions, epochs: Int, loss: Double?, validationLoss: Double?,
    reason: StopReason, words: WordCounts
  ) {
    self.options = options
    self.epochs = epochs
    self.loss = loss
    self.validationLoss = validationLoss
    self.reason = reason
    self.words = words
  }
}

extension Dataset {
  /// Encodes words: the inputs of a word are the end symbol and its symbols, its targets are its
  /// symbols and the end symbol.
  ///
  /// - Throws: `DataError.unknownSymbol` for a symbol that the alphabet does not have.
  public init(words: some Sequence<String>, alphabet: Alphabet) throws(DataError) {
    var inputs: [Int32] = []
    var targets: [Int32] = []
    var lengths: [Int] = []
    for word in words {
      let symbols = try alphabet.encode(word)
      inputs.append(Alphabet.end)
      inputs.append(contentsOf: symbols)
      targets.append(contentsOf: symbols)
      targets.append(Alphabet.end)
      lengths.append(symbols.count + 1)
    }
    self.init(
      checkedInputs: .symbols(inputs, count: alphabet.count),
      targets: .symbols(targets, count: alphabet.count), lengths: lengths)
  }
}
