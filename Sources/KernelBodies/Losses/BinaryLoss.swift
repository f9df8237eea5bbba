// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Public for inlining into the levels only; no product exports this module.

// Independent binary outputs: logistic with cross-entropy.

extension KernelSet {
  /// `L = Σ_j log(1 + exp(o_j)) - y_j o_j` for each row, and `∂L/∂o = σ(o) - y`, scaled.
  ///
  /// Both signs of `o` are one case: with `t = exp(-|o|)` and the target's distance `u` to the side
  /// that `o` takes (`1 - y` from zero on, `y` below), `L = log(1 + t) + |o| u` and
  /// `∂L/∂o = ±(u - t / (1 + t))`. Nothing overflows and, for targets in 0...1, nothing cancels in
  /// the loss. NaN in a row gives NaN in its loss.
  @inlinable
  public static func binary(
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
        let o = outputs.vector(j, first: lanes)
        let y = target.vector(j, first: lanes)
        let isBelow = o .< 0
        let magnitude = o.replacing(with: -o, where: isBelow)
        let t = Exponential.flushedValue(-magnitude, using: Self.self)
        let u = (1 - y).replacing(with: y, where: isBelow)
        sums += (LogarithmOfOnePlus.value(t, using: Self.self) + magnitude * u).first(lanes)
        if let gradient {
          let slope = scale.replacing(with: -scale, where: isBelow) * (u - t / (1 + t))
          gradient.store(slope, j, first: lanes)
        }
        j &+= 8
      }
      operands.losses[row] = sums.sum()
    }
  }
}
