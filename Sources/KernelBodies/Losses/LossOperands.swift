// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Public for inlining into the levels only; no product exports this module.

// Losses of rows of outputs, each fused with its gradient: what all of them share.

/// Rows of outputs `o` [rows × columns] and where their losses and gradients go.
public struct LossOperands {
  public var rows: Int
  public var columns: Int
  public var outputs: UnsafePointer<Float>
  public var stride: Int
  /// One loss for each row.
  public var losses: UnsafeMutablePointer<Float>
  /// The gradient of the loss by the outputs, times `gradientScale`; nil when it isn't wanted. It may
  /// take the outputs' own memory.
  public var gradient: UnsafeMutablePointer<Float>?
  public var gradientStride: Int
  public var gradientScale: Float

  @inlinable
  public init(
    rows: Int, columns: Int, outputs: UnsafePointer<Float>, stride: Int,
    losses: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>?,
    gradientStride: Int, gradientScale: Float
  ) {
    self.rows = rows
    self.columns = columns
    self.outputs = outputs
    self.stride = stride
    self.losses = losses
    self.gradient = gradient
    self.gradientStride = gradientStride
    self.gradientScale = gradientScale
  }
}

extension SIMD8<Float> {
  /// The first `count` lanes, and zero in the rest.
  @inlinable @inline(__always)
  func first(_ count: Int) -> Vector {
    let lanes = SIMD8<Int32>(0, 1, 2, 3, 4, 5, 6, 7)
    return replacing(with: 0, where: lanes .>= Int32(truncatingIfNeeded: count))
  }
}
