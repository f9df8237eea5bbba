package import KernelBodies

/// The twin of one time step of a cell for one neuron, in Double.
///
/// Written from the cells' definitions; the way back is the forward equations on ``Dual`` numbers, so
/// that no derivative is written down twice.
package struct PlainStep: Sendable {
  package let kernel: CellKernel
  /// X_t, gate by gate.
  package var inputs: [Double]
  /// R_t, gate by gate; zeros for cells without.
  package var recurrent: [Double]
  /// The parts of the state at t - 1: a, and s for the LSTM.
  package var previous: [Double]
  /// Zoneout's k of each part; 0 without zoneout.
  package var keep: [Double]
  /// ∂L/∂ of each part at t.
  package var dState: [Double]

  package init(
    _ kernel: CellKernel, inputs: [Double], recurrent: [Double], previous: [Double],
    keep: [Double], dState: [Double]
  ) {
    self.kernel = kernel
    self.inputs = inputs
    self.recurrent = recurrent
    self.previous = previous
    self.keep = keep
    self.dState = dState
  }

  /// The parts at t as the cell computes them, before zoneout.
  package var state: [Double] { state(nil, 0).map(\.value) }

  /// The parts at t after zoneout.
  package var zonedState: [Double] { zoned(nil, 0).map(\.value) }

  /// The gradient's loss: the parts at t, each times its `dState`.
  package var loss: Double {
    zip(dState, zonedState).reduce(0) { $0 + $1.0 * $1.1 }
  }

  package var dInputs: [Double] { gradient(\.inputs) }
  package var dRecurrent: [Double] { gradient(\.recurrent) }
  /// ∂L/∂ of each part at t - 1, R_t being held fast.
  package var dPrevious: [Double] { gradient(\.previous) }

  private func gradient(_ variables: KeyPath<PlainStep, [Double]>) -> [Double] {
    self[keyPath: variables].indices.map { index in
      zip(dState, zoned(variables, index)).reduce(0) { $0 + $1.0 * $1.1.derivative }
    }
  }

  /// `k s_{t-1} + (1 - k) s̃_t`, differentiated by one of the variables.
  private func zoned(_ variables: KeyPath<PlainStep, [Double]>?, _ index: Int) -> [Dual] {
    let previous = dual(\.previous, variables, index)
    return state(variables, index).enumerated().map { part, state in
      keep[part] * previous[part] + (1 - keep[part]) * state
    }
  }

  private func state(_ variables: KeyPath<PlainStep, [Double]>?, _ index: Int) -> [Dual] {
    let x = dual(\.inputs, variables, index)
    let r = dual(\.recurrent, variables, index)
    let previous = dual(\.previous, variables, index)
    switch kernel {
    case .vanilla(.hyperbolicTangent): return [(x[0] + r[0]).hyperbolicTangent]
    case .vanilla(.rectifier): return [(x[0] + r[0]).rectified]
    case .vanilla(.logistic): return [(x[0] + r[0]).logistic]
    case .lstm:
      let inputGate = (x[0] + r[0]).logistic
      let forgetGate = (x[1] + r[1]).logistic
      let candidate = (x[2] + r[2]).hyperbolicTangent
      let outputGate = (x[3] + r[3]).logistic
      let cellState = forgetGate * previous[1] + inputGate * candidate
      return [outputGate * cellState.hyperbolicTangent, cellState]
    case .gru:
      let resetGate = (x[0] + r[0]).logistic
      let updateGate = (x[1] + r[1]).logistic
      let candidate = (x[2] + resetGate * r[2]).hyperbolicTangent
      return [(Dual(1) - updateGate) * candidate + updateGate * previous[0]]
    case .minimalGRU:
      let updateGate = x[0].logistic
      return [(Dual(1) - updateGate) * previous[0] + updateGate * x[1]]
    case .minimalLSTM:
      // f / (f + i) is the logistic function of log f - log i.
      let (forget, input) = (x[0].logarithmOfLogistic, x[1].logarithmOfLogistic)
      return [(forget - input).logistic * previous[0] + (input - forget).logistic * x[2]]
    }
  }

  private func dual(
    _ numbers: KeyPath<PlainStep, [Double]>, _ variables: KeyPath<PlainStep, [Double]>?,
    _ index: Int
  ) -> [Dual] {
    self[keyPath: numbers].enumerated().map {
      Dual($1, derivative: numbers == variables && $0 == index ? 1 : 0)
    }
  }
}
