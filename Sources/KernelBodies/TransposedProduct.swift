// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Public for inlining into the levels only; no product exports this module.

// C += Aᵀ B over the rows of A and B: the gradient of a weight matrix over all time steps at once.
//
// The rows are positions (time step and batch row). Where the batch shrinks over time, the rows of
// B that belong to consecutive rows of A have gaps; segments tell where each stretch lies.
//
// Of wide matrices, a block of positions at a time is copied together, A in tiles and B in stripes: in
// place, each position would lie in a page of its own, and the processor keeps the places of a few
// dozen pages at hand.

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
  /// Room for ``scratchCount`` floats.
  public var scratch: UnsafeMutablePointer<Float>

  @inlinable
  public init(
    segments: UnsafePointer<RowSegment>, segmentCount: Int, rowRange: Range<Int>, columns: Int,
    left: UnsafePointer<Float>, leftStride: Int, right: UnsafePointer<Float>, rightStride: Int,
    result: UnsafeMutablePointer<Float>, resultStride: Int,
    scratch: UnsafeMutablePointer<Float>
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
    self.scratch = scratch
  }

  /// Positions that are summed before the next tile is taken up, so that they stay in cache.
  @inlinable @inline(__always)
  public static var positionBlock: Int { 128 }

  /// Rows of the result whose copies are made at once.
  @inlinable @inline(__always)
  static var rowGroup: Int { 512 }

  /// The floats of scratch memory that a product takes.
  @inlinable
  public static var scratchCount: Int { positionBlock &* (rowGroup &+ panelWidth) &+ panelWidth }

  /// Whether rows are so wide that they are copied together before they are summed, and there are
  /// enough columns and positions for the copies to pay.
  @inlinable @inline(__always)
  func areCopied(positions: Int) -> Bool {
    max(leftStride, rightStride) > 256 && columns > 48 && positions >= 64
      && positions <= TransposedProductOperands.positionBlock
  }
}

/// Rows of A and B to sum over: stretches of positions of the matrices, or copies of them.
@usableFromInline
package struct SummedRows {
  @usableFromInline var segments: UnsafePointer<RowSegment>
  @usableFromInline var segmentCount: Int
  @usableFromInline var left: UnsafePointer<Float>
  @usableFromInline var leftStride: Int
  @usableFromInline var right: UnsafePointer<Float>
  @usableFromInline var rightStride: Int

  @inlinable @inline(__always)
  init(
    segments: UnsafePointer<RowSegment>, segmentCount: Int, left: UnsafePointer<Float>,
    leftStride: Int, right: UnsafePointer<Float>, rightStride: Int
  ) {
    self.segments = segments
    self.segmentCount = segmentCount
    self.left = left
    self.leftStride = leftStride
    self.right = right
    self.rightStride = rightStride
  }
}

/// A register tile of `rows` rows and `vectors` vectors of eight columns.
@usableFromInline
package struct TransposedTile<let rows: Int, let vectors: Int> {
  /// Adds the sums to the tile of results at `result`.
  ///
  /// - Parameter valid: how many of the tile's columns there are; nil for all.
  @inlinable @inline(__always)
  static func accumulate<Kernels: KernelSet>(
    _ summed: SummedRows, into result: UnsafeMutablePointer<Float>, stride: Int, valid: Int?,
    using kernels: Kernels.Type
  ) {
    var sums = InlineArray<rows, InlineArray<vectors, Vector>>(
      repeating: InlineArray<vectors, Vector>(repeating: .zero))
    for r in 0..<rows {
      for v in 0..<vectors {
        let place = r &* stride &+ v &* 8
        if let valid {
          sums[r][v] = result.vector(place, first: valid &- v &* 8)
        } else {
          sums[r][v] = result.vector(place)
        }
      }
    }
    for s in 0..<summed.segmentCount {
      let segment = summed.segments[s]
      var a = summed.left + segment.left &* summed.leftStride
      var b = summed.right + segment.right &* summed.rightStride
      for _ in 0..<segment.count {
        var y = InlineArray<vectors, Vector>(repeating: .zero)
        for v in 0..<vectors { y[v] = b.vector(v &* 8) }
        for r in 0..<rows {
          let x = Vector(repeating: a[r])
          for v in 0..<vectors { sums[r][v] = kernels.multiplyAdd(x, y[v], sums[r][v]) }
        }
        a += summed.leftStride
        b += summed.rightStride
      }
    }
    for r in 0..<rows {
      for v in 0..<vectors {
        let place = r &* stride &+ v &* 8
        if let valid {
          result.store(sums[r][v], place, first: valid &- v &* 8)
        } else {
          result.store(sums[r][v], place)
        }
      }
    }
  }
}

