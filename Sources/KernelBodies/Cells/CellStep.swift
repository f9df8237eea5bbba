// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Public for inlining into the levels only; no product exports this module.

/// One number for each gate, for eight neurons; a cell has at most four gates.
public typealias GateLanes = InlineArray<4, Vector>
/// One number for each part of the state, for eight neurons: the hidden state, the cell state.
public typealias StateLanes = InlineArray<2, Vector>

/// One time step of a cell for eight neurons: what is left when the products are taken.
///
/// A cell conforms with its two equations, side by side; ``KernelSet`` walks them over rows and
/// neurons.
@usableFromInline
protocol CellStep {
  /// Gates: columns of the products for each neuron.
  static var gates: Int { get }
  /// Parts of the state: 1, or 2 with a cell state.
  static var stateParts: Int { get }
  /// Numbers that `forward` leaves in `saved` for `backward`.
  static var savedCount: Int { get }
  /// Whether there are recurrent products.
  static var hasRecurrentProducts: Bool { get }
  /// Whether the gradients by the recurrent products differ from those by the input products.
  static var hasOwnRecurrentGradient: Bool { get }
  /// The first so many gates are functions of their own sums alone and are taken over a whole row, in
  /// loops of their own: the constants of one function fill the registers, and no result waits for a
  /// chain of two functions.
  static var separateGates: Int { get }

  /// From X and R of the separate gates to `saved`.
  static func activateGates<Kernels: KernelSet>(_ gates: GateRow, using kernels: Kernels.Type)

  /// From `inputs`, `recurrent`, `previous` and the separate gates in `saved` to `state` and the rest of
  /// `saved`.
  static func forward<Kernels: KernelSet>(_ lanes: inout ForwardLanes, using kernels: Kernels.Type)

  /// From `dState` to `dInputs`, `dRecurrent` and `dPrevious`; all else is as `forward` had it.
  static func backward<Kernels: KernelSet>(
    _ lanes: inout BackwardLanes, using kernels: Kernels.Type)
}

extension CellStep {
  @inlinable @inline(__always) static var separateGates: Int { 0 }

  @inlinable @inline(__always)
  static func activateGates<Kernels: KernelSet>(_ gates: GateRow, using kernels: Kernels.Type) {}
}

/// What a step sees of eight neurons on its way forward.
@usableFromInline
struct ForwardLanes {
  /// X_t, gate by gate.
  @usableFromInline var inputs = GateLanes(repeating: .zero)
  /// R_t, gate by gate.
  @usableFromInline var recurrent = GateLanes(repeating: .zero)
  /// a_{t-1} and s_{t-1}.
  @usableFromInline var previous = StateLanes(repeating: .zero)
  /// a_t and s_t: the step's result.
  @usableFromInline var state = StateLanes(repeating: .zero)
  /// What the way back needs.
  @usableFromInline var saved = GateLanes(repeating: .zero)

  @inlinable @inline(__always) init() {}
}

/// What a step sees of eight neurons on its way back.
@usableFromInline
struct BackwardLanes {
  /// What the way forward left.
  @usableFromInline var saved = GateLanes(repeating: .zero)
  /// a_{t-1} and s_{t-1}.
  @usableFromInline var previous = StateLanes(repeating: .zero)
  /// a_t and s_t, as the step computed them.
  @usableFromInline var state = StateLanes(repeating: .zero)
  /// ∂L/∂a_t and ∂L/∂s_t.
  @usableFromInline var dState = StateLanes(repeating: .zero)
  /// ∂L/∂X_t, gate by gate: a result.
  @usableFromInline var dInputs = GateLanes(repeating: .zero)
  /// ∂L/∂R_t, gate by gate: a result where it is not the same as `dInputs`.
  @usableFromInline var dRecurrent = GateLanes(repeating: .zero)
  /// ∂L/∂a_{t-1} and ∂L/∂s_{t-1} but for what goes through R_t: a result.
  @usableFromInline var dPrevious = StateLanes(repeating: .zero)

  @inlinable @inline(__always) init() {}
}

/// The columns from one gate to the next: whole vectors.
@inlinable
public func gateStride(hidden: Int) -> Int { (hidden &+ 7) / 8 &* 8 }
