// swift-format-ignore-file: AlwaysUseLowerCamelCase
import UnrollReference

/// A copy of the tensor gradients over a batch, with the mean as its reduction, into which one
/// fault can be injected. Without a fault it is equal to the reference to the bit.
struct FaultyTensors {
  let network: ReferenceNetwork
  let fault: TensorFault?

  /// ∂a_t/∂θ as one table: [i, parameter], where b, W and U follow one another.
  private struct State {
    var b: Matrix
    var W: Tensor3
    var U: Tensor3

    init(_ shape: NetworkShape) {
      let (I, H) = (shape.inputSize, shape.hiddenSize)
      b = Matrix(rows: H, columns: H)
      W = Tensor3(slices: H, rows: H, columns: H)
      U = Tensor3(slices: H, rows: H, columns: I)
    }
  }

  func gradient(_ passes: [ForwardPass]) -> [Double] {
    var total = ReferenceGradient(shape: network.shape)
    var state = State(network.shape)
    for pass in passes {
      if fault != .derivativesNotReset { state = State(network.shape) }
      var sum = ReferenceGradient(shape: network.shape)
      for t in pass.steps.indices {
        if fault == .lastStepDropped && t == pass.steps.count - 1 { continue }
        let next = advanced(state, pass.steps, t)
        if fault == .lastStepOnly { sum = ReferenceGradient(shape: network.shape) }
        sum += summed(pass.steps[t], fault == .derivativesOneStepLate ? state : next)
        state = next
      }
      total += sum
    }
    return total.divided(by: Double(passes.reduce(0) { $0 + $1.steps.count })).flat
  }

  /// Equations (11) to (13).
  private func advanced(_ before: State, _ steps: [ForwardStep], _ t: Int) -> State {
    let (I, H, W) = (network.U.columns, network.b.count, network.W)
    let step = steps[t]
    let source = fault == .derivativeOfStepBefore && t > 0 ? steps[t - 1].z : step.z
    let hPrime = source.map { network.activation.derivative(at: $0) }
    let a = fault == .embeddingOfStateNow ? step.a : step.aBefore
    let x =
      fault == .embeddingOfInputBefore
      ? t > 0 ? steps[t - 1].x : step.x.map { _ in 0 } : step.x

    /// h' (E + Σ_m W[i, m] derivative(m)).
    func entry(_ i: Int, _ p: Int, _ embedded: Double, _ derivative: (Int) -> Double) -> Double {
      var sum = embedded
      for m in 0..<H {
        let weight =
          switch fault {
          case .recursionMissing: 0.0
          case .recursionSubtracted: -W[i, m]
          case .WNotApplied: i == m ? 1.0 : 0.0
          case .WTransposed: W[m, i]
          default: W[i, m]
          }
        sum += weight * derivative(m)
      }
      return switch fault {
      case .derivativeMissing: sum
      case .derivativeOnEmbeddingOnly: hPrime[i] * embedded + (sum - embedded)
      case .derivativeOnRecursionOnly: embedded + hPrime[i] * (sum - embedded)
      case .derivativeOnWrongSide: hPrime[p] * sum
      default: hPrime[i] * sum
      }
    }

    var state = State(network.shape)
    for i in 0..<H {
      for p in 0..<H {
        let one = fault == .identityMissing ? 0.0 : 1
        state.b[i, p] = entry(i, p, i == p ? one : 0) { before.b[$0, p] }
        for q in 0..<H {
          let embedded =
            fault == .embeddingTransposed ? (i == q ? a[p] : 0) : (i == p ? a[q] : 0)
          state.W[i, p, q] = entry(i, p, embedded) { before.W[$0, p, q] }
        }
        for q in 0..<I {
          state.U[i, p, q] = entry(i, p, i == p ? x[q] : 0) { before.U[$0, p, q] }
        }
      }
    }
    return state
  }

  /// δ² of one step.
  private func delta(_ step: ForwardStep) -> Matrix {
    let (K, y, yHat) = (network.c.count, step.y, step.yHat)
    // The diagonal form is symmetric and would hide a wrong axis.
    if fault == .summedOverWrongAxis {
      return network.output.jacobian(prediction: yHat, target: y)
    }
    var delta = network.output.diagonalDerivative(prediction: yHat, target: y)
    for k in 0..<K {
      for j in 0..<K {
        switch fault {
        case .deltaNotDiagonal: delta[k, j] = yHat[j] - y[j]
        case .firstLossComponentOnly: delta[k, j] = k == 0 ? delta[k, j] : 0
        case .lossSignFlipped: delta[k, j] = -delta[k, j]
        case .lossAxisAveraged: delta[k, j] /= Double(K)
        default: break
        }
      }
    }
    return delta
  }

  /// Equations (8) to (10) and (14), summed over the loss axis.
  private func summed(_ step: ForwardStep, _ state: State) -> ReferenceGradient {
    let (I, H, K) = (network.U.columns, network.b.count, network.c.count)
    let delta = delta(step)
    var g = ReferenceGradient(shape: network.shape)
    for k in 0..<K {
      for i in 0..<K {
        // The axis that stays names the output; the other one is the loss axis.
        let stays = fault == .summedOverWrongAxis ? k : i
        g.dc[stays] += delta[k, i]
        for j in 0..<H { g.dV[stays, j] += delta[k, i] * step.a[j] }
      }
      var da = Array(repeating: 0.0, count: H)
      for j in 0..<H {
        for i in 0..<K { da[j] += delta[k, i] * network.V[i, j] }
      }
      for p in 0..<H {
        g.db[p] += contracted { da[$0] * state.b[$0, p] }
        for q in 0..<H {
          g.dW[p, q] += contracted { i in
            switch fault {
            case .productOverWrongAxis: da[i] * state.W[p, i, q]
            case .reshapedByColumns: da[i] * state.W[i, q, p]
            default: da[i] * state.W[i, p, q]
            }
          }
        }
        for q in 0..<I { g.dU[p, q] += contracted { da[$0] * state.U[$0, p, q] } }
      }
    }
    return g
  }

  private func contracted(_ term: (Int) -> Double) -> Double {
    (0..<network.b.count).reduce(0) { $0 + term($1) }
  }
}
