import KernelBodies

/// The non-linearity h of a cell.
public enum Activation: String, Sendable, Codable, CaseIterable {
  /// The hyperbolic tangent; h' = 1 - a².
  case tanh
  /// max(z, 0); h' = [a > 0].
  case relu
  /// 1 / (1 + exp(-z)); h' = a (1 - a).
  case logistic

  var function: ActivationFunction {
    switch self {
    case .tanh: .hyperbolicTangent
    case .relu: .rectifier
    case .logistic: .logistic
    }
  }
}
