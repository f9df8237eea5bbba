// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Public for inlining into the levels only; no product exports this module.

// Softmax and its cross-entropy.

/// The largest output of a row and the sum of the exponentials of the distances to it.
@usableFromInline
struct SoftmaxNormaliser {
  @usableFromInline let maximum: Float
  @usableFromInline let sum: Float

  /// The largest of `columns` outputs; what is NaN is passed over.
  @inlinable @inline(__always)
  static func maximum(_ outputs: UnsafePointer<Float>, columns: Int) -> Float {
    var largest = Vector(repeating: -.infinity)
    var i = 0
    while i &+ 8 <= columns {
      let o = outputs.vector(i)
      largest = largest.replacing(with: o, where: o .> largest)
      i &+= 8
    }
    var maximum = -Float.infinity
    for lane in 0..<8 where largest[lane] > maximum { maximum = largest[lane] }
    while i < columns {
      if outputs[i] > maximum { maximum = outputs[i] }
      i &+= 1
    }
    return maximum
  }

  /// Reads `columns` outputs, the largest of which is `maximum`; leaves `exp(o - max)` in
  /// `exponentials` when there is such memory.
  @inlinable @inline(__always)
  init<Kernels: KernelSet>(
    _ outputs: UnsafePointer<Float>, columns: Int, maximum: Float,
    exponentials: UnsafeMutablePointer<Float>?, using kernels: Kernels.Type
  ) {
    self.maximum = maximum
    let shift = Vector(repeating: maximum)
    var sums = Vector.zero
    var i = 0
    while i &+ 8 <= columns {
      let e = Exponential.flushedValue(outputs.vector(i) - shift, using: kernels)
      exponentials?.store(e, i)
      sums += e
      i &+= 8
    }
    if i < columns {
      let valid = columns &- i
      let e = Exponential.flushedValue(outputs.vector(i, first: valid) - shift, using: kernels)
      for lane in 0..<valid {
        sums[lane] += e[lane]
        exponentials?[i &+ lane] = e[lane]
      }
    }
    sum = sums.sum()
  }
}

extension KernelSet {
  /// `L = log Σ_j exp(o_j) - o_y` for each row, and `∂L/∂o = softmax(o) - onehot(y)`, scaled.
  ///
  /// Stable: the largest output is taken off first. NaN in a row gives NaN in its loss.
  @inlinable
  public static func softmaxCrossEntropy(_ operands: LossOperands, targets: UnsafePointer<Int32>) {
    let scale = operands.gradientScale
    for row in 0..<operands.rows {
      let outputs = operands.outputs + row &* operands.stride
      let gradient = operands.gradient.map { $0 + row &* operands.gradientStride }
      let target = Int(targets[row])
      // Read before the exponentials are stored: the gradient may take the outputs' own memory.
      let targetOutput = outputs[target]
      let normaliser = SoftmaxNormaliser(
        outputs, columns: operands.columns,
        maximum: SoftmaxNormaliser.maximum(outputs, columns: operands.columns),
        exponentials: gradient, using: Self.self)
      let margin = targetOutput - normaliser.maximum
      operands.losses[row] = naturalLogarithm(normaliser.sum) - margin
      if let gradient {
        let factor = scale / normaliser.sum
        for j in 0..<operands.columns { gradient[j] *= factor }
        gradient[target] -= scale
      }
    }
  }

  /// `ŷ = softmax(o)` for each row.
  @inlinable
  public static func softmax(
    _ logits: UnsafePointer<Float>, stride: Int, rows: Int, columns: Int,
    into probabilities: UnsafeMutablePointer<Float>, stride probabilityStride: Int
  ) {
    for row in 0..<rows {
      let target = probabilities + row &* probabilityStride
      let outputs = logits + row &* stride
      let normaliser = SoftmaxNormaliser(
        outputs, columns: columns, maximum: SoftmaxNormaliser.maximum(outputs, columns: columns),
        exponentials: target, using: Self.self)
      let factor = 1 / normaliser.sum
      for j in 0..<columns { target[j] *= factor }
    }
  }
}
