// The immediate part of the forward recursion of derivatives.

/// The influence of the parameters on one part of the state, ∂s/∂θ, in panels: H rows, and for each
/// neuron i a stretch of `stretch` columns for the parameters of neuron i: for each gate its row of W
/// (if there is one), its row of U, its bias and its recurrent bias (if there is one). One gate of it.
public struct InfluenceOperands {
  /// Hidden neurons, H.
  public var hidden: Int
  /// Input values or symbols, I.
  public var inputs: Int
  /// Columns for the parameters of a neuron.
  public var stretch: Int
  /// Where the gate begins in them.
  public var start: Int
  /// The influence, in panels of `hidden` rows and sixteen columns.
  public var influence: UnsafeMutablePointer<Float>
  /// ∂s/∂X of the gate, one for each neuron.
  public var inputFactors: UnsafePointer<Float>
  /// ∂s/∂R of the gate, one for each neuron; nil for cells without recurrent weights.
  public var recurrentFactors: UnsafePointer<Float>?
  /// Whether the recurrent products have a bias.
  public var hasRecurrentBias: Bool
  /// a_{t-1}
  public var previous: UnsafePointer<Float>
  /// x_t, or nil when the input is the symbol `symbol`.
  public var input: UnsafePointer<Float>?
  /// The index of the one in a one-hot x_t.
  public var symbol: Int

  /// Creates the operands of one gate at one time step.
  @inlinable
  public init(
    hidden: Int, inputs: Int, stretch: Int, start: Int, influence: UnsafeMutablePointer<Float>,
    inputFactors: UnsafePointer<Float>, recurrentFactors: UnsafePointer<Float>?,
    hasRecurrentBias: Bool, previous: UnsafePointer<Float>, input: UnsafePointer<Float>?,
    symbol: Int
  ) {
    self.hidden = hidden
    self.inputs = inputs
    self.stretch = stretch
    self.start = start
    self.influence = influence
    self.inputFactors = inputFactors
    self.recurrentFactors = recurrentFactors
    self.hasRecurrentBias = hasRecurrentBias
    self.previous = previous
    self.input = input
    self.symbol = symbol
  }
}

extension KernelSet {
  /// `∂s/∂θ += diag(∂s/∂z) E` for one gate, where `E(v)[i, p, q] = [i = p] v[q]`, v being a_{t-1}
  /// for W, x_t for U and 1 for the biases.
  @inlinable
  public static func addImmediateInfluence(_ operands: InfluenceOperands) {
    let hidden = operands.hidden
    let inputs = operands.inputs
    for i in 0..<hidden {
      var column = i &* operands.stretch &+ operands.start
      if let factors = operands.recurrentFactors {
        for q in 0..<hidden {
          operands.influence[offset(i, column &+ q, hidden)] += factors[i] * operands.previous[q]
        }
        column &+= hidden
      }
      let factor = operands.inputFactors[i]
      if let input = operands.input {
        for q in 0..<inputs {
          operands.influence[offset(i, column &+ q, hidden)] += factor * input[q]
        }
      } else {
        operands.influence[offset(i, column &+ operands.symbol, hidden)] += factor
      }
      operands.influence[offset(i, column &+ inputs, hidden)] += factor
      if operands.hasRecurrentBias, let factors = operands.recurrentFactors {
        operands.influence[offset(i, column &+ inputs &+ 1, hidden)] += factors[i]
      }
    }
  }

  /// `C += diag(factors) A` for two matrices of `rows` rows in so many panels.
  @inlinable
  public static func addScaledRows(
    _ source: UnsafePointer<Float>, factors: UnsafePointer<Float>, rows: Int, panels: Int,
    into result: UnsafeMutablePointer<Float>
  ) {
    for panel in 0..<panels {
      for row in 0..<rows {
        let place = (panel &* rows &+ row) &* panelWidth
        let factor = Vector(repeating: factors[row])
        result.store(result.vector(place) + factor * source.vector(place), place)
        result.store(result.vector(place &+ 8) + factor * source.vector(place &+ 8), place &+ 8)
      }
    }
  }

  /// Where row `row` of column `column` stands in panels of `rows` rows.
  @inlinable @inline(__always)
  static func offset(_ row: Int, _ column: Int, _ rows: Int) -> Int {
    (column / panelWidth &* rows &+ row) &* panelWidth &+ column % panelWidth
  }
}
