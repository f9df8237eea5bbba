// Loads and stores of vectors, without a claim of alignment.

extension UnsafePointer<Float> {
  /// Reads the eight floats that start at `offset`.
  @inlinable @inline(__always)
  package func vector(_ offset: Int) -> Vector {
    UnsafeRawPointer(self + offset).loadUnaligned(as: Vector.self)
  }

  /// Reads `count` floats from `offset` on into the first lanes, zero into the rest.
  @inlinable @inline(__always)
  package func vector(_ offset: Int, first count: Int) -> Vector {
    if count >= 8 { return vector(offset) }
    var value = Vector.zero
    for lane in 0..<max(count, 0) { value[lane] = self[offset &+ lane] }
    return value
  }
}

extension UnsafeMutablePointer<Float> {
  /// Reads the eight floats that start at `offset`.
  @inlinable @inline(__always)
  package func vector(_ offset: Int) -> Vector {
    UnsafeRawPointer(self + offset).loadUnaligned(as: Vector.self)
  }

  /// Writes eight floats from `offset` on.
  @inlinable @inline(__always)
  package func store(_ value: Vector, _ offset: Int) {
    UnsafeMutableRawPointer(self + offset).storeBytes(of: value, as: Vector.self)
  }

  /// Writes the first `count` lanes of `value` from `offset` on; `count` may exceed eight.
  @inlinable @inline(__always)
  package func store(_ value: Vector, _ offset: Int, first count: Int) {
    if count >= 8 {
      store(value, offset)
    } else {
      for lane in 0..<max(count, 0) { self[offset &+ lane] = value[lane] }
    }
  }

  /// Reads `count` floats from `offset` on into the first lanes, zero into the rest.
  @inlinable @inline(__always)
  package func vector(_ offset: Int, first count: Int) -> Vector {
    UnsafePointer(self).vector(offset, first: count)
  }
}
