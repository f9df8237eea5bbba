// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Public for inlining into the levels only; no product exports this module.

// Layer normalisation of products, gate by gate (Ba, Kiros and Hinton, 2016, arXiv:1607.06450).

/// Rows of products of `gates` gates, ``gateStride(hidden:)`` columns apart, each of `hidden`
/// neurons.
public struct NormalisationOperands {
  public var rows: Int
  public var hidden: Int
  public var gates: Int
  /// v, the products.
  public var products: Rows
  /// v̂ = (v - mean) / √(variance + ε)
  public var normalised: Rows
  /// 1 / √(variance + ε): a number for each gate.
  public var scales: Rows
  /// γ ⊙ v̂ + bias; may be the products' own memory.
  public var result: Rows
  public var gain: UnsafePointer<Float>
  public var bias: UnsafePointer<Float>

  @inlinable
  public init(
    rows: Int, hidden: Int, gates: Int, products: Rows, normalised: Rows, scales: Rows,
    result: Rows, gain: UnsafePointer<Float>, bias: UnsafePointer<Float>
  ) {
    self.rows = rows
    self.hidden = hidden
    self.gates = gates
    self.products = products
    self.normalised = normalised
    self.scales = scales
    self.result = result
    self.gain = gain
    self.bias = bias
  }
}

/// The way back through ``NormalisationOperands``.
public struct NormalisationGradientOperands {
  public var rows: Int
  public var hidden: Int
  public var gates: Int
  public var normalised: Rows
  public var scales: Rows
  public var gain: UnsafePointer<Float>
  /// ∂L/∂(γ ⊙ v̂ + bias)
  public var dResult: Rows
  /// ∂L/∂v; may be the memory of `dResult`.
  public var dProducts: Rows

  @inlinable
  public init(
    rows: Int, hidden: Int, gates: Int, normalised: Rows, scales: Rows,
    gain: UnsafePointer<Float>, dResult: Rows, dProducts: Rows
  ) {
    self.rows = rows
    self.hidden = hidden
    self.gates = gates
    self.normalised = normalised
    self.scales = scales
    self.gain = gain
    self.dResult = dResult
    self.dProducts = dProducts
  }
}

extension KernelSet {
  /// What is added to the variance.
  @inlinable @inline(__always)
  static var normalisationEpsilon: Float { 1e-5 }

  /// `γ ⊙ (v - mean(v)) / √(var(v) + ε) + bias` for each row and gate, `var` being the mean of the
  /// squared distances.
  @inlinable
  public static func normalise(_ operands: NormalisationOperands) {
    let hidden = operands.hidden
    let stride = gateStride(hidden: hidden)
    let share = 1 / Float(hidden)
    for row in 0..<operands.rows {
      for gate in 0..<operands.gates {
        let first = gate &* stride
        let v = UnsafePointer(operands.products.row(row) + first)
        let normalised = operands.normalised.row(row) + first
        let result = operands.result.row(row) + first
        let gain = operands.gain + first
        let bias = operands.bias + first
        let mean = sum(hidden) { v.vector($0, first: $1) } * share
        let variance =
          sum(hidden) { j, lanes in
            let distance = v.vector(j, first: lanes) - keepFirst(Vector(repeating: mean), lanes)
            return distance * distance
          } * share
        let scale = 1 / (variance + normalisationEpsilon).squareRoot()
        operands.scales.row(row)[gate] = scale
        var j = 0
        while j < hidden {
          let lanes = hidden &- j
          let value = (v.vector(j, first: lanes) - mean) * scale
          normalised.store(value, j, first: lanes)
          result.store(
            gain.vector(j, first: lanes) * value + bias.vector(j, first: lanes), j, first: lanes)
          j &+= 8
        }
      }
    }
  }

  /// `∂L/∂v = (g - mean(g) - v̂ mean(g ⊙ v̂)) / √(var(v) + ε)` with `g = γ ⊙ ∂L/∂result`.
  @inlinable
  public static func normaliseBackward(_ operands: NormalisationGradientOperands) {
    let hidden = operands.hidden
    let stride = gateStride(hidden: hidden)
    let share = 1 / Float(hidden)
    for row in 0..<operands.rows {
      for gate in 0..<operands.gates {
        let first = gate &* stride
        let normalised = UnsafePointer(operands.normalised.row(row) + first)
        let dResult = UnsafePointer(operands.dResult.row(row) + first)
        let dProducts = operands.dProducts.row(row) + first
        let gain = operands.gain + first
        let scale = operands.scales.row(row)[gate]
        let mean =
          sum(hidden) { gain.vector($0, first: $1) * dResult.vector($0, first: $1) } * share
        let slope =
          sum(hidden) { j, lanes in
            gain.vector(j, first: lanes) * dResult.vector(j, first: lanes)
              * normalised.vector(j, first: lanes)
          } * share
        var j = 0
        while j < hidden {
          let lanes = hidden &- j
          let g = gain.vector(j, first: lanes) * dResult.vector(j, first: lanes)
          let value = (g - mean - normalised.vector(j, first: lanes) * slope) * scale
          dProducts.store(value, j, first: lanes)
          j &+= 8
        }
      }
    }
  }

  /// The sum of vectors over `count` numbers, eight sums in flight; lanes beyond must be zero.
  @inlinable @inline(__always)
  static func sum(_ count: Int, _ term: (_ offset: Int, _ lanes: Int) -> Vector) -> Float {
    var sums = Vector.zero
    var j = 0
    while j < count {
      sums += term(j, count &- j)
      j &+= 8
    }
    return sums.sum()
  }

  /// The first `count` lanes of a vector, zero in the rest.
  @inlinable @inline(__always)
  static func keepFirst(_ vector: Vector, _ count: Int) -> Vector {
    if count >= 8 { return vector }
    var kept = Vector.zero
    for lane in 0..<max(count, 0) { kept[lane] = vector[lane] }
    return kept
  }
}
