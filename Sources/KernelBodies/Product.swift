// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Public for inlining into the levels only; no product exports this module.

// C = tail(A B), with B packed in panels of sixteen columns.
//
// The left matrix is read in place, one broadcast float at a time; the panel streams through two
// vectors a step; the tile of results stays in registers for the whole of k, and the tail turns it
// into what is stored. Each result is one chain of multiply-adds along k.

/// The matrices of a product: `rows` × `depth` times `depth` × `columns`. Results are written up to a
/// whole number of vectors.
public struct ProductOperands {
  public var rows: Int
  public var depth: Int
  public var columns: Int
  /// The left matrix, row-major.
  public var left: UnsafePointer<Float>
  public var leftStride: Int
  /// The right matrix, packed: panel after panel, each `depth` × 16.
  public var packed: UnsafePointer<Float>
  public var result: UnsafeMutablePointer<Float>
  /// Floats from one row of the result to the next.
  public var resultStride: Int
  /// Floats from one panel of the result to the next: 16 in a row-major matrix.
  public var resultPanelStride: Int

  @inlinable
  public init(
    rows: Int, depth: Int, columns: Int, left: UnsafePointer<Float>, leftStride: Int,
    packed: UnsafePointer<Float>, result: UnsafeMutablePointer<Float>, resultStride: Int,
    resultPanelStride: Int = panelWidth
  ) {
    self.rows = rows
    self.depth = depth
    self.columns = columns
    self.left = left
    self.leftStride = leftStride
    self.packed = packed
    self.result = result
    self.resultStride = resultStride
    self.resultPanelStride = resultPanelStride
  }
}

/// What is done with eight finished sums before they are stored.
@usableFromInline
package protocol Tail {
  /// The value to store for `sum` at `row` and the eight columns from `column` on.
  func finish<Kernels: KernelSet>(
    _ sum: Vector, row: Int, column: Int, using kernels: Kernels.Type
  ) -> Vector
}

/// A register tile of `rows` rows and `vectors` vectors of eight columns (two to a panel).
@usableFromInline
package struct ProductTile<let rows: Int, let vectors: Int> {
  /// Computes the tile whose first row is `row` and whose first vector is `vector`.
  @inlinable @inline(__always)
  static func compute<Kernels: KernelSet, Finish: Tail>(
    _ operands: ProductOperands, row: Int, vector: Int, tail: Finish, using kernels: Kernels.Type
  ) {
    let depth = operands.depth
    let left = operands.left + row &* operands.leftStride
    let panelFloats = panelWidth &* depth
    var sums = InlineArray<rows, InlineArray<vectors, Vector>>(
      repeating: InlineArray<vectors, Vector>(repeating: .zero))
    for k in 0..<depth {
      var b = InlineArray<vectors, Vector>(repeating: .zero)
      for v in 0..<vectors {
        b[v] = operands.packed.vector(
          ((vector &+ v) / 2) &* panelFloats &+ k &* panelWidth &+ ((vector &+ v) % 2) &* 8)
      }
      for r in 0..<rows {
        let a = Vector(repeating: left[r &* operands.leftStride &+ k])
        for v in 0..<vectors {
          sums[r][v] = kernels.multiplyAdd(a, b[v], sums[r][v])
        }
      }
    }
    for r in 0..<rows {
      for v in 0..<vectors {
        let place = vector &+ v
        let offset =
          (row &+ r) &* operands.resultStride &+ (place / 2) &* operands.resultPanelStride
          &+ (place % 2) &* 8
        operands.result.store(
          tail.finish(sums[r][v], row: row &+ r, column: place &* 8, using: kernels), offset)
      }
    }
  }
}

extension ProductTile {
  /// The tile of a product's first rows.
  @inlinable @inline(__always)
  static func head<Kernels: KernelSet, Finish: Tail>(
    _ operands: ProductOperands, _ vector: Int, _ tail: Finish, _ kernels: Kernels.Type
  ) {
    compute(operands, row: 0, vector: vector, tail: tail, using: kernels)
  }
}

