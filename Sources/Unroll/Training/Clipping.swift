import KernelBodies
import Kernels

/// How gradients that are too large are cut back before the update.
public enum Clipping: Sendable, Codable, Equatable {
  /// Not at all.
  case none
  /// Scaled so that the norm over all parameters is at most the threshold
  /// (Pascanu, Mikolov and Bengio, 2013, arXiv:1211.5063).
  case norm(Float)
  /// Each element limited to ± the threshold.
  case value(Float)
}

extension Parameters {
  /// The Euclidean norm of all floats, summed in Double in a fixed order.
  public func norm() -> Double {
    InstructionSet.active.sumOfSquares(values).squareRoot()
  }

  /// Multiplies all floats.
  public mutating func scale(by factor: Float) {
    values.withFlatBlock { InstructionSet.active.scale($0, by: factor) }
  }

  /// Cuts a gradient back.
  ///
  /// - Returns: the norm before clipping.
  @discardableResult
  public mutating func clip(_ clipping: Clipping) -> Double {
    let norm = norm()
    switch clipping {
    case .none: break
    case .norm(let threshold):
      if norm > Double(threshold) { scale(by: Float(Double(threshold) / norm)) }
    case .value(let threshold):
      values.withFlatBlock { InstructionSet.active.clamp($0, to: threshold) }
    }
    return norm
  }
}

extension Clipping {
  /// What the update does to a gradient that is to be multiplied by `factor` first, and then has a
  /// norm of `norm`.
  func scaling(factor: Double, norm: Double) -> GradientScaling {
    switch self {
    case .none: GradientScaling(factor: Float(factor))
    case .norm(let threshold):
      GradientScaling(
        factor: Float(norm > Double(threshold) ? factor * Double(threshold) / norm : factor))
    case .value(let threshold): GradientScaling(factor: Float(factor), limit: threshold)
    }
  }
}
