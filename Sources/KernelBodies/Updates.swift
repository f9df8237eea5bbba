// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Public for inlining into the levels only; no product exports this module.

// Updates of flat parameters by their gradient: one pass over memory for each rule.

/// The rule by which parameters follow their gradient `g`, with its constants.
///
/// `rate` is the learning rate α of this step. Bias corrections of Adam are passed in, since they
/// depend on the step and not on the element.
public enum UpdateRule: Sendable {
  /// `θ -= α g`
  case gradientDescent(rate: Float)
  /// `m = μ m + g; θ -= α m` (Polyak, 1964)
  case momentum(rate: Float, momentum: Float)
  /// `m = μ m + g; θ -= α (g + μ m)` (Nesterov, 1983; this form: Sutskever et al., 2013)
  case nesterov(rate: Float, momentum: Float)
  /// `v += g²; θ -= α g / (√v + ε)` (Duchi et al., 2011)
  case adaGrad(rate: Float, epsilon: Float)
  /// `v = ρ v + (1 - ρ) g²; θ -= α g / (√v + ε)` (Tieleman and Hinton, 2012)
  case rmsProp(rate: Float, decay: Float, epsilon: Float)
  /// `m = β₁ m + (1 - β₁) g; v = β₂ v + (1 - β₂) g²`,
  /// `θ = (1 - α λ) θ - α (m / (1 - β₁ᵗ)) / (√(v / (1 - β₂ᵗ)) + ε)`
  /// (Kingma and Ba, 2015; decoupled decay λ: Loshchilov and Hutter, 2019)
  case adam(
    rate: Float, beta1: Float, beta2: Float, epsilon: Float, correction1: Float,
    correction2: Float, decay: Float)
}

/// Parameters, their gradient and the rule's two states, all of `count` floats.
public struct UpdateOperands {
  public var parameters: UnsafeMutablePointer<Float>
  public var gradient: UnsafePointer<Float>
  /// First state: the momentum `m`. Read only by the rules that have one.
  public var first: UnsafeMutablePointer<Float>
  /// Second state: the squares `v`. Read only by the rules that have them.
  public var second: UnsafeMutablePointer<Float>
  public var count: Int

  @inlinable
  public init(
    parameters: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
    first: UnsafeMutablePointer<Float>, second: UnsafeMutablePointer<Float>, count: Int
  ) {
    self.parameters = parameters
    self.gradient = gradient
    self.first = first
    self.second = second
    self.count = count
  }
}

extension KernelSet {
  /// Moves the parameters by one step of `rule`.
  ///
  /// Loops, not a function that takes a closure: what the compiler leaves of a closure that doesn't
  /// depend on the level is one symbol for all levels, and the linker keeps any of them.
  @inlinable
  public static func update(_ operands: UpdateOperands, rule: UpdateRule) {
    let theta = operands.parameters
    let g = operands.gradient
    let m = operands.first
    let v = operands.second
    let count = operands.count
    switch rule {
    case .gradientDescent(let rate):
      var i = 0
      while i < count {
        let lanes = min(count &- i, 8)
        let step = rate * g.vector(i, first: lanes)
        theta.store(theta.vector(i, first: lanes) - step, i, first: lanes)
        i &+= 8
      }
    case .momentum(let rate, let momentum):
      var i = 0
      while i < count {
        let lanes = min(count &- i, 8)
        let moment = momentum * m.vector(i, first: lanes) + g.vector(i, first: lanes)
        m.store(moment, i, first: lanes)
        theta.store(theta.vector(i, first: lanes) - rate * moment, i, first: lanes)
        i &+= 8
      }
    case .nesterov(let rate, let momentum):
      var i = 0
      while i < count {
        let lanes = min(count &- i, 8)
        let gradient = g.vector(i, first: lanes)
        let moment = momentum * m.vector(i, first: lanes) + gradient
        m.store(moment, i, first: lanes)
        let step = rate * (gradient + momentum * moment)
        theta.store(theta.vector(i, first: lanes) - step, i, first: lanes)
        i &+= 8
      }
    case .adaGrad(let rate, let epsilon):
      var i = 0
      while i < count {
        let lanes = min(count &- i, 8)
        let gradient = g.vector(i, first: lanes)
        let squares = v.vector(i, first: lanes) + gradient * gradient
        v.store(squares, i, first: lanes)
        let step = rate * gradient / (squares.squareRoot() + epsilon)
        theta.store(theta.vector(i, first: lanes) - step, i, first: lanes)
        i &+= 8
      }
    case .rmsProp(let rate, let decay, let epsilon):
      var i = 0
      while i < count {
        let lanes = min(count &- i, 8)
        let gradient = g.vector(i, first: lanes)
        let squares = decay * v.vector(i, first: lanes) + (1 - decay) * (gradient * gradient)
        v.store(squares, i, first: lanes)
        let step = rate * gradient / (squares.squareRoot() + epsilon)
        theta.store(theta.vector(i, first: lanes) - step, i, first: lanes)
        i &+= 8
      }
    case .adam(
      let rate, let beta1, let beta2, let epsilon, let correction1, let correction2, let decay):
      let scaledRate = rate / correction1
      let root = 1 / correction2.squareRoot()
      let keep = 1 - rate * decay
      var i = 0
      while i < count {
        let lanes = min(count &- i, 8)
        let gradient = g.vector(i, first: lanes)
        let moment = beta1 * m.vector(i, first: lanes) + (1 - beta1) * gradient
        let squares = beta2 * v.vector(i, first: lanes) + (1 - beta2) * (gradient * gradient)
        m.store(moment, i, first: lanes)
        v.store(squares, i, first: lanes)
        let step = scaledRate * moment / (squares.squareRoot() * root + epsilon)
        theta.store(keep * theta.vector(i, first: lanes) - step, i, first: lanes)
        i &+= 8
      }
    }
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
