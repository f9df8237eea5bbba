/// Long short-term memory (Documentation/Derivation/LSTMCell.md). Saved: the gates i, f, g, o;
/// tanh(s_t) is computed again.
@usableFromInline
enum LSTMStep: CellStep {
  @inlinable @inline(__always) static var gates: Int { 4 }
  @inlinable @inline(__always) static var stateParts: Int { 2 }
  @inlinable @inline(__always) static var savedCount: Int { 4 }
  @inlinable @inline(__always) static var hasRecurrentProducts: Bool { true }
  @inlinable @inline(__always) static var hasOwnRecurrentGradient: Bool { false }

  /// Equations (2) to (7).
  @inlinable @inline(__always)
  static func forward<Kernels: KernelSet>(
    _ lanes: inout ForwardLanes, using kernels: Kernels.Type
  ) {
    let i = Logistic.value(lanes.inputs[0] + lanes.recurrent[0], using: kernels)
    let f = Logistic.value(lanes.inputs[1] + lanes.recurrent[1], using: kernels)
    let g = HyperbolicTangent.value(lanes.inputs[2] + lanes.recurrent[2], using: kernels)
    let o = Logistic.value(lanes.inputs[3] + lanes.recurrent[3], using: kernels)
    let s = f * lanes.previous[1] + i * g
    lanes.state[1] = s
    lanes.state[0] = o * HyperbolicTangent.value(s, using: kernels)
    lanes.saved[0] = i
    lanes.saved[1] = f
    lanes.saved[2] = g
    lanes.saved[3] = o
  }

  /// Equations (9) to (15).
  @inlinable @inline(__always)
  static func backward<Kernels: KernelSet>(
    _ lanes: inout BackwardLanes, using kernels: Kernels.Type
  ) {
    let i = lanes.saved[0]
    let f = lanes.saved[1]
    let g = lanes.saved[2]
    let o = lanes.saved[3]
    let squashed = HyperbolicTangent.value(lanes.state[1], using: kernels)
    let da = lanes.dState[0]
    let ds = lanes.dState[1] + da * o * HyperbolicTangent.derivative(atValue: squashed)
    lanes.dPrevious[1] = ds * f
    lanes.dInputs[3] = da * squashed * Logistic.derivative(atValue: o)
    lanes.dInputs[2] = ds * i * HyperbolicTangent.derivative(atValue: g)
    lanes.dInputs[1] = ds * lanes.previous[1] * Logistic.derivative(atValue: f)
    lanes.dInputs[0] = ds * g * Logistic.derivative(atValue: i)
  }
}
