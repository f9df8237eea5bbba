package import KernelBodies

// Rows of checked views, element by element; normalisation; masks.

extension InstructionSet {
  /// `result = a ⊙ b`; the result may be one of them.
  package func multiply(_ a: Block, by b: Block, into result: Block) {
    a.check(rows: result.rows, columns: result.columns)
    b.check(rows: result.rows, columns: result.columns)
    kernels.multiplyRows(a.all, b.all, into: result.all, rows: result.rows, columns: result.columns)
  }

  /// `result += a ⊙ b`
  package func addProduct(_ a: Block, _ b: Block, to result: Block) {
    a.check(rows: result.rows, columns: result.columns)
    b.check(rows: result.rows, columns: result.columns)
    kernels.addProductOfRows(
      a.all, b.all, to: result.all, rows: result.rows, columns: result.columns)
  }

  /// `result += a`
  package func add(_ a: Block, to result: Block) {
    a.check(rows: result.rows, columns: result.columns)
    kernels.addRows(a.all, to: result.all, rows: result.rows, columns: result.columns)
  }

  /// `result += a` on a range of rows, for a dense result.
  package func add(_ a: Block, rows: Range<Int>, to result: DenseBlock) {
    let dense = Block(
      base: result.base, rows: result.rows, columns: result.columns, stride: result.columns)
    add(a.rows(rows), to: dense.rows(rows))
  }

  /// `result = a`
  package func copy(_ a: Block, into result: Block) {
    a.check(rows: result.rows, columns: result.columns)
    kernels.copyRows(a.all, into: result.all, rows: result.rows, columns: result.columns)
  }

  /// `result[r] = table[indices[r]]`
  package func gather(_ table: Block, indices: IndexBlock, into result: Block) {
    precondition(
      indices.count >= result.rows && table.columns >= result.columns, "gather beyond its table")
    indices.check(result.rows, below: table.rows)
    kernels.gatherRows(
      table.all, indices: indices.base, into: result.all, rows: result.rows,
      columns: result.columns)
  }

  /// `sums[j] += Σ_r a[r, j] b[r, j]`, rows in order, on a range of columns.
  package func addColumnSums(
    ofProducts a: Block, _ b: Block, columns: Range<Int>, into sums: DenseBlock
  ) {
    precondition(
      a.rows == b.rows && columns.lowerBound >= 0
        && columns.upperBound <= min(a.columns, b.columns, sums.count),
      "sums of columns \(columns) of \(a.columns) and \(b.columns) into \(sums.count)")
    kernels.addColumnSumsOfProducts(
      a.all, b.all, rows: a.rows, columns: columns, into: sums.base)
  }

  /// Layer normalisation of the products of `gates` gates of `hidden` neurons.
  ///
  /// - Parameters:
  ///   - products: v, [rows, gates].
  ///   - normalised: v̂, [rows, gates].
  ///   - scales: the reciprocals of the standard deviations, [rows, G].
  ///   - result: γ ⊙ v̂ + bias, [rows, gates]; may be `products`.
  package func normalise(
    _ products: Block, hidden: Int, gates: Int, gain: Block, bias: Block, normalised: Block,
    scales: Block, into result: Block
  ) {
    let columns = gates * gateStride(hidden: hidden)
    for block in [products, normalised, result] {
      block.check(rows: products.rows, columns: columns)
    }
    scales.check(rows: products.rows, columns: gates)
    for row in [gain, bias] { row.check(rows: 1, columns: columns) }
    kernels.normalise(
      NormalisationOperands(
        rows: products.rows, hidden: hidden, gates: gates, products: products.all,
        normalised: normalised.all, scales: scales.all, result: result.all, gain: gain.base,
        bias: bias.base))
  }

  /// The way back through ``normalise``: ∂L/∂v from the gradient by the result; both may be the
  /// same block.
  package func normaliseBackward(
    _ dResult: Block, hidden: Int, gates: Int, gain: Block, normalised: Block, scales: Block,
    into dProducts: Block
  ) {
    let columns = gates * gateStride(hidden: hidden)
    for block in [dResult, normalised, dProducts] {
      block.check(rows: dResult.rows, columns: columns)
    }
    scales.check(rows: dResult.rows, columns: gates)
    gain.check(rows: 1, columns: columns)
    kernels.normaliseBackward(
      NormalisationGradientOperands(
        rows: dResult.rows, hidden: hidden, gates: gates, normalised: normalised.all,
        scales: scales.all, gain: gain.base, dResult: dResult.all, dProducts: dProducts.all))
  }

  /// Draws a mask into the only row of a block.
  package func drawMask(_ row: Block, _ draw: MaskDraw) {
    row.check(rows: 1, columns: row.columns)
    kernels.drawMask(row.base, count: row.columns, draw)
  }
}
