#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What follows the logits: the prediction, equation (4), and its loss, equation (5).
public enum OutputKind: String, CaseIterable, Codable, Sendable {
  /// ŷ = softmax(o) and L = -(y ⊙ log ŷ): symbols.
  ///
  /// The derivation holds for targets that add up to one; a one-hot target does.
  case softmaxCrossEntropy
  /// ŷ = o and L[k] = (ŷ[k] - y[k])²: numbers.
  case identitySquaredError

  /// ŷ of the logits `o`, equation (4).
  ///
  /// The largest logit is subtracted before the exponential, so that no logit overflows.
  public func prediction(_ o: [Double]) -> [Double] {
    switch self {
    case .softmaxCrossEntropy: logSoftmax(o).map { exp($0) }
    case .identitySquaredError: o
    }
  }

  /// The loss vector, one component per output, of the logits `o` and the target `y`, equation (5).
  ///
  /// The logarithm of the softmax is computed from the logits, not from ŷ: a ŷ that underflows to
  /// zero would give `-inf · 0`, which is not a number, wherever the target is zero.
  public func loss(_ o: [Double], target y: [Double]) -> [Double] {
    precondition(o.count == y.count, "\(o.count) logits and a target of \(y.count)")
    switch self {
    case .softmaxCrossEntropy:
      return zip(y, logSoftmax(o)).map { target, logarithm in 0 - target * logarithm }
    case .identitySquaredError:
      return zip(o, y).map { ($0 - $1) * ($0 - $1) }
    }
  }

  /// The derivation's δ² = ∂L/∂o, a diagonal matrix of K by K, equation (7).
  ///
  ///     softmax:  diag(ŷ - y)
  ///     identity: diag(2 (ŷ - y))
  public func diagonalDerivative(prediction: [Double], target y: [Double]) -> Matrix {
    let factor = self == .softmaxCrossEntropy ? 1.0 : 2.0
    var delta = Matrix(rows: y.count, columns: y.count)
    for k in y.indices { delta[k, k] = factor * (prediction[k] - y[k]) }
    return delta
  }

  /// The true Jacobian ∂L[k]/∂o[j], a matrix of K by K, equation (22).
  ///
  ///     softmax:  y[k] (ŷ[j] - [k = j])
  ///     identity: diag(2 (ŷ - y)), the derivation's form
  ///
  /// Its rows differ from those of ``diagonalDerivative(prediction:target:)`` for the softmax, but
  /// their sum over k is the same when the target adds up to one.
  public func jacobian(prediction: [Double], target y: [Double]) -> Matrix {
    guard self == .softmaxCrossEntropy else {
      return diagonalDerivative(prediction: prediction, target: y)
    }
    var jacobian = Matrix(rows: y.count, columns: y.count)
    for k in y.indices {
      for j in y.indices { jacobian[k, j] = y[k] * (prediction[j] - (k == j ? 1 : 0)) }
    }
    return jacobian
  }
}

/// log softmax(o)[k] = o[k] - m - log Σ_j exp(o[j] - m), where m is the largest logit.
func logSoftmax(_ o: [Double]) -> [Double] {
  let largest = o.max() ?? 0
  let logarithmOfSum = log(o.reduce(0) { $0 + exp($1 - largest) })
  return o.map { $0 - largest - logarithmOfSum }
}
