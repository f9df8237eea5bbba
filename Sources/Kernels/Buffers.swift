// Aligned memory and the views of it that kernels work on.
//
// A view (`Block`, `PackedBlock`, `IndexBlock`) is two machine words and a shape: it carries no
// reference count into the inner loops, and worker threads may write disjoint rows of one matrix.
// It lives no longer than its owner; engines keep both in one object. Slices are checked.

import KernelBodies

/// A row-major matrix in memory owned elsewhere.
package struct Block: @unchecked Sendable {
  let base: UnsafeMutablePointer<Float>
  package let rows: Int
  package let columns: Int
  package let stride: Int

  init(base: UnsafeMutablePointer<Float>, rows: Int, columns: Int, stride: Int) {
    self.base = base
    self.rows = rows
    self.columns = columns
    self.stride = stride
  }

  /// The rows of a range, as a view of the same memory.
  package func rows(_ range: Range<Int>) -> Block {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of a block of \(rows) rows")
    return Block(
      base: base + range.lowerBound &* stride, rows: range.count, columns: columns, stride: stride)
  }

  package subscript(row: Int, column: Int) -> Float {
    get {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns)
      return base[row &* stride &+ column]
    }
    nonmutating set {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns)
      base[row &* stride &+ column] = newValue
    }
  }

  /// Sets all rows, padding included, to zero.
  package func clear() { fill(0) }

  /// Sets all rows, padding included, to a value.
  ///
  /// - Precondition: the block is no view of some columns, whose neighbours would be filled, too.
  package func fill(_ value: Float) {
    guard rows > 0 else { return }
    base.update(repeating: value, count: rows &* stride)
  }

  /// Sets a range of columns of all rows to zero.
  package func clear(columns range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= columns)
    for row in 0..<rows {
      (base + (row &* stride &+ range.lowerBound)).update(repeating: 0, count: range.count)
    }
  }

  /// Copies the values of a dense array of `rows` × `columns` floats that starts at `offset`.
  package func copy(from values: [Float], offset: Int = 0) {
    precondition(
      offset >= 0 && offset + rows * columns <= values.count,
      "\(rows)×\(columns) at \(offset) of \(values.count) values")
    for row in 0..<rows {
      for column in 0..<columns {
        base[row &* stride &+ column] = values[offset &+ row &* columns &+ column]
      }
    }
  }

  /// The columns of a range, as a view of the same memory.
  package func columns(_ range: Range<Int>) -> Block {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= columns, "columns \(range) of \(rows)×\(columns)"
    )
    return Block(base: base + range.lowerBound, rows: rows, columns: range.count, stride: stride)
  }

  /// The values of a row, without its padding.
  package func row(_ row: Int) -> [Float] {
    let slice = rows(row..<row + 1)
    return (0..<columns).map { slice.base[$0] }
  }
}

/// An owner of a matrix whose rows are padded to whole panels and aligned to cache lines.
package struct Matrix: ~Copyable {
  package private(set) var block: Block
  private var capacity: Int

  package init(rows: Int = 0, columns: Int) {
    let stride = Matrix.stride(columns: columns)
    capacity = max(rows * stride, panelWidth)
    block = Block(
      base: Matrix.allocate(capacity), rows: rows, columns: columns, stride: stride)
  }

  deinit { block.base.deallocate() }

  /// Changes the number of rows; what the rows held is lost when they have to move.
  package mutating func resize(rows: Int) {
    if rows * block.stride > capacity {
      block.base.deallocate()
      capacity = rows * block.stride
      block = Block(
        base: Matrix.allocate(capacity), rows: rows, columns: block.columns, stride: block.stride)
    } else {
      block = Block(base: block.base, rows: rows, columns: block.columns, stride: block.stride)
    }
  }

  package mutating func clear() { block.clear() }

  /// Columns padded to whole panels; to one panel more where rows would all fall into the same
  /// few cache sets.
  package static func stride(columns: Int) -> Int {
    let padded = (columns + panelWidth - 1) / panelWidth * panelWidth
    return padded > 0 && padded.isMultiple(of: 64) ? padded + panelWidth : max(padded, panelWidth)
  }

  /// Zeroed floats at a cache line.
  static func allocate(_ count: Int) -> UnsafeMutablePointer<Float> {
    let raw = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * 4, alignment: 64)
    let base = raw.bindMemory(to: Float.self, capacity: max(count, 1))
    base.initialize(repeating: 0, count: max(count, 1))
    return base
  }
}

