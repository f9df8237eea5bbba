// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Public for inlining into the levels only; no product exports this module.

// C = tail(A B), with B packed in panels of sixteen columns.
//
// The left matrix is read in place, one broadcast float at a time; the panel streams through two
// vectors a step; the tile of results stays in registers for the whole of k, and the tail turns it
// into what is stored. Each result is one chain of multiply-adds along k.

/// The matrices of a product: `rows` × `depth` times `depth` × (`panels` · 16).
public struct ProductOperands {
  public var rows: Int
  public var depth: Int
  public var panels: Int
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
    rows: Int, depth: Int, panels: Int, left: UnsafePointer<Float>, leftStride: Int,
    packed: UnsafePointer<Float>, result: UnsafeMutablePointer<Float>, resultStride: Int,
    resultPanelStride: Int = panelWidth
  ) {
    self.rows = rows
    self.depth = depth
    self.panels = panels
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

/// A register tile of `rows` rows and `vectors` vectors (two to a panel).
@usableFromInline
package struct ProductTile<let rows: Int, let vectors: Int> {
  /// Computes the tile whose first row is `row` and whose first panel is `panel`.
  @inlinable @inline(__always)
  static func compute<Kernels: KernelSet, Finish: Tail>(
    _ operands: ProductOperands, row: Int, panel: Int, tail: Finish, using kernels: Kernels.Type
  ) {
    let depth = operands.depth
    let left = operands.left + row &* operands.leftStride
    let right = operands.packed + panel &* panelWidth &* depth
    let panelFloats = panelWidth &* depth
    var sums = InlineArray<rows, InlineArray<vectors, Vector>>(
      repeating: InlineArray<vectors, Vector>(repeating: .zero))
    for k in 0..<depth {
      var b = InlineArray<vectors, Vector>(repeating: .zero)
      for v in 0..<vectors {
        b[v] = right.vector((v / 2) &* panelFloats &+ k &* panelWidth &+ (v % 2) &* 8)
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
        let offset =
          (row &+ r) &* operands.resultStride &+ (panel &+ v / 2) &* operands.resultPanelStride
        let column = (panel &+ v / 2) &* panelWidth &+ (v % 2) &* 8
        operands.result.store(
          tail.finish(sums[r][v], row: row &+ r, column: column, using: kernels),
          offset &+ (v % 2) &* 8)
      }
    }
  }
}

extension KernelSet {
  /// Rows that go through all panels before the next rows start, so that they stay in cache.
  @inlinable @inline(__always)
  static var rowBlock: Int { 96 }

  /// The product with any tail.
  @inlinable @inline(__always)
  static func product<Finish: Tail>(_ operands: ProductOperands, tail: Finish) {
    var start = 0
    while start < operands.rows {
      let end = min(start &+ rowBlock, operands.rows)
      if end &- start == 1 {
        singleRow(operands, row: start, tail: tail)
      } else {
        for panel in 0..<operands.panels {
          rowTiles(operands, rows: start..<end, panel: panel, tail: tail)
        }
      }
      start = end
    }
  }

  /// One row against all panels, four panels at a time: enough sums in flight to hide the latency.
  @inlinable @inline(__always)
  static func singleRow<Finish: Tail>(_ operands: ProductOperands, row: Int, tail: Finish) {
    var panel = 0
    while panel &+ 4 <= operands.panels {
      ProductTile<1, 8>.compute(operands, row: row, panel: panel, tail: tail, using: Self.self)
      panel &+= 4
    }
    while panel < operands.panels {
      ProductTile<1, 2>.compute(operands, row: row, panel: panel, tail: tail, using: Self.self)
      panel &+= 1
    }
  }

  /// The rows of one block against one panel, in tiles as tall as the level's registers allow.
  @inlinable @inline(__always)
  static func rowTiles<Finish: Tail>(
    _ operands: ProductOperands, rows: Range<Int>, panel: Int, tail: Finish
  ) {
    var row = rows.lowerBound
    if tileRows >= 6 {
      while row &+ 6 <= rows.upperBound {
        ProductTile<6, 2>.compute(operands, row: row, panel: panel, tail: tail, using: Self.self)
        row &+= 6
      }
    }
    if tileRows >= 4 {
      while row &+ 4 <= rows.upperBound {
        ProductTile<4, 2>.compute(operands, row: row, panel: panel, tail: tail, using: Self.self)
        row &+= 4
      }
    }
    while row &+ 2 <= rows.upperBound {
      ProductTile<2, 2>.compute(operands, row: row, panel: panel, tail: tail, using: Self.self)
      row &+= 2
    }
    if row < rows.upperBound {
      ProductTile<1, 2>.compute(operands, row: row, panel: panel, tail: tail, using: Self.self)
    }
  }
}
