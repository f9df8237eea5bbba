// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Public for inlining into the levels only; no product exports this module.

// Updates of flat parameters by their gradient: one pass over memory.

/// What is done to a gradient before a rule takes it up: `g := limit(factor · g)`.
public struct GradientScaling: Sendable, Equatable {
  public var factor: Float
  /// Elements are limited to `-limit...limit`.
  public var limit: Float

  @inlinable
  public init(factor: Float = 1, limit: Float = .infinity) {
    self.factor = factor
    self.limit = limit
  }
}

/// Parameters, their gradient and the rule's two states, all of `count` floats.
public struct UpdateOperands {
  public var parameters: UnsafeMutablePointer<Float>
  public var gradient: UnsafeMutablePointer<Float>
  /// First state: the momentum `m`. Touched only by the rules that have one.
  public var first: UnsafeMutablePointer<Float>
  /// Second state: the squares `v`. Touched only by the rules that have them.
  public var second: UnsafeMutablePointer<Float>
  public var count: Int
  public var scaling: GradientScaling
  /// Whether the gradient is zero afterwards, for the next one to accumulate in.
  public var clearsGradient: Bool

  @inlinable
  public init(
    parameters: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>,
    first: UnsafeMutablePointer<Float>, second: UnsafeMutablePointer<Float>, count: Int,
    scaling: GradientScaling, clearsGradient: Bool
  ) {
    self.parameters = parameters
    self.gradient = gradient
    self.first = first
    self.second = second
    self.count = count
    self.scaling = scaling
    self.clearsGradient = clearsGradient
  }
}

extension KernelSet {
  /// Moves the parameters by one step of `rule`.
  @inlinable
  public static func update(_ operands: UpdateOperands, rule: UpdateRule) {
    switch rule {
    case .gradientDescent(let rate):
      walk(GradientDescentStep(rate: rate), operands)
    case .momentum(let rate, let momentum):
      walk(MomentumStep(rate: rate, momentum: momentum), operands)
    case .nesterov(let rate, let momentum):
      walk(NesterovStep(rate: rate, momentum: momentum), operands)
    case .adaGrad(let rate, let epsilon):
      walk(AdaGradStep(rate: rate, epsilon: epsilon), operands)
    case .rmsProp(let rate, let decay, let epsilon):
      walk(RMSPropStep(rate: rate, decay: decay, epsilon: epsilon), operands)
    case .adam(
      let rate, let beta1, let beta2, let epsilon, let correction1, let correction2, let decay):
      walk(
        AdamStep(
          rate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, correction1: correction1,
          correction2: correction2, decay: decay), operands)
    }
  }

  @inlinable @inline(__always)
  static func walk<Step: UpdateStep>(_ step: Step, _ operands: UpdateOperands) {
    var i = 0
    while i &+ 8 <= operands.count {
      move(step, operands, at: i, lanes: 8)
      i &+= 8
    }
    if i < operands.count { move(step, operands, at: i, lanes: operands.count &- i) }
  }

  /// Eight parameters, or fewer at the end; of a constant eight the compiler makes whole vectors.
  @inlinable @inline(__always)
  static func move<Step: UpdateStep>(
    _ step: Step, _ operands: UpdateOperands, at i: Int, lanes: Int
  ) {
    var theta = operands.parameters.vector(i, first: lanes)
    var m = Vector.zero
    var v = Vector.zero
    if Step.hasFirstState { m = operands.first.vector(i, first: lanes) }
    if Step.hasSecondState { v = operands.second.vector(i, first: lanes) }
    let limit = Vector(repeating: operands.scaling.limit)
    var g = operands.scaling.factor * operands.gradient.vector(i, first: lanes)
    g = g.replacing(with: limit, where: g .> limit)
    g = g.replacing(with: -limit, where: g .< -limit)
    step.move(&theta, &m, &v, along: g)
    operands.parameters.store(theta, i, first: lanes)
    if Step.hasFirstState { operands.first.store(m, i, first: lanes) }
    if Step.hasSecondState { operands.second.store(v, i, first: lanes) }
    if operands.clearsGradient { operands.gradient.store(.zero, i, first: lanes) }
  }

  /// `Σ x²` in Double, in an order that depends on `count` alone.
  @inlinable
  public static func sumOfSquares(_ x: UnsafePointer<Float>, count: Int) -> Double {
    var sums = SIMD8<Double>.zero
    var i = 0
    while i &+ 8 <= count {
      let wide = SIMD8<Double>(x.vector(i))
      sums += wide * wide
      i &+= 8
    }
    var total = sums.sum()
    while i < count {
      total += Double(x[i]) * Double(x[i])
      i &+= 1
    }
    return total
  }

  /// `x *= factor`
  @inlinable
  public static func scale(_ x: UnsafeMutablePointer<Float>, by factor: Float, count: Int) {
    for i in 0..<count { x[i] *= factor }
  }

  /// Limits each element to `-limit...limit`; NaN stays NaN.
  @inlinable
  public static func clamp(_ x: UnsafeMutablePointer<Float>, to limit: Float, count: Int) {
    for i in 0..<count {
      if x[i] > limit { x[i] = limit } else if x[i] < -limit { x[i] = -limit }
    }
  }
}
