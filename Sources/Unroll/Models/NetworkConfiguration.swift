/// The shape of a recurrent network: what goes in, how wide the hidden layer is, what comes out.
public struct NetworkConfiguration: Sendable, Codable, Equatable {
  /// What a network reads or predicts at each time step.
  public enum Port: Sendable, Codable, Equatable {
    /// One of `count` symbols: one-hot inputs, or a softmax over outputs with cross-entropy.
    case symbols(count: Int)
    /// `size` real numbers: inputs as they are, or identity outputs with squared error.
    case values(size: Int)

    /// The width of the input or output vector.
    public var width: Int {
      switch self {
      case .symbols(let count): count
      case .values(let size): size
      }
    }
  }

  /// What the network reads: I values, or one of I symbols.
  public var input: Port
  /// The number of hidden neurons, H (N1 in the derivation).
  public var hiddenSize: Int
  /// The non-linearity h.
  public var activation: Activation
  /// What the network predicts: K values, or one of K symbols (N2 in the derivation).
  public var output: Port

  /// The most parameters a network may have: 2^31, eight gigabytes of floats.
  public static let maximumParameterCount = 1 << 31

  /// Creates a configuration; nothing is checked before a network is made of it.
  public init(input: Port, hiddenSize: Int, activation: Activation = .tanh, output: Port) {
    self.input = input
    self.hiddenSize = hiddenSize
    self.activation = activation
    self.output = output
  }

  /// Throws when a size is not positive or the network would be larger than
  /// ``maximumParameterCount``. Nothing is allocated; the arithmetic can't overflow.
  public func validate() throws(NetworkError) {
    for (name, size) in [
      ("input", input.width), ("hidden", hiddenSize), ("output", output.width),
    ] where size < 1 || size > NetworkConfiguration.maximumParameterCount {
      throw .impossibleSize(name: name, size: size)
    }
    let (i, h, k) = (Double(input.width), Double(hiddenSize), Double(output.width))
    let count = h * (i + h + 1) + k * (h + 1)
    if count > Double(NetworkConfiguration.maximumParameterCount) {
      throw .tooManyParameters(count: count)
    }
  }

  /// The layout of the parameters: U [H, I], W [H, H], b [H], V [K, H], c [K].
  public var parameterTable: ParameterTable {
    ParameterTable([
      ("U", hiddenSize, input.width), ("W", hiddenSize, hiddenSize), ("b", hiddenSize, nil),
      ("V", output.width, hiddenSize), ("c", output.width, nil),
    ])
  }
}
