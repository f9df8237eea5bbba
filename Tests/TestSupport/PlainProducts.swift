package import KernelBodies

// Plain-loop twins of the products, in Double.

/// `left · right`
package func plainProduct(_ left: PlainMatrix, _ right: PlainMatrix) -> PlainSums {
  let (rows, depth, columns) = (left.rows, left.columns, right.columns)
  var values = [Double](repeating: 0, count: rows * columns)
  var magnitudes = values
  for i in 0..<rows {
    for k in 0..<depth {
      let a = Double(left[i, k])
      for j in 0..<columns {
        let term = a * Double(right[k, j])
        values[i * columns + j] += term
        magnitudes[i * columns + j] += term.magnitude
      }
    }
  }
  return PlainSums(columns: columns, terms: depth, values: values, magnitudes: magnitudes)
}

/// `sums + leftᵀ · right` over the rows that the segments pair.
package func plainTransposedProduct(
  _ left: PlainMatrix, _ right: PlainMatrix, segments: [RowSegment], addedTo sums: PlainMatrix
) -> PlainSums {
  var values = sums.values.map(Double.init)
  var magnitudes = values.map(\.magnitude)
  for segment in segments {
    for r in 0..<segment.count {
      for i in 0..<left.columns {
        let a = Double(left[segment.left + r, i])
        for j in 0..<right.columns {
          let term = a * Double(right[segment.right + r, j])
          values[i * right.columns + j] += term
          magnitudes[i * right.columns + j] += term.magnitude
        }
      }
    }
  }
  let terms = segments.reduce(0) { $0 + $1.count }
  return PlainSums(columns: right.columns, terms: terms, values: values, magnitudes: magnitudes)
}
