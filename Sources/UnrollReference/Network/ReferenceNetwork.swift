// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The parameters keep the letters of the derivation, capitals included.

/// The recurrent network of the derivation, in Double.
///
///     z_t = W a_{t-1} + U x_t + b        (1)
///     a_t = h(z_t),  a_0 = 0             (2)
///     o_t = V a_t + c                    (3)
///     ŷ_t = softmax(o_t)  or  o_t        (4)
///
/// Shapes: U [H, I], W [H, H], b [H], V [K, H], c [K].
///
/// Everything is written to be read beside `Documentation/Derivation/VanillaCell.md`, whose equation
/// numbers the code cites. It is the oracle that the fast engine is judged by: plain loops, one
/// sequence at a time, nothing clever.
public struct ReferenceNetwork: Equatable, Sendable {
  /// The weights from the input to the hidden layer, [H, I].
  public private(set) var U: Matrix
  /// The weights from the hidden layer to itself one step later, [H, H].
  public private(set) var W: Matrix
  /// The biases of the hidden layer, [H].
  public private(set) var b: [Double]
  /// The weights from the hidden layer to the output, [K, H].
  public private(set) var V: Matrix
  /// The biases of the output, [K].
  public private(set) var c: [Double]
  /// The non-linearity h.
  public let activation: Activation
  /// The prediction and its loss.
  public let output: OutputKind

  /// A network with the given parameters, whose shapes must agree.
  public init(
    U: Matrix, W: Matrix, b: [Double], V: Matrix, c: [Double],
    activation: Activation = .tanh, output: OutputKind = .softmaxCrossEntropy
  ) {
    let H = b.count
    precondition(U.rows == H, "U has \(U.rows) rows, b has \(H) numbers")
    precondition(
      W.rows == H && W.columns == H, "W is \(W.rows) by \(W.columns), b has \(H) numbers")
    precondition(V.columns == H, "V has \(V.columns) columns, b has \(H) numbers")
    precondition(V.rows == c.count, "V has \(V.rows) rows, c has \(c.count) numbers")
    self.U = U
    self.W = W
    self.b = b
    self.V = V
    self.c = c
    self.activation = activation
    self.output = output
  }

  /// A network whose parameters are all zero.
  public init(
    shape: NetworkShape, activation: Activation = .tanh,
    output: OutputKind = .softmaxCrossEntropy
  ) {
    let (I, H, K) = (shape.inputSize, shape.hiddenSize, shape.outputSize)
    self.init(
      U: Matrix(rows: H, columns: I),
      W: Matrix(rows: H, columns: H),
      b: Array(repeating: 0, count: H),
      V: Matrix(rows: K, columns: H),
      c: Array(repeating: 0, count: K),
      activation: activation, output: output)
  }

  /// The sizes of the network.
  public var shape: NetworkShape {
    NetworkShape(inputSize: U.columns, hiddenSize: b.count, outputSize: c.count)
  }

  /// All parameters in one array: U, W, b, V, c, each row-major. See ``NetworkShape/slices``.
  ///
  /// The array that is set must have as many numbers as the network has parameters.
  public var flat: [Double] {
    get { U.values + W.values + b + V.values + c }
    set {
      let parts = shape.split(newValue)
      (U, W, b, V, c) = (parts.U, parts.W, parts.b, parts.V, parts.c)
    }
  }
}

extension NetworkShape {
  /// Cuts a flat array into the five parameter arrays.
  func split(
    _ flat: [Double]
  ) -> (U: Matrix, W: Matrix, b: [Double], V: Matrix, c: [Double]) {
    precondition(
      flat.count == parameterCount,
      "\(flat.count) numbers for a network of \(parameterCount) parameters")
    let parts = slices.map { Array(flat[$0.range]) }
    return (
      U: Matrix(rows: hiddenSize, columns: inputSize, values: parts[0]),
      W: Matrix(rows: hiddenSize, columns: hiddenSize, values: parts[1]),
      b: parts[2],
      V: Matrix(rows: outputSize, columns: hiddenSize, values: parts[3]),
      c: parts[4]
    )
  }
}