/// An owner of one row of floats.
package struct FloatBuffer: ~Copyable {
  /// The floats as a block of one row.
  package private(set) var block: Block
  private var capacity: Int

  package init() {
    capacity = panelWidth
    block = Block(base: Matrix.allocate(capacity), rows: 1, columns: 0, stride: capacity)
  }

  deinit { block.base.deallocate() }

  /// Changes the number of floats; what they were is lost when they have to move.
  package mutating func resize(_ count: Int) {
    var base = block.base
    if Matrix.stride(columns: count) > capacity {
      base.deallocate()
      capacity = Matrix.stride(columns: count)
      base = Matrix.allocate(capacity)
    }
    block = Block(base: base, rows: 1, columns: count, stride: capacity)
  }

  /// `start` and a range of the floats, added in Double in order.
  package func sum(_ range: Range<Int>, from start: Double) -> Double {
    precondition(range.lowerBound >= 0 && range.upperBound <= block.columns)
    var total = start
    for i in range { total += Double(block.base[i]) }
    return total
  }
}

/// The right-hand matrix of products, in panels of sixteen columns, in memory owned elsewhere.
package struct PackedBlock: @unchecked Sendable {
  let base: UnsafeMutablePointer<Float>
  package let depth: Int
  package let columns: Int

  package var panels: Int { Packing.panelCount(columns: columns) }

  /// Sets all of it to zero.
  package func clear() { base.update(repeating: 0, count: panels * panelWidth * depth) }

  /// Packs `depth` rows of `columns` floats.
  package func fill(_ values: [Float]) {
    precondition(
      values.count == depth * columns, "\(values.count) floats for \(depth) × \(columns)")
    clear()
    for k in 0..<depth {
      for j in 0..<columns {
        base[(j / panelWidth &* depth &+ k) &* panelWidth &+ j % panelWidth] =
          values[k * columns + j]
      }
    }
  }

  /// The matrix as it was before it was packed: `depth` rows of `columns` floats.
  package func unpacked() -> [Float] {
    var values: [Float] = []
    values.reserveCapacity(depth * columns)
    for k in 0..<depth {
      for j in 0..<columns {
        values.append(base[(j / panelWidth &* depth &+ k) &* panelWidth &+ j % panelWidth])
      }
    }
    return values
  }
}

/// An owner of a packed matrix of `depth` × `columns`.
package struct PackedMatrix: ~Copyable {
  package let block: PackedBlock

  package init(depth: Int, columns: Int) {
    let count = Packing.panelCount(columns: columns) * panelWidth * depth
    block = PackedBlock(base: Matrix.allocate(count), depth: depth, columns: columns)
  }

  deinit { block.base.deallocate() }

  /// Sets all of it to zero.
  package func clear() { block.clear() }
}

/// Symbol indices in memory owned elsewhere.
package struct IndexBlock: @unchecked Sendable {
  let base: UnsafeMutablePointer<Int32>
  package let count: Int

  package func slice(_ range: Range<Int>) -> IndexBlock {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    return IndexBlock(base: base + range.lowerBound, count: range.count)
  }

  package subscript(index: Int) -> Int32 {
    get {
      precondition(index >= 0 && index < count)
      return base[index]
    }
    nonmutating set {
      precondition(index >= 0 && index < count)
      base[index] = newValue
    }
  }
}

extension IndexBlock {
  /// Checks that the first `count` indices are in `0..<limit`.
  func check(_ count: Int, below limit: Int) {
    for i in 0..<count {
      precondition(base[i] >= 0 && Int(base[i]) < limit, "index \(base[i]), limit \(limit)")
    }
  }
}

/// An owner of symbol indices.
package struct IndexBuffer: ~Copyable {
  package private(set) var block: IndexBlock
  private var capacity: Int

  package init() {
    capacity = 16
    block = IndexBlock(base: .allocate(capacity: capacity), count: 0)
  }

  deinit { block.base.deallocate() }

  /// Changes the number of indices; what they were is lost when they have to move.
  package mutating func resize(_ count: Int) {
    if count > capacity {
      block.base.deallocate()
      capacity = count
      block = IndexBlock(base: .allocate(capacity: capacity), count: count)
    } else {
      block = IndexBlock(base: block.base, count: count)
    }
  }
}
