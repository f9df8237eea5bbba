// Rows combined element by element. Whole rows are never written beyond their columns, so that two
// matrices may lie side by side in one.

extension KernelSet {
  /// `c = a ⊙ b`; `c` may be `a` or `b`.
  @inlinable
  public static func multiplyRows(_ a: Rows, _ b: Rows, into c: Rows, rows: Int, columns: Int) {
    for row in 0..<rows {
      let (x, y, z) = (a.row(row), b.row(row), c.row(row))
      var j = 0
      while j < columns {
        let lanes = columns &- j
        z.store(x.vector(j, first: lanes) * y.vector(j, first: lanes), j, first: lanes)
        j &+= 8
      }
    }
  }

  /// `c += a ⊙ b`
  @inlinable
  public static func addProductOfRows(_ a: Rows, _ b: Rows, to c: Rows, rows: Int, columns: Int) {
    for row in 0..<rows {
      let (x, y, z) = (a.row(row), b.row(row), c.row(row))
      var j = 0
      while j < columns {
        let lanes = columns &- j
        let product = x.vector(j, first: lanes) * y.vector(j, first: lanes)
        z.store(z.vector(j, first: lanes) + product, j, first: lanes)
        j &+= 8
      }
    }
  }

  /// `c += a`
  @inlinable
  public static func addRows(_ a: Rows, to c: Rows, rows: Int, columns: Int) {
    for row in 0..<rows {
      let (x, z) = (a.row(row), c.row(row))
      var j = 0
      while j < columns {
        let lanes = columns &- j
        z.store(z.vector(j, first: lanes) + x.vector(j, first: lanes), j, first: lanes)
        j &+= 8
      }
    }
  }

  /// `c = a`
  @inlinable
  public static func copyRows(_ a: Rows, into c: Rows, rows: Int, columns: Int) {
    for row in 0..<rows {
      let (x, z) = (a.row(row), c.row(row))
      var j = 0
      while j < columns {
        let lanes = columns &- j
        z.store(x.vector(j, first: lanes), j, first: lanes)
        j &+= 8
      }
    }
  }

  /// `c[r] = table[indices[r]]`: the embedding of symbols.
  @inlinable
  public static func gatherRows(
    _ table: Rows, indices: UnsafePointer<Int32>, into c: Rows, rows: Int, columns: Int
  ) {
    for row in 0..<rows {
      let (x, z) = (table.row(Int(indices[row])), c.row(row))
      var j = 0
      while j < columns {
        let lanes = columns &- j
        z.store(x.vector(j, first: lanes), j, first: lanes)
        j &+= 8
      }
    }
  }

  /// `sums[j] += Σ_r a[r, j] b[r, j]`, rows in order, on a range of columns.
  @inlinable
  public static func addColumnSumsOfProducts(
    _ a: Rows, _ b: Rows, rows: Int, columns: Range<Int>, into sums: UnsafeMutablePointer<Float>
  ) {
    var j = columns.lowerBound
    while j &+ 16 <= columns.upperBound {
      var low = sums.vector(j)
      var high = sums.vector(j &+ 8)
      for row in 0..<rows {
        let (x, y) = (a.row(row), b.row(row))
        low += x.vector(j) * y.vector(j)
        high += x.vector(j &+ 8) * y.vector(j &+ 8)
      }
      sums.store(low, j)
      sums.store(high, j &+ 8)
      j &+= 16
    }
    while j < columns.upperBound {
      var sum = sums[j]
      for row in 0..<rows { sum += a.row(row)[j] * b.row(row)[j] }
      sums[j] = sum
      j &+= 1
    }
  }
}
