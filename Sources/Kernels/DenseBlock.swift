/// A dense row-major matrix, such as one tensor of a flat parameter array.
package struct DenseBlock: @unchecked Sendable {
  let base: UnsafeMutablePointer<Float>
  package let rows: Int
  package let columns: Int

  package var count: Int { rows * columns }
}

/// A flat array of floats for the length of a closure, cut into named tensors.
package struct FlatBlock: @unchecked Sendable {
  let base: UnsafeMutablePointer<Float>
  package let count: Int

  /// The tensor of `rows` × `columns` that starts at `offset`.
  package func tensor(offset: Int, rows: Int, columns: Int) -> DenseBlock {
    precondition(
      offset >= 0 && rows >= 0 && columns >= 0 && offset + rows * columns <= count,
      "\(rows)×\(columns) at \(offset) of \(count) floats")
    return DenseBlock(base: base + offset, rows: rows, columns: columns)
  }

  /// The floats of a range, as a view of the same memory.
  package func slice(_ range: Range<Int>) -> FlatBlock {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count, "floats \(range) of \(count)")
    return FlatBlock(base: base + range.lowerBound, count: range.count)
  }

  /// Adds the columns of a block of one row to the floats from `offset` on.
  package func add(_ row: Block, columns: Range<Int>, at offset: Int) {
    precondition(
      row.rows == 1 && columns.lowerBound >= 0 && columns.upperBound <= row.columns
        && offset >= 0 && offset + columns.count <= count,
      "\(columns) of \(row.columns) columns at \(offset) of \(count) floats")
    for i in 0..<columns.count { base[offset &+ i] += row.base[columns.lowerBound &+ i] }
  }
}

extension Array<Float> {
  /// Calls `body` with a view of the array that must not outlive the call.
  package mutating func withFlatBlock<Result, Failure: Error>(
    _ body: (FlatBlock) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withUnsafeMutableBufferPointer { buffer throws(Failure) -> Result in
      guard let base = buffer.baseAddress else {
        let empty = UnsafeMutablePointer<Float>.allocate(capacity: 1)
        defer { empty.deallocate() }
        return try body(FlatBlock(base: empty, count: 0))
      }
      return try body(FlatBlock(base: base, count: buffer.count))
    }
  }
}
