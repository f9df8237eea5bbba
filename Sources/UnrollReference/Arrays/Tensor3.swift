/// A tensor with three axes of Doubles, stored row-major.
///
/// In the derivation the first axis is either the loss axis (`∂L/∂W` is [K, H, H]) or the hidden
/// axis (`∂a/∂W` is [H, H, H]); the other two are those of a weight matrix.
public struct Tensor3: Equatable, Sendable {
  /// The length of the first axis: the number of slices.
  public let slices: Int
  /// The length of the second axis.
  public let rows: Int
  /// The length of the third axis.
  public let columns: Int
  /// The elements: element [k, i, j] stands at `(k * rows + i) * columns + j`.
  public private(set) var values: [Double]

  /// The zero tensor of a shape.
  public init(slices: Int, rows: Int, columns: Int) {
    precondition(
      slices >= 0 && rows >= 0 && columns >= 0,
      "a tensor of \(slices) by \(rows) by \(columns)")
    self.slices = slices
    self.rows = rows
    self.columns = columns
    self.values = Array(repeating: 0, count: slices * rows * columns)
  }

  /// The element at place `k` of the first axis, row `i`, column `j`.
  public subscript(k: Int, i: Int, j: Int) -> Double {
    get { values[offset(k, i, j)] }
    set { values[offset(k, i, j)] = newValue }
  }

  /// The matrix at place `k` of the first axis.
  public subscript(slice k: Int) -> Matrix {
    let size = rows * columns
    return Matrix(
      rows: rows, columns: columns, values: Array(values[k * size..<(k + 1) * size]))
  }

  /// The sum over the first axis, a matrix of rows by columns.
  ///
  /// Where the first axis is the loss axis this is Σ_k of the derivation.
  public func summedOverSlices() -> Matrix {
    var sum = Matrix(rows: rows, columns: columns)
    for k in 0..<slices {
      for i in 0..<rows {
        for j in 0..<columns { sum[i, j] += self[k, i, j] }
      }
    }
    return sum
  }

  private func offset(_ k: Int, _ i: Int, _ j: Int) -> Int {
    precondition(
      k >= 0 && k < slices && i >= 0 && i < rows && j >= 0 && j < columns,
      "[\(k), \(i), \(j)] is outside a tensor of \(slices) by \(rows) by \(columns)")
    return (k * rows + i) * columns + j
  }
}

/// Coded as an array of slices, each an array of rows.
extension Tensor3: Codable {
  /// Reads slices of one shape.
  public init(from decoder: any Decoder) throws {
    let nested = try [Matrix](from: decoder)
    let rows = nested.first?.rows ?? 0
    let columns = nested.first?.columns ?? 0
    guard nested.allSatisfy({ $0.rows == rows && $0.columns == columns }) else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "The slices have different shapes."))
    }
    self.init(slices: nested.count, rows: rows, columns: columns)
    values = nested.flatMap(\.values)
  }

  /// Writes slices.
  public func encode(to encoder: any Encoder) throws {
    try (0..<slices).map { self[slice: $0] }.encode(to: encoder)
  }
}
