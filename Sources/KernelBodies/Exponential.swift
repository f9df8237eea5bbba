// exp(y) - 1 by range reduction: y = n ln 2 + s with |s| ≤ (ln 2)/2, exp(y) = 2^n exp(s),
// exp(s) - 1 = s + s² p(s). The polynomial p is a minimax fit of (exp(s) - 1 - s) / s², weighted for
// the relative error of exp(s): 3.3e-9 before rounding.

/// A reduced exponential: `exp(f x) = 2^(±n) (1 + f q)`.
///
/// The factor f is ±1 or a power of two: it is multiplied into the constants without a rounding, so
/// that neither a sign nor a doubling costs an instruction.
@usableFromInline
package struct ReducedExponential {
  /// `(exp(f r) - 1) / f` for the reduced argument `r`, with a small relative error.
  @usableFromInline let q: Vector
  /// 1.5 · 2^23 + 127 + n, the exponent's bits in the lowest ones.
  @usableFromInline let shifted: Vector

  /// What the power of two stands for.
  @usableFromInline
  enum Power {
    /// `exp(f x) = 2^n (1 + f q)`
    case factor
    /// `exp(f x) = (1 + f q) / 2^n`
    case divisor
  }

  /// Reduces `f x`, whose magnitude must be under 2^21; NaN gives NaN in `q`.
  ///
  /// - Parameter isSmall: whether one float is enough of a ln 2: it is wrong by 1.9e-9, n times.
  @inlinable @inline(__always)
  init<Kernels: KernelSet>(
    _ x: Vector, times f: Float, power: Power, isSmall: Bool = false, using kernels: Kernels.Type
  ) {
    let sign: Float = power == .factor ? 1 : -1
    // Adding 1.5 · 2^23 rounds to an integer and leaves it in the low bits of the sum.
    let magic = Vector(repeating: 12_582_912 + 127)
    shifted = kernels.multiplyAdd(x, Vector(repeating: sign * f * 1.442_695_04), magic)
    let n = shifted - magic
    let r: Vector
    if isSmall {
      r = kernels.multiplyAdd(n, Vector(repeating: sign / f * -0.693_147_18), x)
    } else {
      // ln 2 in two parts, the first short enough for an exact product with n.
      let high = kernels.multiplyAdd(n, Vector(repeating: sign / f * -0.693_359_375), x)
      r = kernels.multiplyAdd(n, Vector(repeating: sign / f * 2.121_944_4e-4), high)
    }
    var p = Vector(repeating: f * f * f * f * f * 0.001_381_314_36)
    p = kernels.multiplyAdd(p, r, Vector(repeating: f * f * f * f * 0.008_369_418_79))
    p = kernels.multiplyAdd(p, r, Vector(repeating: f * f * f * 0.041_668_456))
    p = kernels.multiplyAdd(p, r, Vector(repeating: f * f * 0.166_665_152))
    p = kernels.multiplyAdd(p, r, Vector(repeating: f * 0.499_999_94))
    q = kernels.multiplyAdd(r * r, p, r)
  }

  /// `2^n` for `n` in -126...127; zero for -127, infinity for 128.
  @inlinable @inline(__always)
  var power: Vector {
    unsafeBitCast(unsafeBitCast(shifted, to: SIMD8<Int32>.self) &<< 23, to: Vector.self)
  }
}

/// The exponential function.
@usableFromInline
enum Exponential {
  /// `exp(x)`
  ///
  /// Maximum error: 1.1 units in the last place over all inputs
  /// (`ExhaustiveElementaryFunctionTests`); overflows to infinity above 88.72, underflows gradually
  /// to zero, gives NaN for NaN.
  @inlinable @inline(__always)
  static func value<Kernels: KernelSet>(_ x: Vector, using kernels: Kernels.Type) -> Vector {
    let low = Vector(repeating: -105)
    let high = Vector(repeating: 90)
    let raised = x.replacing(with: low, where: x .< low)
    let limited = raised.replacing(with: high, where: raised .> high)
    let reduced = ReducedExponential(limited, times: 1, power: .factor, using: kernels)
    // Two factors: 2^n alone has no exponent for the largest and for the subnormal results.
    let n = unsafeBitCast(reduced.shifted, to: SIMD8<Int32>.self) &- 0x4B40_007F
    let half = n &>> 1
    return (1 + reduced.q) * powerOfTwo(half) * powerOfTwo(n &- half)
  }

  /// `exp(x)` for `x` up to 88, in two thirds of the time.
  ///
  /// As ``value(_:using:)``, but results under 2^-126 may be zero.
  @inlinable @inline(__always)
  static func flushedValue<Kernels: KernelSet>(_ x: Vector, using kernels: Kernels.Type) -> Vector {
    let low = Vector(repeating: -88)
    let limited = x.replacing(with: low, where: x .< low)
    let reduced = ReducedExponential(limited, times: 1, power: .factor, using: kernels)
    return kernels.multiplyAdd(reduced.q, reduced.power, reduced.power)
  }

  /// `2^k` for `k` in -126...127.
  @inlinable @inline(__always)
  static func powerOfTwo(_ k: SIMD8<Int32>) -> Vector {
    unsafeBitCast((k &+ 127) &<< 23, to: Vector.self)
  }
}
