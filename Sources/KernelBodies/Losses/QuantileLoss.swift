// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Public for inlining into the levels only; no product exports this module.

// Quantiles.

extension KernelSet {
  /// `L = Σ_q Σ_j max(τ_q (y_j - o_qj), (τ_q - 1)(y_j - o_qj))` for each row of Q levels' S outputs,
  /// one level after the other, and, scaled, `∂L/∂o = -τ` under the target, `1 - τ` above, zero at it.
  @inlinable
  public static func quantiles(
    _ operands: LossOperands, targets: UnsafePointer<Float>, stride: Int,
    levels: UnsafePointer<Float>, levelCount: Int
  ) {
    let size = operands.columns / levelCount
    let scale = operands.gradientScale
    for row in 0..<operands.rows {
      let target = targets + row &* stride
      var sums = Vector.zero
      for q in 0..<levelCount {
        let level = Vector(repeating: levels[q])
        let outputs = operands.outputs + (row &* operands.stride &+ q &* size)
        let gradient = operands.gradient.map { $0 + (row &* operands.gradientStride &+ q &* size) }
        var j = 0
        while j < size {
          let lanes = min(size &- j, 8)
          let distance = target.vector(j, first: lanes) - outputs.vector(j, first: lanes)
          let isUnder = distance .> 0
          sums += distance * (level - 1).replacing(with: level, where: isUnder)
          if let gradient {
            // Where neither holds, the distance is the slope: zero, or NaN.
            let slope = distance.replacing(with: -level * scale, where: isUnder)
              .replacing(with: (1 - level) * scale, where: distance .< 0)
            gradient.store(slope, j, first: lanes)
          }
          j &+= 8
        }
      }
      operands.losses[row] = sums.sum()
    }
  }
}
