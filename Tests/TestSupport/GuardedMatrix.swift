package import Kernels

/// A matrix in kernel memory, with a guard row before and after it, and guard columns if wanted.
///
/// Everything that is not a value (the columns of padding and all guards) holds a filler: NaN shows
/// that a kernel lets something into a result that doesn't belong there, a number shows that a kernel
/// writes where it must not.
package final class GuardedMatrix {
  private let matrix: Matrix
  private let filler: Float
  private let left: Int
  private let writable: Int
  package let block: Block

  /// What a result holds before it is computed.
  package static let canary: Float = 12_345.678
  /// Guard columns on the right, where there are any: no multiple of a vector.
  private static let right = 5

  /// Creates a matrix that is all filler.
  ///
  /// - Parameters:
  ///   - left: guard columns on the left.
  ///   - writable: the columns that a kernel may write, those of the matrix and their padding;
  ///     guard columns follow them. Nil for whatever padding there is, without guard columns.
  package init(
    rows: Int, columns: Int, left: Int = 0, writable: Int? = nil, filler: Float = canary
  ) {
    matrix = Matrix(
      rows: rows + 2, columns: writable.map { left + $0 + Self.right } ?? (left + columns))
    matrix.block.fill(filler)
    block = matrix.block.rows(1..<rows + 1).columns(left..<left + columns)
    self.filler = filler
    self.left = left
    self.writable = writable ?? columns
  }

  package convenience init(
    _ values: PlainMatrix, left: Int = 0, writable: Int? = nil, filler: Float = .nan
  ) {
    self.init(
      rows: values.rows, columns: values.columns, left: left, writable: writable, filler: filler)
    block.copy(from: values.values)
  }

  /// Whether the rows before and after the matrix, and the guard columns, still hold the filler.
  package var guardsAreIntact: Bool {
    var guards: [Float] = []
    for row in 0..<matrix.block.rows {
      let values = matrix.block.row(row)
      if row == 0 || row == matrix.block.rows - 1 {
        guards += values
      } else {
        guards += values.prefix(left) + values.dropFirst(left + writable)
      }
    }
    return guards.allSatisfy { $0.bitPattern == filler.bitPattern }
  }

  /// The values without the padding.
  package var values: PlainMatrix {
    PlainMatrix(
      rows: block.rows, columns: block.columns, values: (0..<block.rows).flatMap(block.row))
  }

  /// The writable columns beyond the values.
  package var padding: [Float] {
    (1..<matrix.block.rows - 1).flatMap {
      matrix.block.row($0).prefix(left + writable).dropFirst(left + block.columns)
    }
  }
}

/// A packed matrix with its owner.
package final class PackedOwner {
  private let matrix: PackedMatrix
  package let block: PackedBlock

  package init(depth: Int, columns: Int) {
    matrix = PackedMatrix(depth: depth, columns: columns)
    block = matrix.block
  }

  /// Packs `right` as it stands.
  package convenience init(_ right: PlainMatrix, with level: InstructionSet) {
    self.init(depth: right.rows, columns: right.columns)
    level.pack(right.values, offset: 0, into: block, panels: 0..<block.panels)
  }
}

/// Indices in kernel memory with their owner.
package final class IndexOwner {
  private var buffer = IndexBuffer()

  package var block: IndexBlock { buffer.block }

  package init(_ indices: [Int]) {
    buffer.resize(indices.count)
    for (i, index) in indices.enumerated() { buffer.block[i] = Int32(index) }
  }
}

/// Values in the midst of a flat array whose other elements must stay what they are.
package struct GuardedArray {
  /// Elements before and after the values: more than a panel, and no multiple of a vector.
  package static let guards = 19

  private var elements: [Float]

  package init(_ values: [Float]) {
    let guards = [Float](repeating: GuardedMatrix.canary, count: Self.guards)
    elements = guards + values + guards
  }

  /// The range of the values in the array.
  package var range: Range<Int> { Self.guards..<elements.count - Self.guards }

  package var values: [Float] { Array(elements[range]) }

  /// Whether no element outside the values has changed.
  package var neighboursAreIntact: Bool {
    (elements.prefix(Self.guards) + elements.suffix(Self.guards))
      .allSatisfy { $0 == GuardedMatrix.canary }
  }

  /// Calls `body` with the values as a dense tensor.
  package mutating func withValues(rows: Int, columns: Int, _ body: (DenseBlock) -> Void) {
    elements.withFlatBlock { flat in
      body(flat.tensor(offset: Self.guards, rows: rows, columns: columns))
    }
  }

  /// Calls `body` with the whole array, guards included.
  package mutating func withFlatBlock<Result>(_ body: (FlatBlock) -> Result) -> Result {
    elements.withFlatBlock(body)
  }
}
