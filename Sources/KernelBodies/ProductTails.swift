// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Public for inlining into the levels only; no product exports this module.

// The fused ends of a product, and the entry points that use them.

/// A row to add to each row of a product: row `indices[r]` of a table, or row `r` of a matrix.
public struct RowAddend {
  public var base: UnsafePointer<Float>
  public var stride: Int
  /// Rows of the table, one for each row of the product; nil when row `r` takes row `r`.
  public var indices: UnsafePointer<Int32>?

  @inlinable
  public init(base: UnsafePointer<Float>, stride: Int, indices: UnsafePointer<Int32>? = nil) {
    self.base = base
    self.stride = stride
    self.indices = indices
  }

  @inlinable @inline(__always)
  func row(_ row: Int) -> UnsafePointer<Float> {
    if let indices { return base + Int(indices[row]) &* stride }
    return base + row &* stride
  }

  @inlinable @inline(__always)
  func vector(row: Int, column: Int) -> Vector {
    if let indices { return base.vector(Int(indices[row]) &* stride &+ column) }
    return base.vector(row &* stride &+ column)
  }
}

/// `C = A B`
@usableFromInline
struct StoreTail: Tail {
  @inlinable @inline(__always) init() {}

  @inlinable @inline(__always)
  func finish<Kernels: KernelSet>(
    _ sum: Vector, row: Int, column: Int, using kernels: Kernels.Type
  ) -> Vector {
    sum
  }
}

/// `C = A B + bias`, the bias running along the columns.
@usableFromInline
struct BiasTail: Tail {
  @usableFromInline let bias: UnsafePointer<Float>

  @inlinable @inline(__always) init(bias: UnsafePointer<Float>) { self.bias = bias }

  @inlinable @inline(__always)
  func finish<Kernels: KernelSet>(
    _ sum: Vector, row: Int, column: Int, using kernels: Kernels.Type
  ) -> Vector {
    sum + bias.vector(column)
  }
}

/// `C = A B + addend`
@usableFromInline
struct AddendTail: Tail {
  @usableFromInline let addend: RowAddend

  @inlinable @inline(__always) init(addend: RowAddend) { self.addend = addend }

  @inlinable @inline(__always)
  func finish<Kernels: KernelSet>(
    _ sum: Vector, row: Int, column: Int, using kernels: Kernels.Type
  ) -> Vector {
    sum + addend.vector(row: row, column: column)
  }
}

extension KernelSet {
  /// `C = A B`.
  @inlinable
  public static func product(_ operands: ProductOperands) {
    product(operands, tail: StoreTail())
  }

  /// `C = A B + bias`, with one bias for each column (readable up to a whole panel).
  @inlinable
  public static func product(_ operands: ProductOperands, bias: UnsafePointer<Float>) {
    product(operands, tail: BiasTail(bias: bias))
  }

  /// `C = A B + addend`; the addend may be the result's own memory.
  @inlinable
  public static func product(_ operands: ProductOperands, addend: RowAddend) {
    product(operands, tail: AddendTail(addend: addend))
  }
}
