/// A matrix of Doubles, stored row after row.
///
/// It has just what the derivation needs: an element, a row, a shape. Products are written out as
/// loops where they are used, so that every index of an equation can be seen in the code.
public struct Matrix: Equatable, Sendable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The elements, row-major: element [i, j] stands at `i * columns + j`.
  public private(set) var values: [Double]

  /// The zero matrix of a shape.
  public init(rows: Int, columns: Int) {
    self.init(rows: rows, columns: columns, values: Array(repeating: 0, count: rows * columns))
  }

  /// A matrix from its elements, row after row.
  ///
  /// The number of values must be `rows * columns`.
  public init(rows: Int, columns: Int, values: [Double]) {
    precondition(rows >= 0 && columns >= 0, "a matrix of \(rows) by \(columns)")
    precondition(
      values.count == rows * columns,
      "\(values.count) values do not fill a matrix of \(rows) by \(columns)")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// A matrix from its rows, which must all have the same length.
  public init(_ nested: [[Double]]) {
    let columns = nested.first?.count ?? 0
    precondition(
      nested.allSatisfy { $0.count == columns },
      "rows of different lengths: \(nested.map(\.count))")
    self.init(rows: nested.count, columns: columns, values: Array(nested.joined()))
  }

  /// The element in row `i` and column `j`.
  public subscript(i: Int, j: Int) -> Double {
    get { values[offset(i, j)] }
    set { values[offset(i, j)] = newValue }
  }

  /// The rows as arrays.
  public var nested: [[Double]] {
    (0..<rows).map { i in Array(values[i * columns..<(i + 1) * columns]) }
  }

  /// The sum over the rows: one number per column.
  ///
  /// Where the rows are the loss axis this is Σ_k of the derivation.
  public func summedOverRows() -> [Double] {
    var sum = Array(repeating: 0.0, count: columns)
    for i in 0..<rows {
      for j in 0..<columns { sum[j] += self[i, j] }
    }
    return sum
  }

  private func offset(_ i: Int, _ j: Int) -> Int {
    precondition(
      i >= 0 && i < rows && j >= 0 && j < columns,
      "[\(i), \(j)] is outside a matrix of \(rows) by \(columns)")
    return i * columns + j
  }
}

/// Coded as an array of rows, which is how people write matrices in JSON.
extension Matrix: Codable {
  /// Reads an array of rows of one length.
  public init(from decoder: any Decoder) throws {
    let nested = try [[Double]](from: decoder)
    guard nested.allSatisfy({ $0.count == nested[0].count }) else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "The rows have different lengths: \(nested.map(\.count))."))
    }
    self.init(nested)
  }

  /// Writes an array of rows.
  public func encode(to encoder: any Encoder) throws {
    try nested.encode(to: encoder)
  }
}
