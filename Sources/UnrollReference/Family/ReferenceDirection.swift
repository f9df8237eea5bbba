// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Local names are the letters of the derivation.

/// One direction of one layer: the loop over time, there and back.
struct ReferenceDirection {
  let configuration: ReferenceStackConfiguration
  let parameters: DirectionParameters
  let isReverse: Bool

  /// Runs over a sequence.
  ///
  /// - Parameters:
  ///   - x: what the layer reads, [T, I_l].
  ///   - initial: the state before the first step that is taken, [part][H].
  ///   - recurrentMask: m_r, [H].
  ///   - keep: k, [part][t][H]; nil where the zoneout rates stand for it.
  func forward(
    _ x: [[Double]], from initial: [[Double]], recurrentMask: [Double], keep: [[[Double]]]?
  ) -> ReferenceDirectionPass {
    var state = initial
    var steps: [ReferenceDirectionStep] = []
    for t in order(x.count) {
      let k = initial.indices.map { part in
        keep?[part][t]
          ?? Array(
            repeating: configuration.zoneoutRate(ofPart: part), count: configuration.hiddenSize)
      }
      steps.append(step(x[t], from: state, recurrentMask: recurrentMask, keep: k))
      state = steps[steps.count - 1].after
    }
    return ReferenceDirectionPass(
      initialState: initial, recurrentMask: recurrentMask,
      steps: isReverse ? steps.reversed() : steps, finalState: state)
  }

  /// Runs back; adds to the gradient of the parameters.
  ///
  /// - Parameters:
  ///   - pass: what ``forward(_:from:recurrentMask:keep:)`` returned.
  ///   - x: what the layer reads, [T, I_l].
  ///   - dA: the derivatives by the hidden states that come from above, [T, H].
  /// - Returns: those by the layer's inputs, [T, I_l], and by the initial state, [part][H].
  func backward(
    _ pass: ReferenceDirectionPass, x: [[Double]], dA: [[Double]],
    gradient: inout DirectionParameters
  ) -> (dx: [[Double]], dInitial: [[Double]]) {
    var dx = x
    var dState = pass.initialState.map { $0.map { _ in 0.0 } }
    for t in order(x.count).reversed() {
      for i in dA[t].indices { dState[0][i] += dA[t][i] }
      (dx[t], dState) = stepBackward(
        pass.steps[t], x: x[t], recurrentMask: pass.recurrentMask, dAfter: dState,
        gradient: &gradient)
    }
    return (dx, dState)
  }

  /// The time steps in the order in which this direction takes them, counted from zero.
  private func order(_ count: Int) -> [Int] {
    isReverse ? (0..<count).reversed() : Array(0..<count)
  }

  /// X_t, the input's half of what the gates read.
  private var inputHalf: GateProducts {
    GateProducts(
      matrix: parameters.U, gain: parameters.gU, bias: parameters.b,
      hiddenSize: configuration.hiddenSize)
  }

  /// R_t, the recurrent half.
  private var recurrentHalf: GateProducts {
    GateProducts(
      matrix: parameters.W, gain: parameters.gW, bias: parameters.d,
      hiddenSize: configuration.hiddenSize)
  }

  /// One time step.
  ///
  ///     X_t = U x_t + b        R_t = W (m_r ⊙ a_{t-1}) + d
  ///     (ã_t, s̃_t) = the cell's step, neuron by neuron
  ///     s_t = k_t ⊙ s_{t-1} + (1 - k_t) ⊙ s̃_t, and so every other part
  ///
  /// The last line is zoneout: Krueger et al., 2016, arXiv:1606.01305. The mask is of Gal and
  /// Ghahramani, 2016, "A theoretically grounded application of dropout in recurrent neural
  /// networks", arXiv:1512.05287.
  private func step(
    _ x: [Double], from before: [[Double]], recurrentMask m: [Double], keep k: [[Double]]
  ) -> ReferenceDirectionStep {
    let H = configuration.hiddenSize
    let masked = (0..<H).map { m[$0] * before[0][$0] }
    let (inputProducts, X) = inputHalf.forward(x)
    let (recurrentProducts, R) = recurrentHalf.forward(masked)
    let neurons = (0..<H).map { i in
      configuration.cell.step(
        X: gates(X, ofNeuron: i), R: gates(R, ofNeuron: i), before: before.map { $0[i] })
    }
    let after = before.indices.map { part in
      (0..<H).map { i in
        k[part][i] * before[part][i] + (1 - k[part][i]) * neurons[i].after[part]
      }
    }
    return ReferenceDirectionStep(
      before: before, masked: masked, inputProducts: inputProducts,
      recurrentProducts: recurrentProducts, X: X, R: R, neurons: neurons, keep: k, after: after)
  }

  /// One time step backwards: the lines of the step in reverse.
  private func stepBackward(
    _ step: ReferenceDirectionStep, x: [Double], recurrentMask m: [Double], dAfter: [[Double]],
    gradient: inout DirectionParameters
  ) -> (dx: [Double], dBefore: [[Double]]) {
    let (H, k) = (configuration.hiddenSize, step.keep)
    var dX = step.X.map { _ in 0.0 }
    var dR = step.R.map { _ in 0.0 }
    var dBefore = dAfter.indices.map { part in (0..<H).map { k[part][$0] * dAfter[part][$0] } }
    for i in 0..<H {
      let d = configuration.cell.stepBackward(
        step.neurons[i], dAfter: dAfter.indices.map { (1 - k[$0][i]) * dAfter[$0][i] })
      for gate in d.dX.indices { dX[gate * H + i] = d.dX[gate] }
      for gate in d.dR.indices { dR[gate * H + i] = d.dR[gate] }
      for part in dBefore.indices { dBefore[part][i] += d.dBefore[part] }
    }
    let dMasked = recurrentHalf.backward(
      dR, v: step.masked, products: step.recurrentProducts,
      dMatrix: &gradient.W, dGain: &gradient.gW, dBias: &gradient.d)
    let dx = inputHalf.backward(
      dX, v: x, products: step.inputProducts,
      dMatrix: &gradient.U, dGain: &gradient.gU, dBias: &gradient.b)
    for i in 0..<H { dBefore[0][i] += m[i] * dMasked[i] }
    return (dx, dBefore)
  }

  /// The numbers of one neuron, one for each gate: gate g has the rows g H ..< (g + 1) H.
  private func gates(_ z: [Double], ofNeuron i: Int) -> [Double] {
    let H = configuration.hiddenSize
    return (0..<z.count / H).map { gate in z[gate * H + i] }
  }
}
