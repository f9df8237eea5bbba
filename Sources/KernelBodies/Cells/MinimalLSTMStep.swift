/// Minimal long short-term memory (Documentation/Derivation/MinimalCells.md). Saved: the share f' of
/// the past, X_n, and the complements 1 - f and 1 - i of the gates.
@usableFromInline
enum MinimalLSTMStep: CellStep {
  @inlinable @inline(__always) static var gates: Int { 3 }
  @inlinable @inline(__always) static var stateParts: Int { 1 }
  @inlinable @inline(__always) static var savedCount: Int { 4 }
  @inlinable @inline(__always) static var hasRecurrentProducts: Bool { false }
  @inlinable @inline(__always) static var hasOwnRecurrentGradient: Bool { false }

  /// `f' = f / (f + i)` without the quotient 0 / 0 of gates that underflow: both gates' reciprocals
  /// are taken times `exp(-m)`, with m the largest of their exponents and zero.
  @inlinable @inline(__always)
  static func forward<Kernels: KernelSet>(
    _ lanes: inout ForwardLanes, using kernels: Kernels.Type
  ) {
    let x = lanes.inputs[0]
    let y = lanes.inputs[1]
    let n = lanes.inputs[2]
    var m = Vector.zero
    m.replace(with: -x, where: -x .> m)
    m.replace(with: -y, where: -y .> m)
    let one = Exponential.value(-m, using: kernels)
    let ex = Exponential.value(-x - m, using: kernels)
    let ey = Exponential.value(-y - m, using: kernels)
    let past = (one + ey) / (one + ey + one + ex)
    let share = (one + ex) / (one + ey + one + ex)
    lanes.state[0] = past * lanes.previous[0] + share * n
    lanes.saved[0] = past
    lanes.saved[1] = n
    lanes.saved[2] = Logistic.value(-x, using: kernels)
    lanes.saved[3] = Logistic.value(-y, using: kernels)
  }

  @inlinable @inline(__always)
  static func backward<Kernels: KernelSet>(
    _ lanes: inout BackwardLanes, using kernels: Kernels.Type
  ) {
    let past = lanes.saved[0]
    let n = lanes.saved[1]
    let da = lanes.dState[0]
    lanes.dPrevious[0] = da * past
    lanes.dInputs[2] = da * (1 - past)
    let d = da * (lanes.previous[0] - n) * past * (1 - past)
    lanes.dInputs[1] = -d * lanes.saved[3]
    lanes.dInputs[0] = d * lanes.saved[2]
  }
}
