import Foundation
package import Kernels

/// The elementary functions of the kernels, each with its true value and its stated error.
package enum ElementaryFunction: CaseIterable, Sendable {
  case exponential, hyperbolicTangent, logistic

  /// The function as a level computes it.
  package func values(_ x: [Float], with level: InstructionSet) -> [Float] {
    switch self {
    case .exponential: level.exponential(x)
    case .hyperbolicTangent: level.hyperbolicTangent(x)
    case .logistic: level.logistic(x)
    }
  }

  /// The function in Double, whose error is far under a thousandth of a unit of Float.
  package func exact(_ x: Double) -> Double {
    switch self {
    case .exponential: exp(x)
    case .hyperbolicTangent: tanh(x)
    case .logistic: 1 / (1 + exp(-x))
    }
  }

  /// The maximum error in units in the last place that the kernels' documentation states: what
  /// was measured over all inputs, rounded up (1.009, 2.669 and 2.481).
  package var statedError: Double {
    switch self {
    case .exponential: 1.1
    case .hyperbolicTangent: 2.7
    case .logistic: 2.5
    }
  }

  /// The error of `y` as the value at `x`, in units in the last place; infinite where the result
  /// breaks a property that holds exactly.
  @inline(__always)
  package func error(of y: Float, at x: Float) -> Double {
    let t = exact(Double(x))
    switch self {
    case .exponential:
      if y < 0 { return .infinity }
    case .hyperbolicTangent:
      if y.magnitude > 1 || (y.sign != x.sign && !x.isNaN) { return .infinity }
    case .logistic:
      if y < 0 || y > 1 { return .infinity }
      // Results under the smallest normal number may be anything from zero to it.
      if t < 0x1p-126 && y <= 0x1p-126 { return 0 }
    }
    return unitsInTheLastPlace(y, from: t)
  }
}

/// The largest error among some inputs, and where it occurs.
package struct LargestError: Sendable {
  package private(set) var error = 0.0
  package private(set) var input: Float = 0

  package init() {}

  package mutating func note(_ error: Double, at x: Float) {
    if error > self.error {
      self.error = error
      input = x
    }
  }

  package mutating func formUnion(_ other: LargestError) { note(other.error, at: other.input) }
}
