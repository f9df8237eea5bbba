// The non-linearities h of a recurrent layer, and h' computed from the value a = h(z).

/// A non-linearity on eight lanes.
@usableFromInline
protocol Activation {
  /// `h(z)`
  static func value<Kernels: KernelSet>(_ z: Vector, using kernels: Kernels.Type) -> Vector
  /// `h'(z)` as a function of `a = h(z)`
  static func derivative(atValue a: Vector) -> Vector
}

/// `tanh(z) = e / (e + 2)` with `e = exp(2|z|) - 1`, and the sign of `z`; `h' = 1 - a²`.
///
/// Maximum error: 2.7 units in the last place over all inputs
/// (`ExhaustiveElementaryFunctionTests`; the largest is at 0.062); odd, never beyond ±1, gives NaN for
/// NaN and keeps the sign of zero.
@usableFromInline
enum HyperbolicTangent: Activation {
  @inlinable @inline(__always)
  static func value<Kernels: KernelSet>(_ z: Vector, using kernels: Kernels.Type) -> Vector {
    let bits = unsafeBitCast(z, to: SIMD8<UInt32>.self)
    let sign = bits & 0x8000_0000
    let magnitude = unsafeBitCast(bits & 0x7FFF_FFFF, to: Vector.self)
    // From 9.02 on the nearest float is one.
    let limit = Vector(repeating: 9.1)
    let x = magnitude.replacing(with: limit, where: magnitude .> limit)
    let reduced = ReducedExponential(
      x, times: 2, power: .divisor, isSmall: true, using: kernels)
    // e / 2 and e / 2 + 1, both divided by exp(2|z|) / (1 + 2q).
    let half = Vector(repeating: 0.5)
    let numerator = reduced.q + kernels.multiplyAdd(reduced.power, -half, half)
    let result = numerator / (numerator + reduced.power)
    return unsafeBitCast(unsafeBitCast(result, to: SIMD8<UInt32>.self) | sign, to: Vector.self)
  }

  @inlinable @inline(__always)
  static func derivative(atValue a: Vector) -> Vector { 1 - a * a }
}

/// `h(z) = max(z, 0)`; `h' = [a > 0]`. NaN stays NaN.
@usableFromInline
enum Rectifier: Activation {
  @inlinable @inline(__always)
  static func value<Kernels: KernelSet>(_ z: Vector, using kernels: Kernels.Type) -> Vector {
    z.replacing(with: 0, where: z .< 0)
  }

  @inlinable @inline(__always)
  static func derivative(atValue a: Vector) -> Vector {
    Vector.zero.replacing(with: 1, where: a .> 0)
  }
}

/// `h(z) = 1 / (1 + exp(-z))`; `h' = a (1 - a)`.
///
/// Maximum error: 2.5 units in the last place for results of at least 2^-126, which is all inputs
/// above -87.3 (`ExhaustiveElementaryFunctionTests`); smaller results may be zero. Gives NaN for
/// NaN.
@usableFromInline
enum Logistic: Activation {
  @inlinable @inline(__always)
  static func value<Kernels: KernelSet>(_ z: Vector, using kernels: Kernels.Type) -> Vector {
    // From 17.4 on the nearest float is one; from -88 down the power of two is zero, and the value.
    // The second comparison is with what the first one left: a minimum and a maximum.
    let high = Vector(repeating: 20)
    let low = Vector(repeating: -88)
    let lowered = z.replacing(with: high, where: z .> high)
    let x = lowered.replacing(with: low, where: lowered .< low)
    let reduced = ReducedExponential(x, times: -1, power: .divisor, using: kernels)
    return reduced.power / ((1 + reduced.power) - reduced.q)
  }

  @inlinable @inline(__always)
  static func derivative(atValue a: Vector) -> Vector { a * (1 - a) }
}

extension KernelSet {
  /// `y = exp(x)`, element by element; `x` and `y` may be the same memory.
  @inlinable
  public static func exponential(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, count: Int
  ) {
    map(x, y, count: count) { Exponential.value($0, using: Self.self) }
  }

  /// `y = tanh(x)`, element by element; `x` and `y` may be the same memory.
  @inlinable
  public static func hyperbolicTangent(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, count: Int
  ) {
    map(x, y, count: count) { HyperbolicTangent.value($0, using: Self.self) }
  }

  /// `y = 1 / (1 + exp(-x))`, element by element; `x` and `y` may be the same memory.
  @inlinable
  public static func logistic(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, count: Int
  ) {
    map(x, y, count: count) { Logistic.value($0, using: Self.self) }
  }

  @inlinable @inline(__always)
  static func map(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, count: Int,
    _ body: (Vector) -> Vector
  ) {
    var i = 0
    while i &+ 8 <= count {
      y.store(body(x.vector(i)), i)
      i &+= 8
    }
    if i < count {
      y.store(body(x.vector(i, first: count &- i)), i, first: count &- i)
    }
  }
}
