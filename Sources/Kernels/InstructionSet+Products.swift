package import KernelBodies

// Products on checked views. Each call checks the shapes once, then runs the level's kernel.

/// Rows to add to the rows of a product.
package enum Addend {
  /// Row `r` of the block goes to row `r` of the product.
  case rows(Block)
  /// Row `indices[r]` of the table goes to row `r`: a one-hot input times its weights.
  case lookUp(table: Block, indices: IndexBlock)

  /// The addends of a range of rows.
  package func slice(_ range: Range<Int>) -> Addend {
    switch self {
    case .rows(let block): .rows(block.rows(range))
    case .lookUp(let table, let indices):
      .lookUp(table: table, indices: indices.slice(range))
    }
  }

  func addend(rows: Int, columns: Int) -> RowAddend {
    switch self {
    case .rows(let block):
      precondition(block.rows >= rows && block.columns >= columns, "addend smaller than product")
      return RowAddend(base: block.base, stride: block.stride)
    case .lookUp(let table, let indices):
      precondition(indices.count >= rows && table.columns >= columns, "addend smaller than product")
      indices.check(rows, below: table.rows)
      return RowAddend(base: table.base, stride: table.stride, indices: indices.base)
    }
  }
}

extension InstructionSet {
  /// `result = left · right`
  package func multiply(_ left: Block, _ right: PackedBlock, into result: Block) {
    kernels.product(operands(left, right, result))
  }

  /// `result = left · right + bias`, with one bias for each column.
  package func multiply(_ left: Block, _ right: PackedBlock, bias: Block, into result: Block) {
    precondition(bias.columns >= right.columns, "\(bias.columns) biases, \(right.columns) columns")
    kernels.product(operands(left, right, result), bias: bias.base)
  }

  /// `result = left · right + addend`; the addend may be the result itself.
  package func multiply(
    _ left: Block, _ right: PackedBlock, addend: Addend, into result: Block
  ) {
    kernels.product(
      operands(left, right, result),
      addend: addend.addend(rows: left.rows, columns: right.columns))
  }

  /// `result[i, j] += Σ_r left[r, i] · right[r, j]` for the result rows in `rowRange`.
  ///
  /// The segments say which rows of `left` and `right` belong together; the result is dense.
  ///
  /// - Parameter scratch: memory that nobody else uses, ``Scratch``.
  package func addTransposedProduct(
    _ left: Block, _ right: Block, segments: [RowSegment], rowRange: Range<Int>,
    into result: DenseBlock, scratch: Scratch
  ) {
    precondition(
      rowRange.lowerBound >= 0 && rowRange.upperBound <= min(left.columns, result.rows)
        && right.columns == result.columns,
      "\(left.columns)×\(right.columns) sums for a result of \(result.rows)×\(result.columns)")
    for segment in segments {
      precondition(
        segment.count >= 0 && segment.left >= 0 && segment.right >= 0
          && segment.left + segment.count <= left.rows
          && segment.right + segment.count <= right.rows,
        "segment \(segment) beyond \(left.rows) and \(right.rows) rows")
    }
    segments.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      kernels.transposedProduct(
        TransposedProductOperands(
          segments: base, segmentCount: buffer.count, rowRange: rowRange,
          columns: right.columns, left: left.base, leftStride: left.stride, right: right.base,
          rightStride: right.stride, result: result.base, resultStride: result.columns,
          scratch: scratch.base))
    }
  }

  /// `result = left · right`, where `right` and `result` are in panels: a step of the forward
  /// recursion of derivatives. `left` is `result.depth` × `right.depth`, dense.
  package func multiply(_ left: [Float], _ right: PackedBlock, into result: PackedBlock) {
    let rows = result.depth
    precondition(
      rows * right.depth <= left.count && result.columns == right.columns,
      "\(rows)×\(right.depth) times \(right.depth)×\(right.columns)")
    left.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      kernels.product(
        ProductOperands(
          rows: rows, depth: right.depth, columns: right.columns, left: base,
          leftStride: right.depth, packed: right.base, result: result.base,
          resultStride: panelWidth, resultPanelStride: panelWidth &* rows))
    }
  }

  private func operands(
    _ left: Block, _ right: PackedBlock, _ result: Block
  ) -> ProductOperands {
    precondition(
      left.columns == right.depth && result.columns == right.columns && result.rows >= left.rows,
      """
      \(left.rows)×\(left.columns) times \(right.depth)×\(right.columns) into \
      \(result.rows)×\(result.columns)
      """)
    return ProductOperands(
      rows: left.rows, depth: right.depth, columns: right.columns, left: left.base,
      leftStride: left.stride, packed: right.base, result: result.base,
      resultStride: result.stride)
  }
}
