// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Public for inlining into the levels only; no product exports this module.

// C += Aᵀ B over the rows of A and B: the gradient of a weight matrix over all time steps at once.
//
// The rows are positions (time step and batch row). Where the batch shrinks over time, the rows of
// B that belong to consecutive rows of A have gaps; segments tell where each stretch lies.

/// A stretch of rows: `count` rows of A from `left` on meet as many rows of B from `right` on.
public struct RowSegment: Sendable, Equatable {
  public var left: Int
  public var right: Int
  public var count: Int

  @inlinable
  public init(left: Int, right: Int, count: Int) {
    self.left = left
    self.right = right
    self.count = count
  }
}

/// The operands of `C[i, j] += Σ_r A[r, i] · B[r, j]` for `i` in `rowRange` and all `j < columns`.
public struct TransposedProductOperands {
  public var segments: UnsafePointer<RowSegment>
  public var segmentCount: Int
  /// Columns of A, which are rows of the result, to compute.
  public var rowRange: Range<Int>
  /// Columns of B and of the result.
  public var columns: Int
  public var left: UnsafePointer<Float>
  public var leftStride: Int
  public var right: UnsafePointer<Float>
  public var rightStride: Int
  /// The result, row-major; here the stride need not be a multiple of a panel.
  public var result: UnsafeMutablePointer<Float>
  public var resultStride: Int

  @inlinable
  public init(
    segments: UnsafePointer<RowSegment>, segmentCount: Int, rowRange: Range<Int>, columns: Int,
    left: UnsafePointer<Float>, leftStride: Int, right: UnsafePointer<Float>, rightStride: Int,
    result: UnsafeMutablePointer<Float>, resultStride: Int
  ) {
    self.segments = segments
    self.segmentCount = segmentCount
    self.rowRange = rowRange
    self.columns = columns
    self.left = left
    self.leftStride = leftStride
    self.right = right
    self.rightStride = rightStride
    self.result = result
    self.resultStride = resultStride
  }
}

@usableFromInline
package struct TransposedTile<let rows: Int> {
  /// Adds the segments' sums to the tile of `rows` × 16 results at (`row`, `column`).
  @inlinable @inline(__always)
  static func accumulate<Kernels: KernelSet>(
    _ operands: TransposedProductOperands, segments: Range<Int>, row: Int, column: Int,
    using kernels: Kernels.Type
  ) {
    let result = operands.result
    let valid = operands.columns &- column
    var low = InlineArray<rows, Vector>(repeating: .zero)
    var high = InlineArray<rows, Vector>(repeating: .zero)
    for r in 0..<rows {
      let offset = (row &+ r) &* operands.resultStride &+ column
      low[r] = result.vector(offset, first: valid)
      high[r] = result.vector(offset &+ 8, first: valid &- 8)
    }
    for s in segments {
      let segment = operands.segments[s]
      var a = operands.left + (segment.left &* operands.leftStride &+ row)
      var b = operands.right + (segment.right &* operands.rightStride &+ column)
      for _ in 0..<segment.count {
        let b0 = b.vector(0)
        let b1 = b.vector(8)
        for r in 0..<rows {
          let x = Vector(repeating: a[r])
          low[r] = kernels.multiplyAdd(x, b0, low[r])
          high[r] = kernels.multiplyAdd(x, b1, high[r])
        }
        a += operands.leftStride
        b += operands.rightStride
      }
    }
    for r in 0..<rows {
      let offset = (row &+ r) &* operands.resultStride &+ column
      result.store(low[r], offset, first: valid)
      result.store(high[r], offset &+ 8, first: valid &- 8)
    }
  }
}

extension KernelSet {
  /// Positions that are summed before the next tile is taken up, so that they stay in cache.
  @inlinable @inline(__always)
  static var positionBlock: Int { 128 }

  /// `C[i, j] += Σ_r A[r, i] · B[r, j]`, the sum in the order of the segments.
  @inlinable
  public static func transposedProduct(_ operands: TransposedProductOperands) {
    var first = 0
    while first < operands.segmentCount {
      var last = first
      var positions = 0
      while last < operands.segmentCount && (last == first || positions < positionBlock) {
        positions &+= operands.segments[last].count
        last &+= 1
      }
      var column = 0
      while column < operands.columns {
        transposedStripe(operands, segments: first..<last, column: column)
        column &+= panelWidth
      }
      first = last
    }
  }

  @inlinable @inline(__always)
  static func transposedStripe(
    _ operands: TransposedProductOperands, segments: Range<Int>, column: Int
  ) {
    var row = operands.rowRange.lowerBound
    let end = operands.rowRange.upperBound
    if tileRows >= 6 {
      while row &+ 6 <= end {
        TransposedTile<6>.accumulate(
          operands, segments: segments, row: row, column: column, using: Self.self)
        row &+= 6
      }
    }
    if tileRows >= 4 {
      while row &+ 4 <= end {
        TransposedTile<4>.accumulate(
          operands, segments: segments, row: row, column: column, using: Self.self)
        row &+= 4
      }
    }
    while row &+ 2 <= end {
      TransposedTile<2>.accumulate(
        operands, segments: segments, row: row, column: column, using: Self.self)
      row &+= 2
    }
    if row < end {
      TransposedTile<1>.accumulate(
        operands, segments: segments, row: row, column: column, using: Self.self)
    }
  }
}
