/// The vanilla cell (Documentation/Derivation/VanillaCell.md): nothing is saved, since h' follows
/// from a_t.
@usableFromInline
enum VanillaStep<Function: Activation>: CellStep {
  @inlinable @inline(__always) static var gates: Int { 1 }
  @inlinable @inline(__always) static var stateParts: Int { 1 }
  @inlinable @inline(__always) static var savedCount: Int { 0 }
  @inlinable @inline(__always) static var hasRecurrentProducts: Bool { true }
  @inlinable @inline(__always) static var hasOwnRecurrentGradient: Bool { false }

  /// Equations (1) and (2).
  @inlinable @inline(__always)
  static func forward<Kernels: KernelSet>(
    _ lanes: inout ForwardLanes, using kernels: Kernels.Type
  ) {
    let z = lanes.inputs[0] + lanes.recurrent[0]
    lanes.state[0] = Function.value(z, using: kernels)
  }

  /// Equation (19).
  @inlinable @inline(__always)
  static func backward<Kernels: KernelSet>(
    _ lanes: inout BackwardLanes, using kernels: Kernels.Type
  ) {
    lanes.dInputs[0] = lanes.dState[0] * Function.derivative(atValue: lanes.state[0])
  }
}
