/// The minimal gated recurrent unit (Documentation/Derivation/MinimalCells.md). Saved: z and X_n.
@usableFromInline
enum MinimalGRUStep: CellStep {
  @inlinable @inline(__always) static var gates: Int { 2 }
  @inlinable @inline(__always) static var stateParts: Int { 1 }
  @inlinable @inline(__always) static var savedCount: Int { 2 }
  @inlinable @inline(__always) static var hasRecurrentProducts: Bool { false }
  @inlinable @inline(__always) static var hasOwnRecurrentGradient: Bool { false }

  /// Equations (2) to (4).
  @inlinable @inline(__always)
  static func forward<Kernels: KernelSet>(
    _ lanes: inout ForwardLanes, using kernels: Kernels.Type
  ) {
    let z = Logistic.value(lanes.inputs[0], using: kernels)
    let n = lanes.inputs[1]
    lanes.state[0] = (1 - z) * lanes.previous[0] + z * n
    lanes.saved[0] = z
    lanes.saved[1] = n
  }

  /// Equations (5) to (7).
  @inlinable @inline(__always)
  static func backward<Kernels: KernelSet>(
    _ lanes: inout BackwardLanes, using kernels: Kernels.Type
  ) {
    let z = lanes.saved[0]
    let n = lanes.saved[1]
    let da = lanes.dState[0]
    lanes.dPrevious[0] = da * (1 - z)
    lanes.dInputs[1] = da * z
    lanes.dInputs[0] = da * (n - lanes.previous[0]) * Logistic.derivative(atValue: z)
  }
}
