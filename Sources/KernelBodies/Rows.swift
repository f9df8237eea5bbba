// Sums over rows: the gradients of look-up tables and of biases.

extension KernelSet {
  /// `table[indices[r]] += source[r]` for all rows in order, on a range of columns.
  @inlinable
  public static func scatterAdd(
    _ source: UnsafePointer<Float>, stride: Int, indices: UnsafePointer<Int32>, rows: Int,
    columns: Range<Int>, into table: UnsafeMutablePointer<Float>, stride tableStride: Int
  ) {
    for row in 0..<rows {
      let from = source + row &* stride
      let to = table + Int(indices[row]) &* tableStride
      for j in columns { to[j] += from[j] }
    }
  }

  /// `sums[j] += Σ_r source[r, j]`, rows in order, on a range of columns.
  @inlinable
  public static func addColumnSums(
    _ source: UnsafePointer<Float>, stride: Int, rows: Int, columns: Range<Int>,
    into sums: UnsafeMutablePointer<Float>
  ) {
    // A stripe of columns at a time, so that its sums stay in registers over all rows.
    var j = columns.lowerBound
    while j &+ 32 <= columns.upperBound {
      var stripe = InlineArray<4, Vector>(repeating: .zero)
      for v in 0..<4 { stripe[v] = sums.vector(j &+ v &* 8) }
      for row in 0..<rows {
        let from = source + (row &* stride &+ j)
        for v in 0..<4 { stripe[v] += from.vector(v &* 8) }
      }
      for v in 0..<4 { sums.store(stripe[v], j &+ v &* 8) }
      j &+= 32
    }
    while j &+ 8 <= columns.upperBound {
      var stripe = sums.vector(j)
      for row in 0..<rows { stripe += source.vector(row &* stride &+ j) }
      sums.store(stripe, j)
      j &+= 8
    }
    while j < columns.upperBound {
      var sum = sums[j]
      for row in 0..<rows { sum += source[row &* stride &+ j] }
      sums[j] = sum
      j &+= 1
    }
  }
}