/// One or two vectors of columns of the result.
@usableFromInline
package struct TransposedStripe<let vectors: Int> {
  /// A tile as tall as the level's registers allow.
  @inlinable @inline(__always)
  static func accumulate<Kernels: KernelSet>(
    _ summed: SummedRows, rows: Int, into result: UnsafeMutablePointer<Float>, stride: Int,
    valid: Int?, using kernels: Kernels.Type
  ) {
    switch rows {
    case 6 where kernels.tileRows >= 6:
      TransposedTile<6, vectors>.accumulate(
        summed, into: result, stride: stride, valid: valid, using: kernels)
    case 5 where kernels.tileRows >= 5:
      TransposedTile<5, vectors>.accumulate(
        summed, into: result, stride: stride, valid: valid, using: kernels)
    case 4 where kernels.tileRows >= 4:
      TransposedTile<4, vectors>.accumulate(
        summed, into: result, stride: stride, valid: valid, using: kernels)
    case 3 where kernels.tileRows >= 3:
      TransposedTile<3, vectors>.accumulate(
        summed, into: result, stride: stride, valid: valid, using: kernels)
    case 2:
      TransposedTile<2, vectors>.accumulate(
        summed, into: result, stride: stride, valid: valid, using: kernels)
    default:
      TransposedTile<1, vectors>.accumulate(
        summed, into: result, stride: stride, valid: valid, using: kernels)
    }
  }
}

extension KernelSet {
  /// `C[i, j] += Σ_r A[r, i] · B[r, j]`, the sum in the order of the segments.
  @inlinable
  public static func transposedProduct(_ operands: TransposedProductOperands) {
    guard !operands.rowRange.isEmpty else { return }
    var first = 0
    while first < operands.segmentCount {
      // Whole segments, so many as fit in a block; one that is larger has a block of its own.
      var last = first &+ 1
      var positions = operands.segments[first].count
      while last < operands.segmentCount,
        positions &+ operands.segments[last].count <= TransposedProductOperands.positionBlock
      {
        positions &+= operands.segments[last].count
        last &+= 1
      }
      if operands.areCopied(positions: positions) {
        var group = operands
        var row = operands.rowRange.lowerBound
        while row < operands.rowRange.upperBound {
          let end = min(
            row &+ TransposedProductOperands.rowGroup, operands.rowRange.upperBound)
          group.rowRange = row..<end
          sumCopies(group, segments: first..<last, positions: positions)
          row = end
        }
      } else {
        sumInPlace(operands, segments: first..<last)
      }
      first = last
    }
  }

  @inlinable @inline(__always)
  static func sumInPlace(_ operands: TransposedProductOperands, segments: Range<Int>) {
    var column = 0
    while column < operands.columns {
      let tiles = RowTiles(operands.rowRange, limit: tileRows)
      for tile in 0..<tiles.count {
        let rows = tiles.rows(tile)
        let summed = SummedRows(
          segments: operands.segments + segments.lowerBound, segmentCount: segments.count,
          left: operands.left + rows.lowerBound, leftStride: operands.leftStride,
          right: operands.right + column, rightStride: operands.rightStride)
        accumulate(summed, operands, rows: rows, column: column)
      }
      column &+= panelWidth
    }
  }

  @inlinable @inline(__always)
  static func sumCopies(
    _ operands: TransposedProductOperands, segments: Range<Int>, positions: Int
  ) {
    let tiles = RowTiles(operands.rowRange, limit: tileRows)
    let stripe = operands.scratch
    let copies = operands.scratch + TransposedProductOperands.positionBlock &* panelWidth
    for tile in 0..<tiles.count {
      let rows = tiles.rows(tile)
      var target = copies + (rows.lowerBound &- operands.rowRange.lowerBound) &* positions
      for s in segments {
        let segment = operands.segments[s]
        var a = operands.left + (segment.left &* operands.leftStride &+ rows.lowerBound)
        // A whole vector may be read but at the end of a row, and what is written too much is
        // overwritten by what comes next.
        let isWhole = rows.lowerBound &+ 8 <= operands.leftStride
        for _ in 0..<segment.count {
          target.store(isWhole ? a.vector(0) : a.vector(0, first: rows.count), 0)
          a += operands.leftStride
          target += rows.count
        }
      }
    }
    var all = RowSegment(left: 0, right: 0, count: positions)
    withUnsafePointer(to: &all) { all in
      var column = 0
      while column < operands.columns {
        var target = stripe
        for s in segments {
          let segment = operands.segments[s]
          var b = operands.right + (segment.right &* operands.rightStride &+ column)
          for _ in 0..<segment.count {
            target.store(b.vector(0), 0)
            target.store(b.vector(8), 8)
            b += operands.rightStride
            target += panelWidth
          }
        }
        for tile in 0..<tiles.count {
          let rows = tiles.rows(tile)
          let summed = SummedRows(
            segments: all, segmentCount: 1,
            left: copies + (rows.lowerBound &- operands.rowRange.lowerBound) &* positions,
            leftStride: rows.count, right: stripe, rightStride: panelWidth)
          accumulate(summed, operands, rows: rows, column: column)
        }
        column &+= panelWidth
      }
    }
  }

  @inlinable @inline(__always)
  static func accumulate(
    _ summed: SummedRows, _ operands: TransposedProductOperands, rows: Range<Int>, column: Int
  ) {
    let result = operands.result + (rows.lowerBound &* operands.resultStride &+ column)
    let rest = operands.columns &- column
    if rest >= panelWidth {
      TransposedStripe<2>.accumulate(
        summed, rows: rows.count, into: result, stride: operands.resultStride, valid: nil,
        using: Self.self)
    } else if rest > 8 {
      TransposedStripe<2>.accumulate(
        summed, rows: rows.count, into: result, stride: operands.resultStride, valid: rest,
        using: Self.self)
    } else {
      TransposedStripe<1>.accumulate(
        summed, rows: rows.count, into: result, stride: operands.resultStride, valid: rest,
        using: Self.self)
    }
  }
}
