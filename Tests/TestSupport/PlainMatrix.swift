/// A dense row-major matrix of floats without padding: what the plain-loop twins work on.
package struct PlainMatrix: Sendable {
  package let rows: Int
  package let columns: Int
  package var values: [Float]

  package init(rows: Int, columns: Int, values: [Float]) {
    precondition(values.count == rows * columns, "\(values.count) values for \(rows)×\(columns)")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// A matrix of values drawn uniformly from `range`.
  package init(
    rows: Int, columns: Int, in range: ClosedRange<Float> = -1...1,
    using generator: inout TestGenerator
  ) {
    self.init(
      rows: rows, columns: columns, values: generator.floats(rows * columns, in: range))
  }

  package subscript(row: Int, column: Int) -> Float {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }

  package var transposed: PlainMatrix {
    var result = PlainMatrix(
      rows: columns, columns: rows, values: [Float](repeating: 0, count: values.count))
    for row in 0..<rows {
      for column in 0..<columns { result[column, row] = self[row, column] }
    }
    return result
  }
}
