#if arch(x86_64)
  public import KernelBodies

  /// The kernels with AVX2 and FMA instructions: sixteen registers of eight floats.
  public enum X86V3: KernelSet {
    /// The name by which the level can be forced.
    public static var name: String { "x86-64-v3" }

    /// Six rows of sixteen columns take twelve registers and leave four to feed them.
    @inlinable @inline(__always)
    public static var tileRows: Int { 6 }

    /// One fused instruction.
    @inlinable @inline(__always)
    public static func multiplyAdd(_ a: Vector, _ b: Vector, _ c: Vector) -> Vector {
      c.addingProduct(a, b)
    }
  }
#endif
