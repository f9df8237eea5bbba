// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Public for inlining into the levels only; no product exports this module.

// Packing of a right-hand matrix into panels of sixteen columns, and transposition.

/// A matrix of `depth` × `columns` on its way into panels.
public struct Packing {
  public var depth: Int
  public var columns: Int
  /// Floats between the rows of the source.
  public var stride: Int
  /// Rows of the source that belong together, as those of a gate do.
  public var groupSize: Int
  /// The places that a group takes in the packed matrix; those beyond its rows are zero.
  public var groupStride: Int
  public var packed: UnsafeMutablePointer<Float>

  @inlinable
  public init(
    depth: Int, columns: Int, stride: Int, groupSize: Int, groupStride: Int,
    packed: UnsafeMutablePointer<Float>
  ) {
    self.depth = depth
    self.columns = columns
    self.stride = stride
    self.groupSize = groupSize
    self.groupStride = groupStride
    self.packed = packed
  }

  /// The source row that goes to a place, or nil where there is only padding.
  @inlinable @inline(__always)
  func sourceRow(_ place: Int) -> Int? {
    let inGroup = place % groupStride
    return inGroup < groupSize ? place / groupStride &* groupSize &+ inGroup : nil
  }

  /// Panels of a matrix with `columns` columns, the last one filled with zeros.
  @inlinable
  public static func panelCount(columns: Int) -> Int {
    (columns &+ panelWidth &- 1) / panelWidth
  }
}

extension KernelSet {
  /// Packs `B` given as `depth` rows of `columns`: `panel[k][j] = source[k, j]`.
  @inlinable
  public static func packRows(
    _ source: UnsafePointer<Float>, _ packing: Packing, panels: Range<Int>
  ) {
    for panel in panels {
      let column = panel &* panelWidth
      let width = min(panelWidth, packing.columns &- column)
      let target = packing.packed + panel &* panelWidth &* packing.depth
      var inGroup = 0
      var sourceRow = 0
      for k in 0..<packing.depth {
        let isPadding = inGroup >= packing.groupSize
        let row = source + (sourceRow &* packing.stride &+ column)
        if !isPadding { sourceRow &+= 1 }
        inGroup = inGroup &+ 1 == packing.groupStride ? 0 : inGroup &+ 1
        if isPadding {
          target.store(.zero, k &* panelWidth)
          target.store(.zero, k &* panelWidth &+ 8)
        } else if width == panelWidth {
          target.store(row.vector(0), k &* panelWidth)
          target.store(row.vector(8), k &* panelWidth &+ 8)
        } else {
          for j in 0..<panelWidth { target[k &* panelWidth &+ j] = j < width ? row[j] : 0 }
        }
      }
    }
  }

  /// Packs the transpose of a source of `columns` rows of `depth`: `panel[k][j] = source[j, k]`.
  @inlinable
  public static func packColumns(
    _ source: UnsafePointer<Float>, _ packing: Packing, panels: Range<Int>
  ) {
    for panel in panels {
      let column = panel &* panelWidth
      let width = min(panelWidth, packing.columns &- column)
      let target = packing.packed + panel &* panelWidth &* packing.depth
      if width == panelWidth, packing.groupSize == packing.groupStride {
        transposeBlocks(
          source + column &* packing.stride, stride: packing.stride, rows: panelWidth,
          columns: 0..<packing.depth, into: target, stride: panelWidth, PlainStore())
        continue
      }
      for j in 0..<panelWidth {
        if j < width, let sourceRow = packing.sourceRow(column &+ j) {
          let row = source + sourceRow &* packing.stride
          for k in 0..<packing.depth { target[k &* panelWidth &+ j] = row[k] }
        } else {
          for k in 0..<packing.depth { target[k &* panelWidth &+ j] = 0 }
        }
      }
    }
  }

  /// `destination[j, i] = source[i, j] + bias[i]` for the source columns `j` in `columnRange`.
  ///
  /// The source is dense (`rows` × `columns`), the destination has a stride of its own.
  @inlinable
  public static func transpose(
    _ source: UnsafePointer<Float>, rows: Int, columns: Int, adding bias: UnsafePointer<Float>?,
    into destination: UnsafeMutablePointer<Float>, stride: Int, columnRange: Range<Int>
  ) {
    if let bias {
      transposeBlocks(
        source, stride: columns, rows: rows, columns: columnRange, into: destination,
        stride: stride, BiasedStore(bias: bias))
    } else {
      transposeBlocks(
        source, stride: columns, rows: rows, columns: columnRange, into: destination,
        stride: stride, PlainStore())
    }
  }

  /// `destination[j, i] += source[i, j]` for the source columns `j` in `columnRange`.
  ///
  /// The source has `rows` rows with a stride, the destination is dense with `rows` columns.
  @inlinable
  public static func addTranspose(
    _ source: UnsafePointer<Float>, stride: Int, rows: Int, columns: Int, columnRange: Range<Int>,
    into destination: UnsafeMutablePointer<Float>
  ) {
    transposeBlocks(
      source, stride: stride, rows: rows, columns: columnRange, into: destination, stride: rows,
      AddingStore())
  }
}
