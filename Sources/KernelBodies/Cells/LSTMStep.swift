/// Long short-term memory (Documentation/Derivation/LSTMCell.md). Saved: the gates i, f, g, o;
/// tanh(s_t) is a_t / o_t on the way back.
@usableFromInline
enum LSTMStep: CellStep {
  @inlinable @inline(__always) static var gates: Int { 4 }
  @inlinable @inline(__always) static var stateParts: Int { 2 }
  @inlinable @inline(__always) static var savedCount: Int { 4 }
  @inlinable @inline(__always) static var hasRecurrentProducts: Bool { true }
  @inlinable @inline(__always) static var hasOwnRecurrentGradient: Bool { false }
  @inlinable @inline(__always) static var separateGates: Int { 4 }

  /// Equations (2) to (5).
  @inlinable @inline(__always)
  static func activateGates<Kernels: KernelSet>(_ gates: GateRow, using kernels: Kernels.Type) {
    gates.activate(0...1, by: Logistic.self, using: kernels)
    gates.activate(2...2, by: HyperbolicTangent.self, using: kernels)
    gates.activate(3...3, by: Logistic.self, using: kernels)
  }

  /// Equations (6) and (7).
  @inlinable @inline(__always)
  static func forward<Kernels: KernelSet>(
    _ lanes: inout ForwardLanes, using kernels: Kernels.Type
  ) {
    let i = lanes.saved[0]
    let f = lanes.saved[1]
    let g = lanes.saved[2]
    let o = lanes.saved[3]
    let s = f * lanes.previous[1] + i * g
    lanes.state[1] = s
    lanes.state[0] = o * HyperbolicTangent.value(s, using: kernels)
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
    // tanh(s_t) = a_t / o_t; where o_t has underflowed, the quotient is multiplied by next to nothing.
    let smallest = Vector(repeating: .leastNormalMagnitude)
    let squashed = lanes.state[0] / o.replacing(with: smallest, where: o .< smallest)
    let da = lanes.dState[0]
    let ds = lanes.dState[1] + da * o * HyperbolicTangent.derivative(atValue: squashed)
    lanes.dPrevious[1] = ds * f
    lanes.dInputs[3] = da * squashed * Logistic.derivative(atValue: o)
    lanes.dInputs[2] = ds * i * HyperbolicTangent.derivative(atValue: g)
    lanes.dInputs[1] = ds * lanes.previous[1] * Logistic.derivative(atValue: f)
    lanes.dInputs[0] = ds * g * Logistic.derivative(atValue: i)
  }
}
