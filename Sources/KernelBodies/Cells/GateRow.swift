/// The products of a row, and the gates that become of them.
@usableFromInline
struct GateRow {
  /// X_t, gate by gate.
  @usableFromInline let inputs: UnsafePointer<Float>
  /// R_t, gate by gate.
  @usableFromInline let recurrent: UnsafePointer<Float>
  @usableFromInline let saved: UnsafeMutablePointer<Float>
  /// The columns from one gate to the next.
  @usableFromInline let stride: Int

  @inlinable @inline(__always)
  init(
    inputs: UnsafePointer<Float>, recurrent: UnsafePointer<Float>,
    saved: UnsafeMutablePointer<Float>, stride: Int
  ) {
    self.inputs = inputs
    self.recurrent = recurrent
    self.saved = saved
    self.stride = stride
  }

  /// `saved[g] = h(X_g + R_g)` for some gates.
  @inlinable @inline(__always)
  func activate<Function: Activation, Kernels: KernelSet>(
    _ gates: ClosedRange<Int>, by function: Function.Type, using kernels: Kernels.Type
  ) {
    let first = gates.lowerBound &* stride
    Kernels.activateSums(
      inputs + first, recurrent + first, saved + first, count: gates.count &* stride, by: function)
  }
}

extension KernelSet {
  /// `c = h(a + b)` for whole vectors.
  ///
  /// A function of its own: the constants of `h` take most of the registers, and would take them from
  /// whatever it was inlined into.
  @inlinable @inline(never)
  static func activateSums<Function: Activation>(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>,
    count: Int, by function: Function.Type
  ) {
    var j = 0
    while j < count {
      c.store(Function.value(a.vector(j) + b.vector(j), using: Self.self), j)
      j &+= 8
    }
  }
}
