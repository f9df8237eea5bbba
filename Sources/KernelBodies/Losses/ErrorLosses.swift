// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Public for inlining into the levels only; no product exports this module.

// Errors of numbers: squares and magnitudes of differences.

extension KernelSet {
  /// `L = Σ_j (o_j - y_j)²` for each row, and `∂L/∂o = 2 (o - y)`, scaled.
  @inlinable
  public static func squaredError(
    _ operands: LossOperands, targets: UnsafePointer<Float>, stride: Int
  ) {
    for row in 0..<operands.rows {
      let outputs = operands.outputs + row &* operands.stride
      let target = targets + row &* stride
      var loss: Float = 0
      for j in 0..<operands.columns {
        let difference = outputs[j] - target[j]
        loss += difference * difference
        if let gradient = operands.gradient {
          gradient[row &* operands.gradientStride &+ j] = 2 * difference * operands.gradientScale
        }
      }
      operands.losses[row] = loss
    }
  }

  /// `L = Σ_j |o_j - y_j|` for each row, and `∂L/∂o = sign(o - y)`, scaled; zero where they are equal.
  @inlinable
  public static func absoluteError(
    _ operands: LossOperands, targets: UnsafePointer<Float>, stride: Int
  ) {
    let scale = Vector(repeating: operands.gradientScale)
    for row in 0..<operands.rows {
      let outputs = operands.outputs + row &* operands.stride
      let target = targets + row &* stride
      let gradient = operands.gradient.map { $0 + row &* operands.gradientStride }
      var sums = Vector.zero
      var j = 0
      while j < operands.columns {
        let lanes = min(operands.columns &- j, 8)
        let difference = outputs.vector(j, first: lanes) - target.vector(j, first: lanes)
        let bits = unsafeBitCast(difference, to: SIMD8<UInt32>.self)
        sums += unsafeBitCast(bits & 0x7FFF_FFFF, to: Vector.self)
        if let gradient {
          // Where neither holds, the difference is its own sign: zero, or NaN.
          let slope = difference.replacing(with: scale, where: difference .> 0)
            .replacing(with: -scale, where: difference .< 0)
          gradient.store(slope, j, first: lanes)
        }
        j &+= 8
      }
      operands.losses[row] = sums.sum()
    }
  }
}
