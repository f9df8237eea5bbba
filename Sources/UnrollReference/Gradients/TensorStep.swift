// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Local names are the letters of the derivation.

/// How ∂L_t/∂o_t is written.
public enum LossDerivative: String, CaseIterable, Codable, Sendable {
  /// The derivation's diagonal matrix, equation (7).
  case diagonal
  /// The true Jacobian, equation (22). The sum over the loss axis is the same.
  case jacobian
}

/// The derivation's tensors at one time step, each with the loss axis in front.
public struct TensorStep: Equatable, Codable, Sendable {
  /// δ²_t = ∂L_t/∂o_t, [K, K], equation (7) or (22).
  public let delta: Matrix
  /// ∂L_t/∂c, [K, K], equation (8).
  public let dc: Matrix
  /// ∂L_t/∂V, [K, K, H], equation (9).
  public let dV: Tensor3
  /// ∂L_t/∂a_t, [K, H], equation (10).
  public let da: Matrix
  /// ∂a_t/∂b, ∂a_t/∂W, ∂a_t/∂U, equations (11) to (13).
  public let state: StateDerivatives
  /// ∂L_t/∂b, [K, H], equation (14).
  public let db: Matrix
  /// ∂L_t/∂W, [K, H, H], equation (14).
  public let dW: Tensor3
  /// ∂L_t/∂U, [K, H, I], equation (14).
  public let dU: Tensor3

  /// The tensors of one step, in the order in which each finds what it depends on.
  init(
    at step: ForwardStep, after before: StateDerivatives, in network: ReferenceNetwork,
    derivative: LossDerivative
  ) {
    let (H, K) = (network.shape.hiddenSize, network.shape.outputSize)
    // (7) or (22)
    switch derivative {
    case .diagonal:
      delta = network.output.diagonalDerivative(prediction: step.yHat, target: step.y)
    case .jacobian:
      delta = network.output.jacobian(prediction: step.yHat, target: step.y)
    }
    // (8)
    dc = delta
    // (9)
    var dV = Tensor3(slices: K, rows: K, columns: H)
    for k in 0..<K {
      for i in 0..<K {
        for j in 0..<H { dV[k, i, j] = delta[k, i] * step.a[j] }
      }
    }
    self.dV = dV
    // (10)
    var da = Matrix(rows: K, columns: H)
    for k in 0..<K {
      for j in 0..<H {
        for i in 0..<K { da[k, j] += delta[k, i] * network.V[i, j] }
      }
    }
    self.da = da
    // (11), (12), (13)
    state = StateDerivatives(at: step, after: before, in: network)
    // (14)
    db = product(da, state.b)
    dW = product(da, state.W)
    dU = product(da, state.U)
  }

  /// Σ_k ∂L_t/∂θ|_k, the sum over the loss axis: the exact gradient of the loss of this one step.
  public func summedOverLossAxis(shape: NetworkShape) -> ReferenceGradient {
    var sum = ReferenceGradient(shape: shape)
    sum.dU = dU.summedOverSlices()
    sum.dW = dW.summedOverSlices()
    sum.db = db.summedOverRows()
    sum.dV = dV.summedOverSlices()
    sum.dc = dc.summedOverRows()
    return sum
  }
}

/// The matrix product: [k, p] = Σ_i left[k, i] right[i, p].
private func product(_ left: Matrix, _ right: Matrix) -> Matrix {
  var result = Matrix(rows: left.rows, columns: right.columns)
  for k in 0..<left.rows {
    for p in 0..<right.columns {
      for i in 0..<left.columns { result[k, p] += left[k, i] * right[i, p] }
    }
  }
  return result
}

/// The product with a tensor: [k, p, q] = Σ_i left[k, i] right[i, p, q].
///
/// It is the matrix product of `left` and of `right` with its last two axes read as one.
private func product(_ left: Matrix, _ right: Tensor3) -> Tensor3 {
  var result = Tensor3(slices: left.rows, rows: right.rows, columns: right.columns)
  for k in 0..<left.rows {
    for p in 0..<right.rows {
      for q in 0..<right.columns {
        for i in 0..<left.columns { result[k, p, q] += left[k, i] * right[i, p, q] }
      }
    }
  }
  return result
}
