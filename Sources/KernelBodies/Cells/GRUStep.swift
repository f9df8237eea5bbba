/// The gated recurrent unit with the reset after the product (Documentation/Derivation/GRUCell.md).
/// Saved: r, z, n and R_n.
@usableFromInline
enum GRUStep: CellStep {
  @inlinable @inline(__always) static var gates: Int { 3 }
  @inlinable @inline(__always) static var stateParts: Int { 1 }
  @inlinable @inline(__always) static var savedCount: Int { 4 }
  @inlinable @inline(__always) static var hasRecurrentProducts: Bool { true }
  @inlinable @inline(__always) static var hasOwnRecurrentGradient: Bool { true }
  @inlinable @inline(__always) static var separateGates: Int { 2 }

  /// Equations (3) and (4).
  @inlinable @inline(__always)
  static func activateGates<Kernels: KernelSet>(_ gates: GateRow, using kernels: Kernels.Type) {
    gates.activate(0...1, by: Logistic.self, using: kernels)
  }

  /// Equations (5) and (6).
  @inlinable @inline(__always)
  static func forward<Kernels: KernelSet>(
    _ lanes: inout ForwardLanes, using kernels: Kernels.Type
  ) {
    let r = lanes.saved[0]
    let z = lanes.saved[1]
    let n = HyperbolicTangent.value(lanes.inputs[2] + r * lanes.recurrent[2], using: kernels)
    lanes.state[0] = (1 - z) * n + z * lanes.previous[0]
    lanes.saved[2] = n
    lanes.saved[3] = lanes.recurrent[2]
  }

  /// Equations (8) to (12).
  @inlinable @inline(__always)
  static func backward<Kernels: KernelSet>(
    _ lanes: inout BackwardLanes, using kernels: Kernels.Type
  ) {
    let r = lanes.saved[0]
    let z = lanes.saved[1]
    let n = lanes.saved[2]
    let da = lanes.dState[0]
    lanes.dPrevious[0] = da * z
    let dn = da * (1 - z) * HyperbolicTangent.derivative(atValue: n)
    lanes.dInputs[2] = dn
    lanes.dRecurrent[2] = dn * r
    lanes.dInputs[1] = da * (lanes.previous[0] - n) * Logistic.derivative(atValue: z)
    lanes.dRecurrent[1] = lanes.dInputs[1]
    lanes.dInputs[0] = dn * lanes.saved[3] * Logistic.derivative(atValue: r)
    lanes.dRecurrent[0] = lanes.dInputs[0]
  }
}
