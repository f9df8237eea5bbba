import KernelBodies
import Kernels

extension RecurrentDirection {
  /// Views of all that the steps of a sweep read and write: nothing is counted or allocated on the way.
  struct Sweep {
    let set: InstructionSet
    let kernel: CellKernel
    let inputs: Addend
    let recurrent: RecurrentWeights.Sweep?
    let hiddenState: StateMemory.Blocks
    let cellState: StateMemory.Blocks?
    let saved: Block
    let dInputs: Block
    let dRecurrent: Block?

    /// One time step of some rows: R_t, then the cell's step.
    ///
    /// - Parameter previous: the positions of the states before; nil for those of the start.
    func forward(rows: Range<Int>, positions: Range<Int>, previous: Range<Int>?) {
      let before = states(hiddenState, rows, previous)
      let products = recurrent?.multiply(before, rows: rows, positions: positions)
      set.stepForward(
        kernel, inputs: inputs.slice(positions), recurrent: products,
        hiddenState: hiddenState.part(positions, previous: before, carry: nil),
        cellState: cellState.map {
          $0.part(positions, previous: states($0, rows, previous), carry: nil)
        },
        saved: saved.rows(positions))
    }

    /// The mirror of ``forward(rows:positions:previous:)``: the cell's step, then R_t.
    func backward(
      _ dStates: Block, rows: Range<Int>, positions: Range<Int>, previous: Range<Int>?
    ) {
      let carry = hiddenState.carry.rows(rows)
      set.stepBackward(
        kernel,
        hiddenState: hiddenState.part(
          positions, previous: states(hiddenState, rows, previous), carry: carry),
        cellState: cellState.map {
          $0.part(
            positions, previous: states($0, rows, previous), carry: $0.carry.rows(rows))
        },
        saved: saved.rows(positions),
        gradients: StepGradients(
          output: dStates.rows(positions), inputs: dInputs.rows(positions),
          recurrent: dRecurrent?.rows(positions)))
      recurrent?.addGradients(
        dRecurrent ?? dInputs, to: carry, rows: rows, positions: positions)
    }

    /// A part of the state before a step.
    func states(
      _ part: StateMemory.Blocks, _ rows: Range<Int>, _ previous: Range<Int>?
    ) -> Block {
      if let previous { return part.states.rows(previous) }
      return part.initial.rows(rows)
    }
  }
}
