// swift-format-ignore-file: AlwaysUseLowerCamelCase
import UnrollReference

/// A copy of the reverse sweep over a batch, with the mean as its reduction, into which one fault
/// can be injected.
///
/// Without a fault it is the reference's own arithmetic in the same order: the tests hold it to
/// equality, so that each fault is the only difference.
struct FaultySweep {
  let network: ReferenceNetwork
  let fault: SweepFault?

  func gradient(_ passes: [ForwardPass]) -> [Double] {
    let shape = network.shape
    var total = ReferenceGradient(shape: shape)
    var carried = Array(repeating: 0.0, count: shape.hiddenSize)
    var stateBefore: [Double]?
    for pass in fault == .onlyLastSequence ? Array(passes.suffix(1)) : passes {
      if fault != .recurrentTermNotReset {
        carried = Array(repeating: 0, count: shape.hiddenSize)
      }
      let one = sweep(pass, &carried, stateBefore: fault == .stateNotReset ? stateBefore : nil)
      stateBefore = pass.steps.last?.a
      if fault == .gradientOfSequenceOverwritten {
        total.dU = one.dU
        var rest = one
        rest.dU = Matrix(rows: shape.hiddenSize, columns: shape.inputSize)
        total += rest
      } else {
        total += one
      }
    }
    let steps = passes.reduce(0) { $0 + $1.steps.count }
    let longest = passes.map(\.steps.count).max() ?? 0
    total =
      switch fault {
      case .meanOverSequences: total.divided(by: Double(passes.count))
      case .meanOverPaddedSteps: total.divided(by: Double(longest * passes.count))
      case .meanTakenTwice: total.divided(by: Double(steps * steps))
      case .sumInsteadOfMean: total
      default: total.divided(by: Double(steps))
      }
    return finished(total)
  }

  /// What happens to the whole gradient last.
  private func finished(_ total: ReferenceGradient) -> [Double] {
    let norm = total.flat.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let largest = total.flat.map { abs($0) }.max() ?? 0
    switch fault {
    case .clippedToHalfItsNorm:
      let threshold = norm / 2
      return total.flat.map { $0 * min(1, threshold / norm) }
    case .everyComponentClipped:
      return total.flat.map { min(max($0, -0.9 * largest), 0.9 * largest) }
    case .orderOfBAndWSwapped:
      return total.dU.values + total.db + total.dW.values + total.dV.values + total.dc
    default:
      return total.flat
    }
  }

  /// ŷ_t - y_t or what the fault makes of it.
  private func outputGradient(_ steps: [ForwardStep], _ t: Int) -> [Double] {
    let step = steps[t]
    let (yHat, y) = (step.yHat, step.y)
    return y.indices.map { k in
      switch fault {
      case .targetNotSubtracted: yHat[k]
      case .lossSignFlipped: y[k] - yHat[k]
      case .targetOfPreviousStep: yHat[k] - steps[max(t - 1, 0)].y[k]
      case .targetOfNextStep: yHat[k] - steps[min(t + 1, steps.count - 1)].y[k]
      case .softmaxDerivativeTwice: (yHat[k] - y[k]) * yHat[k] * (1 - yHat[k])
      case .onlyLastStepHasLoss: t == steps.count - 1 ? yHat[k] - y[k] : 0
      case .onlyTargetComponentHasLoss: y[k] * (yHat[k] - y[k])
      case .lastOutputForgotten: k == y.count - 1 ? 0 : yHat[k] - y[k]
      default: yHat[k] - y[k]
      }
    }
  }

  /// h'(z_t) or what the fault makes of it. The network's activation is tanh.
  private func derivative(_ steps: [ForwardStep], _ t: Int, _ i: Int) -> Double {
    let (h, a) = (network.activation, steps[t].a[i])
    let right = h.derivative(at: steps[t].z[i])
    return switch fault {
    case .derivativeMissing: 1
    case .derivativeOfStepBefore: h.derivative(at: t > 0 ? steps[t - 1].z[i] : 0)
    case .derivativeAtState: h.derivative(at: a)
    case .derivativeNotSquared: 1 - a
    case .derivativeTwice: right * right
    case .derivativeOfLogistic: a * (1 - a)
    default: right
    }
  }

