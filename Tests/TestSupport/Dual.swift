import Foundation

/// A number with its derivative by one variable. Arithmetic on it differentiates, so that a function
/// that is written once gives its gradient too (Wengert, 1964, doi:10.1145/355586.364791).
package struct Dual: Sendable {
  package var value: Double
  package var derivative: Double

  package init(_ value: Double, derivative: Double = 0) {
    self.value = value
    self.derivative = derivative
  }

  package static func + (a: Dual, b: Dual) -> Dual {
    Dual(a.value + b.value, derivative: a.derivative + b.derivative)
  }

  package static func - (a: Dual, b: Dual) -> Dual {
    Dual(a.value - b.value, derivative: a.derivative - b.derivative)
  }

  package static func * (a: Dual, b: Dual) -> Dual {
    Dual(a.value * b.value, derivative: a.derivative * b.value + a.value * b.derivative)
  }

  package static func * (a: Double, b: Dual) -> Dual {
    Dual(a * b.value, derivative: a * b.derivative)
  }

  /// `1 / (1 + exp(-x))`; its derivative is the product of its values at x and -x.
  package var logistic: Dual {
    let (up, down) = (1 / (1 + exp(-value)), 1 / (1 + exp(value)))
    return Dual(up, derivative: up * down * derivative)
  }

  /// `log(1 / (1 + exp(-x)))`; its derivative is the logistic function at -x.
  package var logarithmOfLogistic: Dual {
    Dual(
      min(value, 0) - log1p(exp(-value.magnitude)), derivative: derivative / (1 + exp(value)))
  }

  package var hyperbolicTangent: Dual {
    // 1 / cosh² keeps its digits where 1 - tanh² has none.
    Dual(tanh(value), derivative: derivative / (cosh(value) * cosh(value)))
  }

  /// `max(x, 0)`, with derivative 0 at 0.
  package var rectified: Dual { value > 0 ? self : Dual(0) }
}
