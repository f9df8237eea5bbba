// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Public for inlining into the levels only; no product exports this module.

// The rules of the parameter update, each on eight parameters.

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

/// What a rule does with eight parameters.
@usableFromInline
protocol UpdateStep {
  /// Whether the rule keeps a momentum `m`.
  static var hasFirstState: Bool { get }
  /// Whether the rule keeps squares `v`.
  static var hasSecondState: Bool { get }

  func move(_ theta: inout Vector, _ m: inout Vector, _ v: inout Vector, along g: Vector)
}

@usableFromInline
struct GradientDescentStep: UpdateStep {
  @inlinable @inline(__always) static var hasFirstState: Bool { false }
  @inlinable @inline(__always) static var hasSecondState: Bool { false }
  @usableFromInline let rate: Float

  @inlinable @inline(__always) init(rate: Float) { self.rate = rate }

  @inlinable @inline(__always)
  func move(_ theta: inout Vector, _ m: inout Vector, _ v: inout Vector, along g: Vector) {
    theta -= rate * g
  }
}

@usableFromInline
struct MomentumStep: UpdateStep {
  @inlinable @inline(__always) static var hasFirstState: Bool { true }
  @inlinable @inline(__always) static var hasSecondState: Bool { false }
  @usableFromInline let rate: Float
  @usableFromInline let momentum: Float

  @inlinable @inline(__always)
  init(rate: Float, momentum: Float) { (self.rate, self.momentum) = (rate, momentum) }

  @inlinable @inline(__always)
  func move(_ theta: inout Vector, _ m: inout Vector, _ v: inout Vector, along g: Vector) {
    m = momentum * m + g
    theta -= rate * m
  }
}

@usableFromInline
struct NesterovStep: UpdateStep {
  @inlinable @inline(__always) static var hasFirstState: Bool { true }
  @inlinable @inline(__always) static var hasSecondState: Bool { false }
  @usableFromInline let rate: Float
  @usableFromInline let momentum: Float

  @inlinable @inline(__always)
  init(rate: Float, momentum: Float) { (self.rate, self.momentum) = (rate, momentum) }

  @inlinable @inline(__always)
  func move(_ theta: inout Vector, _ m: inout Vector, _ v: inout Vector, along g: Vector) {
    m = momentum * m + g
    theta -= rate * (g + momentum * m)
  }
}

@usableFromInline
struct AdaGradStep: UpdateStep {
  @inlinable @inline(__always) static var hasFirstState: Bool { false }
  @inlinable @inline(__always) static var hasSecondState: Bool { true }
  @usableFromInline let rate: Float
  @usableFromInline let epsilon: Float

  @inlinable @inline(__always)
  init(rate: Float, epsilon: Float) { (self.rate, self.epsilon) = (rate, epsilon) }

  @inlinable @inline(__always)
  func move(_ theta: inout Vector, _ m: inout Vector, _ v: inout Vector, along g: Vector) {
    v += g * g
    theta -= rate * g / (v.squareRoot() + epsilon)
  }
}

@usableFromInline
struct RMSPropStep: UpdateStep {
  @inlinable @inline(__always) static var hasFirstState: Bool { false }
  @inlinable @inline(__always) static var hasSecondState: Bool { true }
  @usableFromInline let rate: Float
  @usableFromInline let decay: Float
  @usableFromInline let epsilon: Float

  @inlinable @inline(__always)
  init(rate: Float, decay: Float, epsilon: Float) {
    (self.rate, self.decay, self.epsilon) = (rate, decay, epsilon)
  }

  @inlinable @inline(__always)
  func move(_ theta: inout Vector, _ m: inout Vector, _ v: inout Vector, along g: Vector) {
    v = decay * v + (1 - decay) * (g * g)
    theta -= rate * g / (v.squareRoot() + epsilon)
  }
}

@usableFromInline
struct AdamStep: UpdateStep {
  @inlinable @inline(__always) static var hasFirstState: Bool { true }
  @inlinable @inline(__always) static var hasSecondState: Bool { true }
  @usableFromInline let rate: Float
  @usableFromInline let beta1: Float
  @usableFromInline let beta2: Float
  @usableFromInline let epsilon: Float
  /// 1 / √(1 - β₂ᵗ)
  @usableFromInline let root: Float
  /// 1 - α λ
  @usableFromInline let keep: Float

  @inlinable @inline(__always)
  init(
    rate: Float, beta1: Float, beta2: Float, epsilon: Float, correction1: Float,
    correction2: Float, decay: Float
  ) {
    self.rate = rate / correction1
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    root = 1 / correction2.squareRoot()
    keep = 1 - rate * decay
  }

  @inlinable @inline(__always)
  func move(_ theta: inout Vector, _ m: inout Vector, _ v: inout Vector, along g: Vector) {
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * (g * g)
    theta = keep * theta - rate * m / (v.squareRoot() * root + epsilon)
  }
}
