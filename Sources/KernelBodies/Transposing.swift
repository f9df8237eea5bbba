// Transposition in blocks of eight by eight, in registers.

/// Eight vectors: a block of eight rows and eight columns.
@usableFromInline
struct SquareBlock {
  @usableFromInline var rows: InlineArray<8, Vector>

  /// Reads eight rows.
  @inlinable @inline(__always)
  init(_ source: UnsafePointer<Float>, stride: Int) {
    rows = InlineArray<8, Vector>(repeating: .zero)
    for r in 0..<8 { rows[r] = source.vector(r &* stride) }
  }

  /// The block with rows and columns exchanged.
  @inlinable @inline(__always)
  func transposed() -> SquareBlock {
    // Pairs of rows are interleaved, then pairs of pairs, then halves of vectors change places: the
    // compiler makes one instruction of each.
    var pairs = rows
    for r in 0..<4 {
      let (a, b) = (rows[2 &* r], rows[2 &* r &+ 1])
      pairs[2 &* r] = Vector(a[0], b[0], a[1], b[1], a[4], b[4], a[5], b[5])
      pairs[2 &* r &+ 1] = Vector(a[2], b[2], a[3], b[3], a[6], b[6], a[7], b[7])
    }
    var quads = rows
    for half in 0..<2 {
      for r in 0..<2 {
        let (a, b) = (pairs[4 &* half &+ r], pairs[4 &* half &+ 2 &+ r])
        quads[4 &* half &+ 2 &* r] = Vector(a[0], a[1], b[0], b[1], a[4], a[5], b[4], b[5])
        quads[4 &* half &+ 2 &* r &+ 1] = Vector(a[2], a[3], b[2], b[3], a[6], a[7], b[6], b[7])
      }
    }
    var result = self
    for r in 0..<4 {
      let (a, b) = (quads[r], quads[4 &+ r])
      result.rows[r] = Vector(lowHalf: a.lowHalf, highHalf: b.lowHalf)
      result.rows[4 &+ r] = Vector(lowHalf: a.highHalf, highHalf: b.highHalf)
    }
    return result
  }
}

/// What is done with a transposed number.
@usableFromInline
protocol TransposedStore {
  /// Eight numbers in a row of the destination, from column `i` on.
  func store(_ value: Vector, _ i: Int, into row: UnsafeMutablePointer<Float>)
  /// One number.
  func store(_ value: Float, _ i: Int, into row: UnsafeMutablePointer<Float>)
}

/// `y = x`
@usableFromInline
struct PlainStore: TransposedStore {
  @inlinable @inline(__always) init() {}

  @inlinable @inline(__always)
  func store(_ value: Vector, _ i: Int, into row: UnsafeMutablePointer<Float>) {
    row.store(value, i)
  }

  @inlinable @inline(__always)
  func store(_ value: Float, _ i: Int, into row: UnsafeMutablePointer<Float>) { row[i] = value }
}

/// `y = x + bias`
@usableFromInline
struct BiasedStore: TransposedStore {
  @usableFromInline let bias: UnsafePointer<Float>

  @inlinable @inline(__always) init(bias: UnsafePointer<Float>) { self.bias = bias }

  @inlinable @inline(__always)
  func store(_ value: Vector, _ i: Int, into row: UnsafeMutablePointer<Float>) {
    row.store(value + bias.vector(i), i)
  }

  @inlinable @inline(__always)
  func store(_ value: Float, _ i: Int, into row: UnsafeMutablePointer<Float>) {
    row[i] = value + bias[i]
  }
}

/// `y += x`
@usableFromInline
struct AddingStore: TransposedStore {
  @inlinable @inline(__always) init() {}

  @inlinable @inline(__always)
  func store(_ value: Vector, _ i: Int, into row: UnsafeMutablePointer<Float>) {
    row.store(row.vector(i) + value, i)
  }

  @inlinable @inline(__always)
  func store(_ value: Float, _ i: Int, into row: UnsafeMutablePointer<Float>) { row[i] += value }
}

extension KernelSet {
  /// `destination[j, i]` from `source[i, j]`, for `i < rows` and `j` in `columns`.
  @inlinable @inline(__always)
  static func transposeBlocks<Store: TransposedStore>(
    _ source: UnsafePointer<Float>, stride: Int, rows: Int, columns: Range<Int>,
    into destination: UnsafeMutablePointer<Float>, stride destinationStride: Int, _ store: Store
  ) {
    var j = columns.lowerBound
    while j &+ 8 <= columns.upperBound {
      var i = 0
      while i &+ 8 <= rows {
        let block = SquareBlock(source + (i &* stride &+ j), stride: stride).transposed()
        for r in 0..<8 {
          store.store(block.rows[r], i, into: destination + (j &+ r) &* destinationStride)
        }
        i &+= 8
      }
      while i < rows {
        for r in 0..<8 {
          store.store(
            source[i &* stride &+ j &+ r], i, into: destination + (j &+ r) &* destinationStride)
        }
        i &+= 1
      }
      j &+= 8
    }
    while j < columns.upperBound {
      for i in 0..<rows {
        store.store(source[i &* stride &+ j], i, into: destination + j &* destinationStride)
      }
      j &+= 1
    }
  }
}
