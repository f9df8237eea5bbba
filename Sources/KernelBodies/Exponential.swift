// exp(x) - 1 by range reduction: x = n ln 2 + r with |r| ≤ (ln 2)/2, exp(x) = 2^n (1 + q),
// q = r + r² p(r). The polynomial p is a minimax fit of (exp(r) - 1 - r) / r², weighted for the
// relative error of exp(r): 3.3e-9 before rounding.

/// A reduced exponential: `exp(x) = 2^n (1 + q)`.
@usableFromInline
package struct ReducedExponential {
  /// `exp(r) - 1` for the reduced argument `r`, with a small relative error.
  @usableFromInline let q: Vector
  /// The exponent `n` of the power of two.
  @usableFromInline let n: SIMD8<Int32>

  /// Reduces `x`, whose magnitude must be under 2^21; NaN gives NaN in `q`.
  @inlinable @inline(__always)
  init<Kernels: KernelSet>(_ x: Vector, using kernels: Kernels.Type) {
    // Adding 1.5 · 2^23 rounds to an integer and leaves it in the low bits of the sum.
    let magic = Vector(repeating: 12_582_912)
    let log2e = Vector(repeating: 1.442_695_04)
    let shifted = kernels.multiplyAdd(x, log2e, magic)
    let rounded = shifted - magic
    n = unsafeBitCast(shifted, to: SIMD8<Int32>.self) &- 0x4B40_0000
    // ln 2 in two parts, the first short enough for an exact product with n.
    var r = kernels.multiplyAdd(rounded, Vector(repeating: -0.693_359_375), x)
    r = kernels.multiplyAdd(rounded, Vector(repeating: 2.121_944_4e-4), r)
    var p = Vector(repeating: 0.001_381_314_36)
    p = kernels.multiplyAdd(p, r, Vector(repeating: 0.008_369_418_79))
    p = kernels.multiplyAdd(p, r, Vector(repeating: 0.041_668_456))
    p = kernels.multiplyAdd(p, r, Vector(repeating: 0.166_665_152))
    p = kernels.multiplyAdd(p, r, Vector(repeating: 0.499_999_94))
    q = kernels.multiplyAdd(r * r, p, r)
  }

  /// `2^k` for `k` in -126...127.
  @inlinable @inline(__always)
  static func powerOfTwo(_ k: SIMD8<Int32>) -> Vector {
    unsafeBitCast((k &+ 127) &<< 23, to: Vector.self)
  }
}

/// The exponential function.
///
/// Maximum error: 1.1 units in the last place over all inputs
/// (`ExhaustiveElementaryFunctionTests`); overflows to infinity above 88.72, underflows gradually
/// to zero, gives NaN for NaN.
@usableFromInline
enum Exponential {
  @inlinable @inline(__always)
  static func value<Kernels: KernelSet>(_ x: Vector, using kernels: Kernels.Type) -> Vector {
    let low = Vector(repeating: -105)
    let high = Vector(repeating: 90)
    let clamped = x.replacing(with: low, where: x .< low).replacing(with: high, where: x .> high)
    let reduced = ReducedExponential(clamped, using: kernels)
    // Two factors: 2^n alone has no exponent for the largest and for the subnormal results.
    let half = reduced.n &>> 1
    let rest = reduced.n &- half
    return (1 + reduced.q) * ReducedExponential.powerOfTwo(half)
      * ReducedExponential.powerOfTwo(rest)
  }
}
