// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Local names are the letters of the derivation.

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What follows the outputs o_t of a ``ReferenceStack``: the loss of one time step.
///
/// S is the size of a target of numbers, K the number of classes.
public enum ReferenceLoss: Equatable, Codable, Sendable {
  /// Softmax and cross-entropy, with label smoothing ε and a weight for each class.
  ///
  ///     L = (1 - ε) w_y (-log p_y) + (ε/K) Σ_k w_k (-log p_k)
  ///
  /// The mean divides by Σ_t w_y. All weights are one where they are nil. Smoothing is of Szegedy
  /// et al., 2016, "Rethinking the inception architecture for computer vision", arXiv:1512.00567;
  /// its product with the weights is PyTorch's.
  case crossEntropy(classes: Int, smoothing: Double = 0, weights: [Double]? = nil)
  /// L = Σ_j (o_j - y_j)².
  case squaredError(size: Int)
  /// L = Σ_j |o_j - y_j|, whose derivative at zero is taken to be zero.
  case absoluteError(size: Int)
  /// The negative logarithm of a normal density.
  ///
  ///     L = Σ_j ½ (ℓ_j + (y_j - μ_j)² e^{-ℓ_j} + log 2π)
  ///
  /// The outputs are the S means μ, then the S logarithms of variances ℓ. These are limited to
  /// -20...20; outside the derivative is zero. Nix and Weigend, 1994, "Estimating the mean and
  /// variance of the target probability distribution", doi:10.1109/ICNN.1994.374138.
  case gaussian(size: Int)
  /// The quantile loss, o[q S + j] for the quantile τ_q of target j.
  ///
  ///     L = Σ_q Σ_j max(τ_q (y_j - o_qj), (τ_q - 1)(y_j - o_qj))
  ///
  /// The derivative at y = o is taken to be zero. Koenker and Bassett, 1978, "Regression
  /// quantiles", Econometrica 46(1), doi:10.2307/1913643.
  case quantiles([Double], size: Int)
  /// Independent yes or no, for targets from 0 to 1: L = Σ_j log(1 + e^{o_j}) - y_j o_j.
  case binary(size: Int)

  /// K', the number of outputs.
  public var outputSize: Int {
    switch self {
    case .crossEntropy(let classes, _, _): classes
    case .squaredError(let size), .absoluteError(let size), .binary(let size): size
    case .gaussian(let size): 2 * size
    case .quantiles(let levels, let size): levels.count * size
    }
  }

  /// The limit of the logarithm of a variance.
  static let logVarianceLimit = 20.0
}

/// What the loss of one step is measured against.
enum ReferenceTarget {
  case symbol(Int)
  case numbers([Double])

  /// The target of a step, counted from zero.
  init(_ series: ReferenceSeries, at t: Int) {
    switch series {
    case .symbols(let symbols): self = .symbol(symbols[t])
    case .numbers(let numbers): self = .numbers(numbers[t])
    }
  }
}

extension ReferenceLoss {
  /// The loss of one step.
  func value(_ o: [Double], _ target: ReferenceTarget) -> Double {
    switch (self, target) {
    case (.crossEntropy(let classes, _, _), .symbol(let y)):
      let logP = logSoftmax(o)
      let q = shares(y, classes: classes)
      return (0..<classes).reduce(0) { $0 - q[$1] * logP[$1] }
    case (.squaredError, .numbers(let y)):
      return y.indices.reduce(0) { $0 + (o[$1] - y[$1]) * (o[$1] - y[$1]) }
    case (.absoluteError, .numbers(let y)):
      return y.indices.reduce(0) { $0 + abs(o[$1] - y[$1]) }
    case (.gaussian(let S), .numbers(let y)):
      return y.indices.reduce(0) { sum, j in
        let l = limited(o[S + j])
        return sum + (l + (y[j] - o[j]) * (y[j] - o[j]) * exp(-l) + log(2 * Double.pi)) / 2
      }
    case (.quantiles(let levels, let S), .numbers(let y)):
      return levels.indices.reduce(0) { sum, q in
        y.indices.reduce(sum) { sum, j in
          let e = y[j] - o[q * S + j]
          return sum + max(levels[q] * e, (levels[q] - 1) * e)
        }
      }
    case (.binary, .numbers(let y)):
      // log(1 + e^o) = max(o, 0) + log(1 + e^-|o|), where nothing overflows.
      return y.indices.reduce(0) { $0 + max(o[$1], 0) + log1p(exp(-abs(o[$1]))) - y[$1] * o[$1] }
    default: preconditionFailure(mismatch)
    }
  }

