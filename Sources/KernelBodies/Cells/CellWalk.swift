// The loop of a time step over rows and neurons, the same for every cell.

/// A time step of any cell with a level's instructions.
@usableFromInline
struct StepWalk<Kernels: KernelSet>: CellStepVisitor {
  @usableFromInline let operands: CellOperands

  @inlinable @inline(__always)
  init(operands: CellOperands) { self.operands = operands }

  @inlinable @inline(__always)
  func visit<Step: CellStep>(_ step: Step.Type) {
    if let gradients = operands.gradients {
      Kernels.walkBackward(step, operands, gradients)
    } else {
      Kernels.walkForward(step, operands)
    }
  }
}

extension KernelSet {
  @inlinable @inline(never)
  static func walkForward<Step: CellStep>(_ step: Step.Type, _ operands: CellOperands) {
    let stride = gateStride(hidden: operands.hidden)
    // Cells with one part of the state don't touch the second.
    let parts = (operands.parts.0, operands.parts.1 ?? operands.parts.0)
    for row in 0..<operands.rows {
      let inputs = operands.inputs.row(row)
      // Cells without recurrent products don't read them.
      let recurrent = UnsafePointer(operands.recurrent?.row(row)) ?? inputs
      let saved = operands.saved.row(row)
      let previous = (parts.0.previous.row(row), parts.1.previous.row(row))
      let state = (parts.0.state.row(row), parts.1.state.row(row))
      Step.activateGates(
        GateRow(inputs: inputs, recurrent: recurrent, saved: saved, stride: stride),
        using: Self.self)
      var j = 0
      while j < operands.hidden {
        var lanes = ForwardLanes()
        for gate in Step.separateGates..<max(Step.separateGates, Step.gates) {
          lanes.inputs[gate] = inputs.vector(gate &* stride &+ j)
          if Step.hasRecurrentProducts {
            lanes.recurrent[gate] = recurrent.vector(gate &* stride &+ j)
          }
        }
        for gate in 0..<Step.separateGates {
          lanes.saved[gate] = saved.vector(gate &* stride &+ j)
        }
        lanes.previous[0] = previous.0.vector(j)
        if Step.stateParts > 1 { lanes.previous[1] = previous.1.vector(j) }
        Step.forward(&lanes, using: Self.self)
        state.0.store(lanes.state[0], j)
        if Step.stateParts > 1 { state.1.store(lanes.state[1], j) }
        for index in Step.separateGates..<Step.savedCount {
          saved.store(lanes.saved[index], index &* stride &+ j)
        }
        j &+= 8
      }
      keepShares(of: parts.0, row, operands.hidden)
      if Step.stateParts > 1 { keepShares(of: parts.1, row, operands.hidden) }
    }
  }

  /// Zoneout of a row of a part of the state, where there is any.
  @inlinable @inline(__always)
  static func keepShares(of part: StatePartOperands, _ row: Int, _ hidden: Int) {
    guard let zoneout = part.zoneout else { return }
    var j = 0
    while j < hidden {
      let keep = zoneout.keep.row(row).vector(j)
      let (previous, state) = (part.previous.row(row).vector(j), part.state.row(row).vector(j))
      zoneout.result.row(row).store(keep * previous + (1 - keep) * state, j)
      j &+= 8
    }
  }

  @inlinable @inline(never)
  static func walkBackward<Step: CellStep>(
    _ step: Step.Type, _ operands: CellOperands, _ gradients: CellOperands.Gradients
  ) {
    let stride = gateStride(hidden: operands.hidden)
    // Cells with one part of the state don't touch the second.
    let parts = (operands.parts.0, operands.parts.1 ?? operands.parts.0)
    guard let firstCarry = parts.0.carry, let secondCarry = parts.1.carry else { return }
    for row in 0..<operands.rows {
      let saved = operands.saved.row(row)
      let dOutput = gradients.output.row(row)
      let dInputs = gradients.inputs.row(row)
      let dRecurrent = gradients.recurrent?.row(row) ?? dInputs
      let carries = (firstCarry.row(row), secondCarry.row(row))
      let previous = (parts.0.previous.row(row), parts.1.previous.row(row))
      let state = (parts.0.state.row(row), parts.1.state.row(row))
      let keeps = (parts.0.zoneout?.keep.row(row), parts.1.zoneout?.keep.row(row))
      var j = 0
      while j < operands.hidden {
        var lanes = BackwardLanes()
        for index in 0..<Step.savedCount {
          lanes.saved[index] = saved.vector(index &* stride &+ j)
        }
        lanes.previous[0] = previous.0.vector(j)
        lanes.state[0] = state.0.vector(j)
        let gradient = dOutput.vector(j) + carries.0.vector(j)
        var kept = StateLanes(repeating: .zero)
        (lanes.dState[0], kept[0]) = share(gradient, keeps.0, j)
        if Step.stateParts > 1 {
          lanes.previous[1] = previous.1.vector(j)
          lanes.state[1] = state.1.vector(j)
          (lanes.dState[1], kept[1]) = share(carries.1.vector(j), keeps.1, j)
        }
        Step.backward(&lanes, using: Self.self)
        carries.0.store(lanes.dPrevious[0] + kept[0], j)
        if Step.stateParts > 1 { carries.1.store(lanes.dPrevious[1] + kept[1], j) }
        for gate in 0..<Step.gates {
          dInputs.store(lanes.dInputs[gate], gate &* stride &+ j)
          if Step.hasOwnRecurrentGradient {
            dRecurrent.store(lanes.dRecurrent[gate], gate &* stride &+ j)
          }
        }
        j &+= 8
      }
    }
  }

  /// Divides the gradient by a part of the state between the step and, with zoneout, the part at
  /// t - 1.
  @inlinable @inline(__always)
  static func share(
    _ gradient: Vector, _ keep: UnsafeMutablePointer<Float>?, _ j: Int
  ) -> (step: Vector, kept: Vector) {
    guard let keep = keep?.vector(j) else { return (gradient, .zero) }
    return ((1 - keep) * gradient, keep * gradient)
  }
}
