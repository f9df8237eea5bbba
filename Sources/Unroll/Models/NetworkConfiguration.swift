/// The shape of a recurrent network: what goes in, its layers, what comes out and how that is judged.
public struct NetworkConfiguration: Sendable, Codable, Equatable {
  /// What a network reads or predicts at each time step.
  public enum Port: Sendable, Codable, Equatable {
    /// One of `count` symbols.
    case symbols(count: Int)
    /// `size` real numbers.
    case values(size: Int)

    /// The width of a vector: one-hot for symbols.
    public var width: Int {
      switch self {
      case .symbols(let count): count
      case .values(let size): size
      }
    }
  }

  /// What the network reads: I values, or one of I symbols.
  public var input: Port
  /// The size D of the vectors that stand for input symbols; nil for one-hot vectors.
  public var embeddingSize: Int?
  /// How words are read by their characters; nil where symbols are all that is read.
  public var spelling: SpellingConfiguration?
  /// The kind of cell.
  public var cell: Cell
  /// The non-linearity h of the vanilla cell; other cells have their own.
  public var activation: Activation
  /// The number of hidden neurons of a layer and direction, H (N1 in the derivation).
  public var hiddenSize: Int
  /// Recurrent layers, each reading what the one below hands on.
  public var layers: Int
  /// Whether each layer reads the sequence in both directions; its outputs are 2 H wide.
  public var isBidirectional = false
  /// Whether layers from the second on add their input to their output.
  public var hasResidualConnections = false
  /// Whether the products of each gate are normalised over the neurons (Ba, Kiros and Hinton, 2016,
  /// arXiv:1607.06450).
  public var isNormalised = false
  /// Whether the state before the first time step is learned; otherwise it is zero.
  public var learnsInitialState = false
  /// Whether the embedding is also the weights of the output layer (Press and Wolf, 2017,
  /// arXiv:1608.05859).
  public var tiesWeights = false
  /// What is left out at random in training.
  public var dropout = DropoutRates()
  /// What the network predicts: K values, or one of K symbols (N2 in the derivation).
  public var output: Port
  /// How predictions are judged.
  public var loss: LossFunction

  /// Creates a configuration; nothing is checked before a network is made of it.
  ///
  /// - Parameters:
  ///   - input: what is read at a time step.
  ///   - embeddingSize: numbers that stand for a symbol; nil for one-hot symbols.
  ///   - cell: the kind of cell of all layers.
  ///   - hiddenSize: hidden neurons of a direction, H.
  ///   - layers: recurrent layers, L.
  ///   - activation: the non-linearity of vanilla cells.
  ///   - output: what is predicted.
  ///   - loss: nil for cross-entropy of symbols and the squared error of numbers.
  public init(
    input: Port, embeddingSize: Int? = nil, cell: Cell = .vanilla, hiddenSize: Int,
    layers: Int = 1, activation: Activation = .tanh, output: Port, loss: LossFunction? = nil
  ) {
    self.input = input
    self.embeddingSize = embeddingSize
    self.cell = cell
    self.hiddenSize = hiddenSize
    self.layers = layers
    self.activation = activation
    self.output = output
    self.loss = loss ?? .usual(for: output)
  }

  // MARK: Widths

  /// Directions of each layer: 1 or 2.
  public var directions: Int { isBidirectional ? 2 : 1 }

  /// The width of what a layer hands on: H, or 2 H in two directions.
  public var layerWidth: Int { hiddenSize * directions }

  /// The width of what a layer reads, the first one having index 0.
  public func inputWidth(layer: Int) -> Int {
    layer == 0 ? (embeddingSize ?? input.width) + spellingWidth : layerWidth
  }

  /// The width of the outputs o: K, or more for losses that take several outputs for a value.
  public var outputWidth: Int { output.width * loss.outputsPerTarget }
}
