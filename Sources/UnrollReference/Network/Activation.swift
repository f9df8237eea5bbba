#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The non-linearity h of the hidden layer, equation (2), and its derivative h'.
public enum Activation: String, CaseIterable, Codable, Sendable {
  /// h(z) = tanh z.
  case tanh
  /// h(z) = max(0, z).
  case relu
  /// h(z) = 1 / (1 + exp(-z)).
  case logistic

  /// h(z).
  ///
  /// The logistic function is computed with the exponential of a number that is never positive, so
  /// that no argument overflows.
  public func value(at z: Double) -> Double {
    switch self {
    case .tanh:
      // Spelled out, because the case of this enum hides the function of the same name.
      return hyperbolicTangent(z)
    case .relu:
      return z > 0 ? z : z.isNaN ? z : 0
    case .logistic:
      if z >= 0 { return 1 / (1 + exp(-z)) }
      let e = exp(z)
      return e / (1 + e)
    }
  }

  /// h'(z), from z itself as the derivation writes it.
  ///
  /// The rectifier has no derivative at zero; like everybody else we take 0 there.
  public func derivative(at z: Double) -> Double {
    switch self {
    case .tanh, .logistic: derivative(fromValue: value(at: z))
    case .relu: z > 0 ? 1 : z.isNaN ? z : 0
    }
  }

  /// h'(z) from a = h(z), equation (26): what an engine that stores only a_t computes.
  ///
  ///     tanh'     = 1 - a²
  ///     relu'     = 1 where a > 0, else 0
  ///     logistic' = a (1 - a)
  public func derivative(fromValue a: Double) -> Double {
    switch self {
    case .tanh: 1 - a * a
    case .relu: a > 0 ? 1 : a.isNaN ? a : 0
    case .logistic: a * (1 - a)
    }
  }
}

private func hyperbolicTangent(_ z: Double) -> Double { tanh(z) }
