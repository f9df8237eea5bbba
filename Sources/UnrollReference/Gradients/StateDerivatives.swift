// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Local names are the letters of the derivation.

/// ∂a_t/∂θ: how the hidden state depends on the parameters of its layer.
///
/// Zero before the first step, because a_0 = 0 whatever the parameters are.
public struct StateDerivatives: Equatable, Codable, Sendable {
  /// ∂a_t/∂b, [H, H], equation (11).
  public let b: Matrix
  /// ∂a_t/∂W, [H, H, H], equation (12).
  public let W: Tensor3
  /// ∂a_t/∂U, [H, H, I], equation (13).
  public let U: Tensor3

  /// The derivatives at t = 0.
  public init(zeroFor shape: NetworkShape) {
    let (I, H) = (shape.inputSize, shape.hiddenSize)
    b = Matrix(rows: H, columns: H)
    W = Tensor3(slices: H, rows: H, columns: H)
    U = Tensor3(slices: H, rows: H, columns: I)
  }

  /// The derivatives at t from those at t - 1, equations (11) to (13).
  ///
  ///     ∂a_t/∂b = diag(h'(z_t)) ( I          + W ∂a_{t-1}/∂b )
  ///     ∂a_t/∂W = diag(h'(z_t)) ( E(a_{t-1}) + W ∂a_{t-1}/∂W ),   E(v)[i,p,q] = [i = p] v[q]
  ///     ∂a_t/∂U = diag(h'(z_t)) ( E(x_t)     + W ∂a_{t-1}/∂U )
  ///
  /// Costs H² (H + H² + H I) multiply-adds.
  init(at step: ForwardStep, after before: StateDerivatives, in network: ReferenceNetwork) {
    let shape = network.shape
    let (I, H) = (shape.inputSize, shape.hiddenSize)
    let hPrime = step.z.map { network.activation.derivative(at: $0) }
    var b = Matrix(rows: H, columns: H)
    var W = Tensor3(slices: H, rows: H, columns: H)
    var U = Tensor3(slices: H, rows: H, columns: I)
    for i in 0..<H {
      for p in 0..<H {
        // (11)
        var sum = i == p ? 1.0 : 0
        for m in 0..<H { sum += network.W[i, m] * before.b[m, p] }
        b[i, p] = hPrime[i] * sum
        // (12)
        for q in 0..<H {
          var sum = i == p ? step.aBefore[q] : 0
          for m in 0..<H { sum += network.W[i, m] * before.W[m, p, q] }
          W[i, p, q] = hPrime[i] * sum
        }
        // (13)
        for q in 0..<I {
          var sum = i == p ? step.x[q] : 0
          for m in 0..<H { sum += network.W[i, m] * before.U[m, p, q] }
          U[i, p, q] = hPrime[i] * sum
        }
      }
    }
    (self.b, self.W, self.U) = (b, W, U)
  }
}
