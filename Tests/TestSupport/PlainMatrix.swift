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

  /// The rows of so many gates, `stride` rows apart (a whole number of vectors by default), with
  /// rows of `filler` between.
  package func spread(gates: Int, stride: Int? = nil, filler: Float = 0) -> PlainMatrix {
    let hidden = rows / gates
    let stride = stride ?? (hidden + 7) / 8 * 8
    var result = PlainMatrix(
      rows: gates * stride, columns: columns,
      values: [Float](repeating: filler, count: gates * stride * columns))
    for gate in 0..<gates {
      for i in 0..<hidden {
        for j in 0..<columns { result[gate * stride + i, j] = self[gate * hidden + i, j] }
      }
    }
    return result
  }

  /// As ``spread(gates:stride:filler:)`` for columns of gates.
  package func spreadColumns(gates: Int, filler: Float = 0) -> PlainMatrix {
    transposed.spread(gates: gates, filler: filler).transposed
  }

  /// The columns of so many gates of `hidden` neurons, without the padding between them.
  package func gathered(gates: Int, hidden: Int) -> PlainMatrix {
    let stride = gates > 0 ? columns / gates : 0
    var result = PlainMatrix(
      rows: rows, columns: gates * hidden,
      values: [Float](repeating: 0, count: rows * gates * hidden))
    for row in 0..<rows {
      for column in 0..<gates * hidden {
        result[row, column] = self[row, column / hidden * stride + column % hidden]
      }
    }
    return result
  }

  /// The values in columns of padding, which ``gathered(gates:hidden:)`` leaves out.
  package func padding(gates: Int, hidden: Int) -> [Float] {
    let stride = gates > 0 ? columns / gates : 0
    return (0..<rows).flatMap { row in
      (0..<columns).filter { $0 % stride >= hidden }.map { self[row, $0] }
    }
  }
}