  private func sweep(
    _ pass: ForwardPass, _ carried: inout [Double], stateBefore: [Double]?
  ) -> ReferenceGradient {
    let (W, V, H, K) = (network.W, network.V, network.b.count, network.c.count)
    let (I, T) = (network.U.columns, pass.steps.count)
    let steps = pass.steps
    var g = ReferenceGradient(shape: network.shape)
    var late = Array(repeating: 0.0, count: H)
    let order = fault == .sweptForwardInTime ? Array(0..<T) : (0..<T).reversed()
    for t in order {
      if fault == .firstStepDropped && t == 0 { continue }
      if fault == .lastStepDropped && t == T - 1 { continue }
      let step = steps[t]
      let dO = outputGradient(steps, t)
      for k in 0..<K {
        if fault == .dcOverwritten { g.dc[k] = 0 }
        if fault != .dcNotComputed { g.dc[k] += dO[k] }
        for j in 0..<H {
          if fault == .dVOverwritten { g.dV[k, j] = 0 }
          let state =
            switch fault {
            case .dVFromStateBefore: step.aBefore[j]
            case .dVFromPreactivation: step.z[j]
            case .dVDividedByStep: step.a[j] / Double(t + 1)
            default: step.a[j]
            }
          if fault != .dVNotComputed { g.dV[k, j] += dO[k] * state }
        }
      }
      var da = Array(repeating: 0.0, count: H)
      for j in 0..<H {
        for k in 0..<K where fault != .outputTermMissing {
          da[j] += (fault == .VReadByColumns ? V.values[j * K + k] : V[k, j]) * dO[k]
        }
        if fault == .recurrentTermReplacesOutputTerm && t < T - 1 { da[j] = 0 }
        for i in 0..<H {
          switch fault {
          case .WNotTransposed: da[j] += W[j, i] * carried[i]
          case .recurrentTermMissing: break
          case .recurrentTermSubtracted: da[j] -= W[i, j] * carried[i]
          case .recurrentTermOneStepLate: da[j] += W[i, j] * late[i]
          case .recurrentTermTwice: da[j] += 2 * W[i, j] * carried[i]
          case .recurrentTermFromFirstNeuronOnly: da[j] += i == 0 ? W[i, j] * carried[i] : 0
          case .truncatedAfterTwoSteps: da[j] += t % 2 == 0 ? W[i, j] * carried[i] : 0
          default: da[j] += W[i, j] * carried[i]
          }
        }
      }
      let dz = (0..<H).map { derivative(steps, t, $0) * da[$0] }
      for i in 0..<H {
        if fault == .lastNeuronForgotten && i == H - 1 { continue }
        if fault == .dbOverwritten { g.db[i] = 0 }
        if fault != .dbNotComputed { g.db[i] += fault == .dbFromStateGradient ? da[i] : dz[i] }
        for j in 0..<H {
          if fault == .dWOverwritten { g.dW[i, j] = 0 }
          switch fault {
          case .dWFromStateNow: g.dW[i, j] += dz[i] * step.a[j]
          case .dWTransposed: g.dW[j, i] += dz[i] * step.aBefore[j]
          case .dWFromPreactivationBefore: g.dW[i, j] += dz[i] * (t > 0 ? steps[t - 1].z[j] : 0)
          case .dWWithoutLastStep: g.dW[i, j] += t == T - 1 ? 0 : dz[i] * step.aBefore[j]
          default:
            let before = t == 0 ? stateBefore ?? step.aBefore : step.aBefore
            g.dW[i, j] += dz[i] * before[j]
          }
        }
        for j in 0..<I {
          if fault == .dUOverwritten { g.dU[i, j] = 0 }
          switch fault {
          case .dUFromInputBefore: g.dU[i, j] += t > 0 ? dz[i] * steps[t - 1].x[j] : 0
          case .dUFromNextInput: g.dU[i, j] += t < T - 1 ? dz[i] * steps[t + 1].x[j] : 0
          case .dUTransposedInPlace:
            let place = j * H + i
            g.dU[place / I, place % I] += dz[i] * step.x[j]
          default: g.dU[i, j] += dz[i] * step.x[j]
          }
        }
      }
      late = carried
      carried = fault == .recurrentTermWithoutDerivative ? da : dz
    }
    return g
  }
}
