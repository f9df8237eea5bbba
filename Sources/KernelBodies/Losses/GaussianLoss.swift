// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Public for inlining into the levels only; no product exports this module.

// The negative logarithm of a normal density with predicted mean and variance.

extension KernelSet {
  /// `L = Σ_j ½ (ℓ_j + z_j² + log 2π)` with `z = (μ - y) exp(-ℓ/2)` for each row of S means μ and
  /// S logarithms of variances ℓ, limited to ±20; and, scaled,
  /// `∂L/∂μ = z exp(-ℓ/2)`, `∂L/∂ℓ = ½ (1 - z²)`, which is zero beyond the limits.
  ///
  /// The difference is divided by the deviation before it is squared: the loss overflows only where
  /// its true value does. NaN in a row gives NaN in its loss.
  @inlinable
  public static func gaussian(
    _ operands: LossOperands, targets: UnsafePointer<Float>, stride: Int
  ) {
    let size = operands.columns / 2
    let scale = operands.gradientScale
    let limit = Vector(repeating: 20)
    // ½ log 2π
    let constant: Float = 0.918_938_533
    for row in 0..<operands.rows {
      let means = operands.outputs + row &* operands.stride
      let logVariances = means + size
      let target = targets + row &* stride
      let gradient = operands.gradient.map { $0 + row &* operands.gradientStride }
      var sums = Vector.zero
      var j = 0
      while j < size {
        let lanes = min(size &- j, 8)
        let logVariance = logVariances.vector(j, first: lanes)
        let isHigh = logVariance .> limit
        let isLow = logVariance .< -limit
        let limited = logVariance.replacing(with: limit, where: isHigh)
          .replacing(with: -limit, where: isLow)
        let precision = Exponential.flushedValue(-0.5 * limited, using: Self.self)
        let z = (means.vector(j, first: lanes) - target.vector(j, first: lanes)) * precision
        let halfSquare = 0.5 * z * z
        sums += (0.5 * limited + (halfSquare + constant)).first(lanes)
        if let gradient {
          let slope = (0.5 - halfSquare).replacing(with: 0, where: isHigh .| isLow)
          gradient.store(scale * (z * precision), j, first: lanes)
          gradient.store(scale * slope, size &+ j, first: lanes)
        }
        j &+= 8
      }
      operands.losses[row] = sums.sum()
    }
  }
}
