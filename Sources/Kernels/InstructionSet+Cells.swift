package import KernelBodies

// Time steps of cells on checked views.

/// A part of a cell's state over the rows of a step.
package struct StatePart {
  /// The part at t - 1, [rows, H].
  package var previous: Block
  /// The part at t, as the step computes it, [rows, H].
  package var state: Block
  /// With zoneout: the part at t, [rows, H], and the share k that stays what it was.
  package var zoneout: (result: Block, keep: Block)?
  /// Backward: the gradient by the part at t that comes from t + 1; replaced by the one at t - 1,
  /// but for what goes through the recurrent products.
  package var carry: Block?

  package init(
    previous: Block, state: Block, zoneout: (result: Block, keep: Block)?, carry: Block? = nil
  ) {
    self.previous = previous
    self.state = state
    self.zoneout = zoneout
    self.carry = carry
  }

  func operands(rows: Int, hidden: Int) -> StatePartOperands {
    for block in [previous, state] { block.check(rows: rows, columns: hidden) }
    zoneout?.result.check(rows: rows, columns: hidden)
    zoneout?.keep.check(rows: rows, columns: hidden)
    carry?.check(rows: rows, columns: hidden)
    return StatePartOperands(
      previous: previous.all, state: state.all,
      zoneout: zoneout.map { ($0.result.all, $0.keep.all) }, carry: carry?.all)
  }
}

/// The gradients of a step backward.
package struct StepGradients {
  /// ∂L_t/∂a_t from above, [rows, H].
  package var output: Block
  /// ∂L/∂X_t, [rows, gates].
  package var inputs: Block
  /// ∂L/∂R_t, [rows, gates], for cells where it is not that of the inputs.
  package var recurrent: Block?

  package init(output: Block, inputs: Block, recurrent: Block?) {
    self.output = output
    self.inputs = inputs
    self.recurrent = recurrent
  }
}

extension InstructionSet {
  /// The columns of G gates of H neurons, padding included.
  package static func gateColumns(_ kernel: CellKernel, hidden: Int) -> Int {
    kernel.shape.gates * gateStride(hidden: hidden)
  }

  /// A time step of a cell forward.
  ///
  /// - Parameters:
  ///   - inputs: X_t, [rows, gates].
  ///   - recurrent: R_t, [rows, gates]; nil for cells without.
  ///   - hiddenState: a_t, and a_{t-1}.
  ///   - cellState: s_t, and s_{t-1}; nil for cells without.
  ///   - saved: what the way back needs, in columns of gates.
  package func stepForward(
    _ kernel: CellKernel, inputs: Addend, recurrent: Block?, hiddenState: StatePart,
    cellState: StatePart?, saved: Block
  ) {
    let (rows, hidden) = (hiddenState.state.rows, hiddenState.state.columns)
    let shape = check(kernel, hiddenState, cellState, saved)
    precondition(shape.hasRecurrentProducts == (recurrent != nil), "recurrent products")
    recurrent?.check(rows: rows, columns: shape.gates * gateStride(hidden: hidden))
    kernels.step(
      kernel,
      CellOperands(
        rows: rows, hidden: hidden,
        inputs: inputs.addend(rows: rows, columns: shape.gates * gateStride(hidden: hidden)),
        recurrent: recurrent?.all,
        parts: (
          hiddenState.operands(rows: rows, hidden: hidden),
          cellState?.operands(rows: rows, hidden: hidden)
        ),
        saved: saved.all, gradients: nil))
  }

  /// A time step of a cell backward, with what ``stepForward`` has saved.
  package func stepBackward(
    _ kernel: CellKernel, hiddenState: StatePart, cellState: StatePart?, saved: Block,
    gradients: StepGradients
  ) {
    let (rows, hidden) = (hiddenState.state.rows, hiddenState.state.columns)
    let shape = check(kernel, hiddenState, cellState, saved)
    let columns = shape.gates * gateStride(hidden: hidden)
    gradients.output.check(rows: rows, columns: hidden)
    gradients.inputs.check(rows: rows, columns: columns)
    gradients.recurrent?.check(rows: rows, columns: columns)
    precondition(
      hiddenState.carry != nil && (cellState == nil || cellState?.carry != nil), "no carry")
    precondition(
      shape.hasOwnRecurrentGradient == (gradients.recurrent != nil), "recurrent gradients")
    kernels.step(
      kernel,
      CellOperands(
        rows: rows, hidden: hidden, inputs: RowAddend(base: saved.base, stride: saved.stride),
        recurrent: nil,
        parts: (
          hiddenState.operands(rows: rows, hidden: hidden),
          cellState?.operands(rows: rows, hidden: hidden)
        ),
        saved: saved.all,
        gradients: .init(
          output: gradients.output.all, inputs: gradients.inputs.all,
          recurrent: gradients.recurrent?.all)))
  }

  private func check(
    _ kernel: CellKernel, _ hiddenState: StatePart, _ cellState: StatePart?, _ saved: Block
  ) -> CellShape {
    let shape = kernel.shape
    let (rows, hidden) = (hiddenState.state.rows, hiddenState.state.columns)
    precondition(shape.stateParts == (cellState == nil ? 1 : 2), "\(shape.stateParts) state parts")
    saved.check(rows: rows, columns: shape.savedCount * gateStride(hidden: hidden))
    return shape
  }
}

extension Block {
  /// All rows, for operands.
  var all: Rows { Rows(base: base, stride: stride) }

  /// Traps when the block is smaller than an operation needs.
  func check(rows: Int, columns: Int) {
    precondition(
      self.rows >= rows && self.columns >= columns,
      "a block of \(self.rows)×\(self.columns) for \(rows)×\(columns)")
  }
}
