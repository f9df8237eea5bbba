// The immediate part of the forward recursion of derivatives.

/// The influence of the parameters on the state, ∂a/∂θ, in panels: H rows, and for each neuron i a
/// stretch of `stretch` columns for the parameters of neuron i: its row of W, of U, and its bias.
public struct InfluenceOperands {
  /// Hidden neurons, H.
  public var hidden: Int
  /// Input values or symbols, I.
  public var inputs: Int
  /// The influence, in panels of `hidden` rows and sixteen columns.
  public var influence: UnsafeMutablePointer<Float>
  /// h'(z_t), one for each neuron.
  public var derivatives: UnsafePointer<Float>
  /// a_{t-1}
  public var previous: UnsafePointer<Float>
  /// x_t, or nil when the input is the symbol `symbol`.
  public var input: UnsafePointer<Float>?
  /// The index of the one in a one-hot x_t.
  public var symbol: Int

  /// Creates the operands of one time step.
  @inlinable
  public init(
    hidden: Int, inputs: Int, influence: UnsafeMutablePointer<Float>,
    derivatives: UnsafePointer<Float>, previous: UnsafePointer<Float>,
    input: UnsafePointer<Float>?, symbol: Int
  ) {
    self.hidden = hidden
    self.inputs = inputs
    self.influence = influence
    self.derivatives = derivatives
    self.previous = previous
    self.input = input
    self.symbol = symbol
  }
}

extension KernelSet {
  /// `∂a/∂θ += diag(h') E`, where `E(v)[i, p, q] = [i = p] v[q]`, v being a_{t-1}, x_t and 1.
  @inlinable
  public static func addImmediateInfluence(_ operands: InfluenceOperands) {
    let hidden = operands.hidden
    let inputs = operands.inputs
    let stretch = hidden &+ inputs &+ 1
    for i in 0..<hidden {
      let factor = operands.derivatives[i]
      for q in 0..<hidden {
        operands.influence[offset(i, i &* stretch &+ q, hidden)] += factor * operands.previous[q]
      }
      if let input = operands.input {
        for q in 0..<inputs {
          operands.influence[offset(i, i &* stretch &+ hidden &+ q, hidden)] += factor * input[q]
        }
      } else {
        operands.influence[offset(i, i &* stretch &+ hidden &+ operands.symbol, hidden)] += factor
      }
      operands.influence[offset(i, i &* stretch &+ hidden &+ inputs, hidden)] += factor
    }
  }

  /// Where row `row` of column `column` stands in panels of `rows` rows.
  @inlinable @inline(__always)
  static func offset(_ row: Int, _ column: Int, _ rows: Int) -> Int {
    (column / panelWidth &* rows &+ row) &* panelWidth &+ column % panelWidth
  }
}