  /// ∂L/∂o of one step.
  ///
  ///     cross-entropy  p Σ_k q_k - q,  q the weighted and smoothed target
  ///     squared        2 (o - y)
  ///     absolute       sign(o - y)
  ///     gaussian       dμ = (μ - y) e^{-ℓ},  dℓ = ½ (1 - (y - μ)² e^{-ℓ})
  ///     quantiles      -τ where y > o, 1 - τ where y < o
  ///     binary         σ(o) - y
  func derivative(_ o: [Double], _ target: ReferenceTarget) -> [Double] {
    switch (self, target) {
    case (.crossEntropy(let classes, _, _), .symbol(let y)):
      let logP = logSoftmax(o)
      let q = shares(y, classes: classes)
      let total = q.reduce(0, +)
      return (0..<classes).map { exp(logP[$0]) * total - q[$0] }
    case (.squaredError, .numbers(let y)):
      return y.indices.map { 2 * (o[$0] - y[$0]) }
    case (.absoluteError, .numbers(let y)):
      return y.indices.map { o[$0] > y[$0] ? 1 : o[$0] < y[$0] ? -1 : 0 }
    case (.gaussian(let S), .numbers(let y)):
      let dMu = y.indices.map { j in (o[j] - y[j]) * exp(-limited(o[S + j])) }
      let dL = y.indices.map { j in
        let l = o[S + j]
        if abs(l) > Self.logVarianceLimit { return 0.0 }
        return (1 - (y[j] - o[j]) * (y[j] - o[j]) * exp(-l)) / 2
      }
      return dMu + dL
    case (.quantiles(let levels, let S), .numbers(let y)):
      return levels.indices.flatMap { q in
        y.indices.map { j in
          let e = y[j] - o[q * S + j]
          return e > 0 ? -levels[q] : e < 0 ? 1 - levels[q] : 0
        }
      }
    case (.binary, .numbers(let y)):
      return y.indices.map { Activation.logistic.value(at: o[$0]) - y[$0] }
    default: preconditionFailure(mismatch)
    }
  }

  /// What the loss of one step adds to the divisor of a mean.
  ///
  /// The weight w_y of a symbol; otherwise the number of values, and of quantiles of values.
  func weight(_ target: ReferenceTarget) -> Double {
    switch (self, target) {
    case (.crossEntropy(_, _, let weights), .symbol(let y)): weights?[y] ?? 1
    case (.quantiles(let levels, let size), _): Double(levels.count * size)
    case (.squaredError(let size), _), (.absoluteError(let size), _), (.gaussian(let size), _),
      (.binary(let size), _):
      Double(size)
    default: preconditionFailure(mismatch)
    }
  }

  /// The side of each of the loss's kinks on which the outputs stand; empty for a smooth loss.
  func sides(_ o: [Double], _ target: ReferenceTarget) -> [Bool] {
    switch (self, target) {
    case (.absoluteError, .numbers(let y)):
      y.indices.map { o[$0] > y[$0] }
    case (.gaussian(let S), _):
      (S..<2 * S).flatMap { [o[$0] > Self.logVarianceLimit, o[$0] > -Self.logVarianceLimit] }
    case (.quantiles(_, let S), .numbers(let y)):
      o.indices.map { o[$0] > y[$0 % S] }
    default: []
    }
  }

  /// Stops the program where a target does not fit the loss.
  func check(_ target: ReferenceTarget) {
    switch (self, target) {
    case (.crossEntropy(let classes, _, let weights), .symbol(let y)):
      precondition(0..<classes ~= y, "symbol \(y) of \(classes)")
      precondition(
        (weights?.count ?? classes) == classes,
        "\(weights?.count ?? 0) weights for \(classes) classes")
    case (.squaredError(let size), .numbers(let y)), (.absoluteError(let size), .numbers(let y)),
      (.gaussian(let size), .numbers(let y)), (.quantiles(_, let size), .numbers(let y)),
      (.binary(let size), .numbers(let y)):
      precondition(y.count == size, "a target of \(y.count) numbers for a loss of \(size)")
    default: preconditionFailure(mismatch)
    }
  }

  /// q_k = (1 - ε) w_y [k = y] + (ε/K) w_k, so that L = -Σ_k q_k log p_k.
  private func shares(_ y: Int, classes: Int) -> [Double] {
    guard case .crossEntropy(_, let smoothing, let weights) = self else { return [] }
    return (0..<classes).map { k in
      let w = weights?[k] ?? 1
      return smoothing / Double(classes) * w + (k == y ? (1 - smoothing) * w : 0)
    }
  }

  /// ℓ limited to -20...20.
  private func limited(_ l: Double) -> Double {
    min(max(l, -Self.logVarianceLimit), Self.logVarianceLimit)
  }

  private var mismatch: String { "the targets are of the wrong kind for \(self)" }
}
