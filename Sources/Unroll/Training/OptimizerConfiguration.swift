import KernelBodies

/// Which rule moves the parameters, and its constants.
public struct OptimizerConfiguration: Sendable, Codable, Equatable {
  /// The rules by the names that users type.
  public enum Rule: String, Sendable, Codable, CaseIterable {
    /// θ -= α g: the derivation's own update.
    case gd
    /// Heavy ball: m = μ m + g; θ -= α m (Polyak, 1964, doi:10.1016/0041-5553(64)90137-5).
    case momentum
    /// Nesterov's momentum: m = μ m + g; θ -= α (g + μ m) (Sutskever et al., 2013, ICML).
    case nesterov
    /// θ -= α g / (√Σg² + ε) (Duchi, Hazan and Singer, 2011, JMLR 12).
    case adagrad
    /// v = ρ v + (1 - ρ) g²; θ -= α g / (√v + ε) (Tieleman and Hinton, 2012).
    case rmsprop
    /// Adaptive moments with bias correction (Kingma and Ba, 2015, arXiv:1412.6980).
    case adam
    /// Adam with decoupled weight decay (Loshchilov and Hutter, 2019, arXiv:1711.05101).
    case adamw
  }

  /// The rule.
  public var rule: Rule
  /// μ of momentum and Nesterov.
  public var momentum: Float
  /// β₁ of Adam.
  public var beta1: Float
  /// β₂ of Adam, and ρ of RMSProp.
  public var beta2: Float
  /// ε of AdaGrad, RMSProp and Adam.
  public var epsilon: Float
  /// λ of AdamW: each step also multiplies the parameters by 1 - α λ.
  public var weightDecay: Float

  /// Creates a configuration; what is nil takes the rule's usual value: β₂ is 0.99 for RMSProp
  /// and 0.999 for Adam, ε is 1e-10 for AdaGrad and 1e-8 otherwise, λ is 0.01 for AdamW.
  public init(
    _ rule: Rule, momentum: Float = 0.9, beta1: Float = 0.9, beta2: Float? = nil,
    epsilon: Float? = nil, weightDecay: Float? = nil
  ) {
    self.rule = rule
    self.momentum = momentum
    self.beta1 = beta1
    self.beta2 = beta2 ?? (rule == .rmsprop ? 0.99 : 0.999)
    self.epsilon = epsilon ?? (rule == .adagrad ? 1e-10 : 1e-8)
    self.weightDecay = weightDecay ?? (rule == .adamw ? 0.01 : 0)
  }

  /// The learning rate that suits the rule when the user names none.
  public var usualLearningRate: Double {
    switch rule {
    case .gd: 0.5
    case .momentum, .nesterov: 0.1
    case .adagrad: 0.02
    case .rmsprop: 0.002
    case .adam, .adamw: 0.004
    }
  }

  /// The kernel's rule for one step; Adam's bias corrections depend on `step`, which counts from 1.
  func updateRule(rate: Float, step: Int) -> UpdateRule {
    switch rule {
    case .gd: .gradientDescent(rate: rate)
    case .momentum: .momentum(rate: rate, momentum: momentum)
    case .nesterov: .nesterov(rate: rate, momentum: momentum)
    case .adagrad: .adaGrad(rate: rate, epsilon: epsilon)
    case .rmsprop: .rmsProp(rate: rate, decay: beta2, epsilon: epsilon)
    case .adam, .adamw:
      .adam(
        rate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon,
        correction1: 1 - power(beta1, step), correction2: 1 - power(beta2, step),
        decay: rule == .adamw ? weightDecay : 0)
    }
  }
}

/// `base` to a whole power, in Double, by squaring: the same on every machine.
private func power(_ base: Float, _ exponent: Int) -> Float {
  var result = 1.0
  var square = Double(base)
  var rest = exponent
  while rest > 0 {
    if rest & 1 == 1 { result *= square }
    square *= square
    rest >>= 1
  }
  return Float(result)
}
