import KernelBodies

// Packing weights for products, and moving gradients between layouts.

/// How the rows of weights are divided among gates.
package enum Gates: Sendable {
  /// Rows are rows.
  case none
  /// Each gate has `hidden` rows.
  case hidden(Int)

  /// The rows of a gate, and the places that they take; all of `count` when there are no gates.
  func group(of count: Int) -> (size: Int, stride: Int) {
    switch self {
    case .none: return (max(count, 1), max(count, 1))
    case .hidden(let hidden):
      let stride = gateStride(hidden: hidden)
      precondition(hidden > 0 && count.isMultiple(of: stride), "gates of \(hidden) in \(count)")
      return (hidden, stride)
    }
  }
}

extension InstructionSet {
  /// Packs `source` [depth × columns] as it stands: the right-hand matrix of `left · source`.
  ///
  /// - Parameter gates: the rows of the source are those of so many gates, each of which takes a
  ///   whole number of vectors: `packed.depth` is `gates · gateStride`.
  package func pack(
    _ source: [Float], offset: Int, gates: Gates = .none, into packed: PackedBlock,
    panels: Range<Int>
  ) {
    let group = gates.group(of: packed.depth)
    checkedPacking(
      source, offset: offset, packed, panels, stride: packed.columns, group,
      rows: packed.depth / group.stride * group.size
    ) { kernels.packRows($0, $1, panels: panels) }
  }

  /// Packs the transpose of `source` [columns × depth]: the right-hand matrix of `left · sourceᵀ`.
  ///
  /// - Parameter gates: the rows of the source are those of so many gates, each of which takes a
  ///   whole number of vectors: `packed.columns` is `gates · gateStride`.
  package func packTransposed(
    _ source: [Float], offset: Int, gates: Gates = .none, into packed: PackedBlock,
    panels: Range<Int>
  ) {
    let group = gates.group(of: packed.columns)
    checkedPacking(
      source, offset: offset, packed, panels, stride: packed.depth, group,
      rows: packed.columns / group.stride * group.size
    ) { kernels.packColumns($0, $1, panels: panels) }
  }

  private func checkedPacking(
    _ source: [Float], offset: Int, _ packed: PackedBlock, _ panels: Range<Int>, stride: Int,
    _ group: (size: Int, stride: Int), rows: Int,
    _ body: (UnsafePointer<Float>, Packing) -> Void
  ) {
    precondition(
      offset >= 0 && offset + rows * stride <= source.count && panels.lowerBound >= 0
        && panels.upperBound <= packed.panels,
      "\(packed.depth)×\(packed.columns) at \(offset) of \(source.count) floats")
    let packing = Packing(
      depth: packed.depth, columns: packed.columns, stride: stride, groupSize: group.size,
      groupStride: group.stride, packed: packed.base)
    source.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      body(base + offset, packing)
    }
  }

  /// `table[j, i] = source[i, j] + bias[i]` for the table rows in `rows`: the rows that a one-hot
  /// input looks up. `source` is [table.columns × table.rows] at `offset`.
  package func transpose(
    _ source: [Float], offset: Int, adding bias: Block?, into table: Block, rows: Range<Int>
  ) {
    bias?.check(rows: 1, columns: table.columns)
    precondition(
      offset >= 0 && offset + table.rows * table.columns <= source.count && rows.lowerBound >= 0
        && rows.upperBound <= table.rows,
      "table of \(table.rows)×\(table.columns) at \(offset) of \(source.count) floats")
    source.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      kernels.transpose(
        base + offset, rows: table.columns, columns: table.rows, adding: bias?.base,
        into: table.base, stride: table.stride, columnRange: rows)
    }
  }

  /// `result[j, i] += table[i, j]` for the result rows in `rows`: a table's gradient back in the
  /// layout of its weights.
  package func addTransposed(_ table: Block, rows: Range<Int>, into result: DenseBlock) {
    precondition(
      table.columns == result.rows && table.rows == result.columns && rows.lowerBound >= 0
        && rows.upperBound <= result.rows,
      "table of \(table.rows)×\(table.columns) into \(result.rows)×\(result.columns)")
    kernels.addTranspose(
      table.base, stride: table.stride, rows: table.rows, columns: table.columns,
      columnRange: rows, into: result.base)
  }

  /// `table[indices[r]] += source[r]`, rows in order, on a range of columns.
  package func scatterAdd(
    _ source: Block, indices: IndexBlock, columns: Range<Int>, into table: Block
  ) {
    precondition(
      indices.count >= source.rows && columns.lowerBound >= 0
        && columns.upperBound <= min(source.columns, table.columns), "scatter beyond its table")
    indices.check(source.rows, below: table.rows)
    kernels.scatterAdd(
      source.base, stride: source.stride, indices: indices.base, rows: source.rows,
      columns: columns, into: table.base, stride: table.stride)
  }

  /// `table[indices[r]] += source[r]` for a dense table.
  package func scatterAdd(
    _ source: Block, indices: IndexBlock, columns: Range<Int>, into table: DenseBlock
  ) {
    scatterAdd(
      source, indices: indices, columns: columns,
      into: Block(
        base: table.base, rows: table.rows, columns: table.columns, stride: table.columns))
  }

  /// `sums[j] += Σ_r source[r, j]`, rows in order, on a range of columns.
  package func addColumnSums(_ source: Block, columns: Range<Int>, into sums: DenseBlock) {
    precondition(
      columns.lowerBound >= 0 && columns.upperBound <= min(source.columns, sums.count),
      "sums of columns \(columns) of \(source.columns) into \(sums.count)")
    kernels.addColumnSums(
      source.base, stride: source.stride, rows: source.rows, columns: columns, into: sums.base)
  }
}
