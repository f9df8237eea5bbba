public import KernelBodies

/// The kernels with the instructions that every processor of the architecture has.
public enum Baseline: KernelSet {
  /// The name by which the level can be forced.
  public static var name: String { "baseline" }

  #if arch(x86_64)
    /// SSE2 has sixteen registers of four floats: two rows of sixteen columns take eight.
    @inlinable @inline(__always)
    public static var tileRows: Int { 2 }

    /// SSE2 has no fused instruction; asking for one would call a function for each lane.
    @inlinable @inline(__always)
    public static func multiplyAdd(_ a: Vector, _ b: Vector, _ c: Vector) -> Vector {
      a * b + c
    }
  #else
    /// NEON has thirty-two registers of four floats: four rows of sixteen columns take sixteen.
    @inlinable @inline(__always)
    public static var tileRows: Int { 4 }

    /// One fused instruction.
    @inlinable @inline(__always)
    public static func multiplyAdd(_ a: Vector, _ b: Vector, _ c: Vector) -> Vector {
      c.addingProduct(a, b)
    }
  #endif
}
