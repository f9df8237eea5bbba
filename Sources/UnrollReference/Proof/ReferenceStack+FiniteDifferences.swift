extension ReferenceStack {
  /// The gradient of the summed loss of one sequence by central differences of the fourth order,
  /// equation (23).
  ///
  /// It knows nothing of the derivation: only forward propagation and the loss. That makes it the
  /// judge of ``gradient(_:masks:initialState:)``.
  ///
  /// The rectifier, the absolute error, the quantiles and the limit of a logarithm of a variance
  /// have kinks, across which a difference means nothing. There the step is made smaller until no
  /// kink is between the outermost points; where that does not succeed the derivative does not
  /// exist, and the result is NaN, which every comparison rejects.
  ///
  /// Costs four forward propagations for each parameter and each number of the state, with kinks
  /// five or more, and with normalisation two to four times as many.
  ///
  /// - Parameters:
  ///   - sequence: inputs and targets.
  ///   - masks: the random choices; none by default.
  ///   - initialState: the state before the first step, if it is given.
  public func finiteDifferences(
    _ sequence: ReferenceStackSequence, masks: ReferenceMasks = ReferenceMasks(),
    initialState: ReferenceState? = nil
  ) -> ReferenceStackGradient {
    let steps: DifferenceSteps = configuration.isNormalised ? .sharp : .gentle
    let byParameters = flat.indices.map { index in
      centralDifference(steps: steps) { offset in
        var network = self
        network.flat[index] += offset
        return network.point(
          network.forward(sequence, masks: masks, initialState: initialState))
      }
    }
    let state = initialState ?? forward(sequence, masks: masks).initialState
    let byState = state.flat.indices.map { index in
      centralDifference(steps: steps) { offset in
        var moved = state.flat
        moved[index] += offset
        return point(
          forward(
            sequence, masks: masks,
            initialState: ReferenceState(flat: moved, for: configuration)))
      }
    }
    return ReferenceStackGradient(
      parameters: byParameters, initialState: ReferenceState(flat: byState, for: configuration))
  }

  /// The loss of a pass and the sides of the kinks of cells and loss.
  private func point(_ pass: ReferenceStackPass) -> DifferencePoint {
    let ofCells = pass.allDirections.flatMap { direction in
      direction.steps.flatMap { step in
        step.neurons.flatMap { configuration.cell.sides(of: $0) }
      }
    }
    let ofLoss = pass.outputs.indices.flatMap { t in
      configuration.loss.sides(pass.outputs[t], ReferenceTarget(pass.sequence.targets, at: t))
    }
    return DifferencePoint(value: pass.loss, sides: ofCells + ofLoss)
  }
}
