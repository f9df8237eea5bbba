// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Local names are the letters of the derivation.

extension ReferenceStack {
  /// The gradient of the summed loss of one sequence, by back-propagation through time.
  ///
  ///     do_t = ∂L_t/∂o_t
  ///     dV += do_t y_tᵀ      dc += do_t      dy_t = Vᵀ do_t
  ///
  /// and then, from the last layer to the first, each direction from its last step to its first,
  /// the lines of the forward pass in reverse. Werbos, 1990, "Backpropagation through time: what it
  /// does and how to do it", Proceedings of the IEEE 78(10), doi:10.1109/5.58337.
  ///
  /// The gradient of a mean is this one divided by ``ReferenceStackPass/weight``.
  ///
  /// - Parameter pass: the forward pass of this network over the sequence.
  public func gradient(_ pass: ReferenceStackPass) -> ReferenceStackGradient {
    let parameters = StackParameters(flat, for: configuration)
    var gradient = StackParameters(flat.map { _ in 0 }, for: configuration)
    var dInitial = ReferenceState(zeroFor: configuration)
    var dHandedOn = outputBackward(pass, parameters, gradient: &gradient)
    for layer in (0..<configuration.layers).reversed() {
      let record = pass.layers[layer]
      let dOutputs = product(dHandedOn, record.mask)
      var dx = addsInput(layer) ? dOutputs : record.inputs.map { $0.map { _ in 0 } }
      for d in 0..<configuration.directions {
        let neurons = d * configuration.hiddenSize..<(d + 1) * configuration.hiddenSize
        let (dxOfDirection, dState) = direction(d, ofLayer: layer, parameters).backward(
          record.directions[d], x: record.inputs, dA: dOutputs.map { Array($0[neurons]) },
          gradient: &gradient.layers[layer][d])
        for t in dx.indices {
          for j in dx[t].indices { dx[t][j] += dxOfDirection[t][j] }
        }
        dInitial.parts[layer][d] = dState
        if configuration.learnsInitialState && !pass.hasGivenState {
          gradient.layers[layer][d].initial = dState
        }
      }
      dHandedOn = dx
    }
    let dx = product(dHandedOn, pass.inputMask)
    embeddedBackward(pass.sequence.inputs, dx: dx, dE: &gradient.E)
    for (word, dx) in zip(pass.words, dx) {
      readWordBackward(
        word, dc: Array(dx.suffix(word.result.count)), parameters.characters,
        gradient: &gradient.characters)
    }
    return ReferenceStackGradient(parameters: gradient.flat, initialState: dInitial)
  }

  /// The gradient of the summed loss of one sequence: forward propagation and the sweep back.
  ///
  /// - Parameters:
  ///   - sequence: inputs and targets.
  ///   - masks: the random choices; none by default.
  ///   - initialState: the state before the first step, if it is given.
  public func gradient(
    _ sequence: ReferenceStackSequence, masks: ReferenceMasks = ReferenceMasks(),
    initialState: ReferenceState? = nil
  ) -> ReferenceStackGradient {
    gradient(forward(sequence, masks: masks, initialState: initialState))
  }

  /// The loss and the output layer backwards; returns the derivatives by what the last layer hands on,
  /// [T, Y].
  ///
  /// With tied weights V is E, which then has gradients from both its uses.
  private func outputBackward(
    _ pass: ReferenceStackPass, _ parameters: StackParameters, gradient: inout StackParameters
  ) -> [[Double]] {
    let V = configuration.isTied ? parameters.E : parameters.V
    let read = predictedFrom(pass.layers[pass.layers.count - 1].handedOn, pass.sequence)
    var dRead = read
    for t in read.indices {
      let dO = configuration.loss.derivative(
        pass.outputs[t], ReferenceTarget(pass.sequence.targets, at: t))
      for j in read[t].indices {
        dRead[t][j] = 0
        for k in dO.indices {
          dRead[t][j] += V[k, j] * dO[k]
          if configuration.isTied {
            gradient.E[k, j] += dO[k] * read[t][j]
          } else {
            gradient.V[k, j] += dO[k] * read[t][j]
          }
        }
      }
      for k in dO.indices { gradient.c[k] += dO[k] }
    }
    return predictedFromBackward(dRead, pass.sequence)
  }
}