/// One or two vectors of columns, and as many rows as there are.
@usableFromInline
package struct ProductStripe<let vectors: Int> {
  /// Rows in tiles as tall as the level's registers allow.
  @inlinable @inline(__always)
  static func compute<Kernels: KernelSet, Finish: Tail>(
    _ operands: ProductOperands, rows: Range<Int>, vector: Int, tail: Finish,
    using kernels: Kernels.Type
  ) {
    let tiles = RowTiles(rows, limit: kernels.tileRows)
    for tile in 0..<tiles.count {
      let rows = tiles.rows(tile)
      let row = rows.lowerBound
      switch rows.count {
      case 6 where kernels.tileRows >= 6:
        ProductTile<6, vectors>.compute(
          operands, row: row, vector: vector, tail: tail, using: kernels)
      case 5 where kernels.tileRows >= 5:
        ProductTile<5, vectors>.compute(
          operands, row: row, vector: vector, tail: tail, using: kernels)
      case 4 where kernels.tileRows >= 4:
        ProductTile<4, vectors>.compute(
          operands, row: row, vector: vector, tail: tail, using: kernels)
      case 3 where kernels.tileRows >= 3:
        ProductTile<3, vectors>.compute(
          operands, row: row, vector: vector, tail: tail, using: kernels)
      case 2:
        ProductTile<2, vectors>.compute(
          operands, row: row, vector: vector, tail: tail, using: kernels)
      default:
        ProductTile<1, vectors>.compute(
          operands, row: row, vector: vector, tail: tail, using: kernels)
      }
    }
  }
}

extension KernelSet {
  /// Rows that go through all panels before the next rows start: few, so that they stay in the
  /// first-level cache, unless the packed matrix is too large to come from the second level each time.
  @inlinable @inline(__always)
  static func rowBlock(_ operands: ProductOperands) -> Int {
    operands.depth &* operands.columns <= 65_536 ? 30 : 96
  }

  /// The product with any tail.
  @inlinable @inline(__always)
  static func product<Finish: Tail>(_ operands: ProductOperands, tail: Finish) {
    let vectors = (operands.columns &+ 7) / 8
    switch operands.rows {
    case 1: oneRow(operands, vectors: vectors, tail: tail)
    case 2 where tileRows >= 2: twoRows(operands, vectors: vectors, tail: tail)
    case 3 where tileRows >= 3: threeRows(operands, vectors: vectors, tail: tail)
    default:
      let limit = rowBlock(operands)
      let blocks = (operands.rows &+ limit &- 1) / limit
      for block in 0..<blocks {
        // Blocks of about the same height: no tile is left with a row or two.
        let start = operands.rows &* block / blocks
        let end = operands.rows &* (block &+ 1) / blocks
        var vector = 0
        while vector &+ 2 <= vectors {
          ProductStripe<2>.compute(
            operands, rows: start..<end, vector: vector, tail: tail, using: Self.self)
          vector &+= 2
        }
        if vector < vectors {
          ProductStripe<1>.compute(
            operands, rows: start..<end, vector: vector, tail: tail, using: Self.self)
        }
      }
    }
  }

  // Few rows: tiles are wide in place of tall, so that as many sums are in flight.

  @inlinable @inline(__always)
  static func oneRow<Finish: Tail>(_ operands: ProductOperands, vectors: Int, tail: Finish) {
    var vector = 0
    while vector < vectors {
      switch vectors &- vector {
      case 1: ProductTile<1, 1>.head(operands, vector, tail, Self.self)
      case 2: ProductTile<1, 2>.head(operands, vector, tail, Self.self)
      case 3: ProductTile<1, 3>.head(operands, vector, tail, Self.self)
      case 4: ProductTile<1, 4>.head(operands, vector, tail, Self.self)
      case 5: ProductTile<1, 5>.head(operands, vector, tail, Self.self)
      case 6: ProductTile<1, 6>.head(operands, vector, tail, Self.self)
      case 7: ProductTile<1, 7>.head(operands, vector, tail, Self.self)
      default:
        ProductTile<1, 8>.head(operands, vector, tail, Self.self)
      }
      vector &+= 8
    }
  }

  @inlinable @inline(__always)
  static func twoRows<Finish: Tail>(_ operands: ProductOperands, vectors: Int, tail: Finish) {
    var vector = 0
    while vector < vectors {
      switch vectors &- vector {
      case 1: ProductTile<2, 1>.head(operands, vector, tail, Self.self)
      case 2: ProductTile<2, 2>.head(operands, vector, tail, Self.self)
      case 3: ProductTile<2, 3>.head(operands, vector, tail, Self.self)
      default:
        ProductTile<2, 4>.head(operands, vector, tail, Self.self)
      }
      vector &+= 4
    }
  }

  @inlinable @inline(__always)
  static func threeRows<Finish: Tail>(_ operands: ProductOperands, vectors: Int, tail: Finish) {
    var vector = 0
    while vector < vectors {
      switch vectors &- vector {
      case 1: ProductTile<3, 1>.head(operands, vector, tail, Self.self)
      case 2: ProductTile<3, 2>.head(operands, vector, tail, Self.self)
      default:
        ProductTile<3, 3>.head(operands, vector, tail, Self.self)
      }
      vector &+= 3
    }
  }
}
