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
  @inlinable @inline(__always)
  static func walkForward<Step: CellStep>(_ step: Step.Type, _ operands: CellOperands) {
    let stride = gateStride(hidden: operands.hidden)
    for row in 0..<operands.rows {
      let inputs = operands.inputs.row(row)
      let recurrent = operands.recurrent?.row(row)
      let saved = operands.saved.row(row)
      var j = 0
      while j < operands.hidden {
        var lanes = ForwardLanes()
        for gate in 0..<Step.gates {
          lanes.inputs[gate] = inputs.vector(gate &* stride &+ j)
          if Step.hasRecurrentProducts, let recurrent {
            lanes.recurrent[gate] = recurrent.vector(gate &* stride &+ j)
          }
        }
        lanes.previous[0] = operands.parts.0.previous.row(row).vector(j)
        if Step.stateParts > 1, let part = operands.parts.1 {
          lanes.previous[1] = part.previous.row(row).vector(j)
        }
        Step.forward(&lanes, using: Self.self)
        finish(operands.parts.0, row, j, lanes.state[0], previous: lanes.previous[0])
        if Step.stateParts > 1, let part = operands.parts.1 {
          finish(part, row, j, lanes.state[1], previous: lanes.previous[1])
        }
        for index in 0..<Step.savedCount {
          saved.store(lanes.saved[index], index &* stride &+ j)
        }
        j &+= 8
      }
    }
  }

  /// Stores a part of the state, with zoneout where there is any.
  @inlinable @inline(__always)
  static func finish(
    _ part: StatePartOperands, _ row: Int, _ j: Int, _ state: Vector, previous: Vector
  ) {
    part.state.row(row).store(state, j)
    if let zoneout = part.zoneout {
      let keep = zoneout.keep.row(row).vector(j)
      zoneout.result.row(row).store(keep * previous + (1 - keep) * state, j)
    }
  }

  @inlinable @inline(__always)
  static func walkBackward<Step: CellStep>(
    _ step: Step.Type, _ operands: CellOperands, _ gradients: CellOperands.Gradients
  ) {
    let stride = gateStride(hidden: operands.hidden)
    for row in 0..<operands.rows {
      let saved = operands.saved.row(row)
      let dOutput = gradients.output.row(row)
      let dInputs = gradients.inputs.row(row)
      let dRecurrent = gradients.recurrent?.row(row)
      var j = 0
      while j < operands.hidden {
        var lanes = BackwardLanes()
        for index in 0..<Step.savedCount {
          lanes.saved[index] = saved.vector(index &* stride &+ j)
        }
        var kept = StateLanes(repeating: .zero)
        kept[0] = begin(operands.parts.0, 0, row, j, dOutput: dOutput.vector(j), &lanes)
        if Step.stateParts > 1, let part = operands.parts.1 {
          kept[1] = begin(part, 1, row, j, dOutput: .zero, &lanes)
        }
        Step.backward(&lanes, using: Self.self)
        operands.parts.0.carry?.row(row).store(lanes.dPrevious[0] + kept[0], j)
        if Step.stateParts > 1, let part = operands.parts.1 {
          part.carry?.row(row).store(lanes.dPrevious[1] + kept[1], j)
        }
        for gate in 0..<Step.gates {
          dInputs.store(lanes.dInputs[gate], gate &* stride &+ j)
          if Step.hasOwnRecurrentGradient, let dRecurrent {
            dRecurrent.store(lanes.dRecurrent[gate], gate &* stride &+ j)
          }
        }
        j &+= 8
      }
    }
  }

  /// Reads a part of the state and its gradient; with zoneout, the gradient is divided between the
  /// step, whose share it takes up, and the part at t - 1, whose share it returns.
  @inlinable @inline(__always)
  static func begin(
    _ part: StatePartOperands, _ index: Int, _ row: Int, _ j: Int, dOutput: Vector,
    _ lanes: inout BackwardLanes
  ) -> Vector {
    lanes.previous[index] = part.previous.row(row).vector(j)
    lanes.state[index] = part.state.row(row).vector(j)
    var gradient = dOutput
    if let carry = part.carry { gradient += carry.row(row).vector(j) }
    guard let zoneout = part.zoneout else {
      lanes.dState[index] = gradient
      return .zero
    }
    let keep = zoneout.keep.row(row).vector(j)
    lanes.dState[index] = (1 - keep) * gradient
    return keep * gradient
  }
}
