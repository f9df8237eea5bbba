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
    for row in 0..<rows {
      let from = source + row &* stride
      for j in columns { sums[j] += from[j] }
    }
  }
}
