// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Public for inlining into the levels only; no product exports this module.

/// Rows of a matrix: where the first one starts, and the floats from one to the next.
public struct Rows: Sendable {
  public nonisolated(unsafe) var base: UnsafeMutablePointer<Float>
  public var stride: Int

  @inlinable
  public init(base: UnsafeMutablePointer<Float>, stride: Int) {
    self.base = base
    self.stride = stride
  }

  @inlinable @inline(__always)
  func row(_ index: Int) -> UnsafeMutablePointer<Float> { base + index &* stride }
}

/// A part of the state over the rows of a step, and its gradients.
public struct StatePartOperands: Sendable {
  /// The part at t - 1.
  public var previous: Rows
  /// The part at t, as the step computes it.
  public var state: Rows
  /// The part at t after zoneout, `k s_{t-1} + (1 - k) s̃_t`, and k; nil without zoneout.
  public var zoneout: (result: Rows, keep: Rows)?
  /// Backward: ∂L/∂(part at t) by way of t + 1, replaced by that of t - 1 but for what goes through
  /// the recurrent products.
  public var carry: Rows?

  @inlinable
  public init(previous: Rows, state: Rows, zoneout: (result: Rows, keep: Rows)?, carry: Rows?) {
    self.previous = previous
    self.state = state
    self.zoneout = zoneout
    self.carry = carry
  }
}

/// The operands of a time step of a cell: rows of `hidden` neurons; gates are
/// ``gateStride(hidden:)`` columns apart.
public struct CellOperands {
  public var rows: Int
  public var hidden: Int
  /// X_t. Read on the way forward.
  public var inputs: RowAddend
  /// R_t; nil for cells without. Read on the way forward.
  public var recurrent: Rows?
  /// The hidden state and, for cells that have one, the cell state.
  public var parts: (StatePartOperands, StatePartOperands?)
  /// Written on the way forward, read on the way back; the columns of gates.
  public var saved: Rows
  /// What the way back takes and gives; nil on the way forward.
  public var gradients: Gradients?

  public struct Gradients {
    /// ∂L_t/∂a_t from above.
    public var output: Rows
    /// ∂L/∂X_t.
    public var inputs: Rows
    /// ∂L/∂R_t, for cells where it differs from that of the inputs.
    public var recurrent: Rows?

    @inlinable
    public init(output: Rows, inputs: Rows, recurrent: Rows?) {
      self.output = output
      self.inputs = inputs
      self.recurrent = recurrent
    }
  }

  @inlinable
  public init(
    rows: Int, hidden: Int, inputs: RowAddend, recurrent: Rows?,
    parts: (StatePartOperands, StatePartOperands?), saved: Rows, gradients: Gradients?
  ) {
    self.rows = rows
    self.hidden = hidden
    self.inputs = inputs
    self.recurrent = recurrent
    self.parts = parts
    self.saved = saved
    self.gradients = gradients
  }
}
