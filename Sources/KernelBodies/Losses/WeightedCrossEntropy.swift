// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Public for inlining into the levels only; no product exports this module.

// Cross-entropy with label smoothing and class weights.

/// What the losses of single symbols count for, of K symbols with weights w and smoothing ε.
public struct SymbolWeights {
  /// The target's own: `(1 - ε) w`.
  public var targets: UnsafePointer<Float>
  /// Every symbol's, whatever the target: `ε w / K`.
  public var shares: UnsafePointer<Float>

  @inlinable
  public init(targets: UnsafePointer<Float>, shares: UnsafePointer<Float>) {
    self.targets = targets
    self.shares = shares
  }
}

extension KernelSet {
  /// `L = v_y (-log ŷ_y) + Σ_k s_k (-log ŷ_k)` for each row, with `v` the targets' weights and `s`
  /// the shares, and `∂L/∂o = (v_y + Σ_k s_k) ŷ - v_y onehot(y) - s`, scaled.
  ///
  /// With `m` the largest output, `-log ŷ_k = log Σ_j exp(o_j - m) + (m - o_k)`: nothing in these
  /// sums is negative, so that nothing cancels. NaN in a row gives NaN in its loss.
  @inlinable
  public static func weightedCrossEntropy(
    _ operands: LossOperands, targets: UnsafePointer<Int32>, weights: SymbolWeights
  ) {
    let (columns, scale) = (operands.columns, operands.gradientScale)
    var total: Float = 0
    for j in 0..<columns { total += weights.shares[j] }
    for row in 0..<operands.rows {
      let outputs = operands.outputs + row &* operands.stride
      let gradient = operands.gradient.map { $0 + row &* operands.gradientStride }
      let target = Int(targets[row])
      let maximum = SoftmaxNormaliser.maximum(outputs, columns: columns)
      // Read before the exponentials are stored: the gradient may take the outputs' own memory.
      let distance = maximum - outputs[target]
      let shared = weightedDistances(
        outputs, to: maximum, weights: weights.shares, columns: columns)
      let normaliser = SoftmaxNormaliser(
        outputs, columns: columns, maximum: maximum, exponentials: gradient, using: Self.self)
      let logarithm = naturalLogarithm(normaliser.sum)
      let weight = weights.targets[target]
      let own = weight > 0 ? weight * (logarithm + distance) : 0
      operands.losses[row] = own + (total * logarithm + shared)
      if let gradient {
        let factor = (weight + total) * scale / normaliser.sum
        for j in 0..<columns { gradient[j] = factor * gradient[j] - scale * weights.shares[j] }
        gradient[target] -= scale * weight
      }
    }
  }

  /// `Σ_k s_k (m - o_k)`; a distance that overflows counts nothing where its weight is zero.
  @inlinable @inline(__always)
  static func weightedDistances(
    _ outputs: UnsafePointer<Float>, to maximum: Float, weights: UnsafePointer<Float>, columns: Int
  ) -> Float {
    var sums = Vector.zero
    var j = 0
    while j < columns {
      let lanes = min(columns &- j, 8)
      let weight = weights.vector(j, first: lanes)
      let distance = Vector(repeating: maximum) - outputs.vector(j, first: lanes)
      sums += (weight * distance).replacing(with: 0, where: weight .== 0)
      j &+= 8
    }
    return sums.sum()
  }
}
