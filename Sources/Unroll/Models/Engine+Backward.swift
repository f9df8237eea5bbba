import Kernels

extension Engine {
  /// Adds the gradient of the last forward pass's summed loss to `gradient`.
  ///
  /// States that were given from outside are constants: back-propagation ends there, which makes it
  /// the truncated one (Williams and Peng, 1990, doi:10.1162/neco.1990.2.4.490).
  ///
  /// - Parameters:
  ///   - batch: the batch of the last forward pass.
  ///   - gradient: what the gradient is added to; the caller sets it to zero.
  ///   - method: the reverse sweep, or the forward recursion of derivatives. Both are exact; the
  ///     second is for networks that ``obstacleToForwardRecursion(_:)`` finds nothing against.
  /// - Complexity: for N positions, reverse sweep: two multiply-adds for each weight and position;
  ///   forward recursion: N·parts·H²·P, P being the parameters of the hidden layer.
  public func backward(
    _ batch: Batch, into gradient: inout Parameters, method: GradientMethod = .bptt
  ) {
    backward(batch, into: &gradient, method: method, BackwardWindow())
  }

  /// The same of a window of time steps; the windows of a batch are taken last to first.
  func backward(
    _ batch: Batch, into gradient: inout Parameters, method: GradientMethod = .bptt,
    _ window: BackwardWindow
  ) {
    precondition(gradient.table == table, "a gradient of another configuration")
    let parts = self.parts(for: batch)
    team.run(parts: parts) { part in
      output.backward(batch, predictions: predictions(batch, part, parts))
    }
    if batch.predicted == .last {
      team.run(parts: parts) { part in output.spread(batch, part: part, of: parts) }
    }
    switch method {
    case .bptt: sweep(batch, window, into: &gradient, parts: parts)
    case .rtrl:
      recurse(batch, continues: window.continuesInfluence, into: &gradient, parts: parts)
    }
    let states = topStates
    gradient.values.withFlatBlock { flat in
      team.run(parts: parts) { part in
        output.addGradients(batch, states: states, to: flat, self.part(part, of: parts))
      }
      guard window.isLastTaken && input.hasParameters else { return }
      // After the output's: with tied weights both are added to one tensor.
      team.run(parts: parts) { part in
        input.addGradients(to: flat, table: table, part: part, of: parts)
      }
    }
  }

  /// Why the forward recursion is not for networks of a configuration, or nil where it is.
  public static func obstacleToForwardRecursion(_ configuration: NetworkConfiguration) -> String? {
    InfluenceRecursion.obstacle(configuration)
  }

  /// The gradient of the last forward pass's summed loss by the states that it began with, after
  /// ``backward(_:into:method:)`` by the reverse sweep.
  public func initialStateGradient(_ batch: Batch) -> NetworkState {
    var gradient = NetworkState(rows: batch.choiceCount, of: configuration)
    for direction in layers.flatMap(\.directions) {
      direction.storeInitialGradient(batch, into: &gradient)
    }
    return gradient
  }

  /// The reverse sweep: the forward pass's phases, last to first.
  private func sweep(
    _ batch: Batch, _ window: BackwardWindow, into gradient: inout Parameters, parts: Int
  ) {
    var dOutputs = output.dStates.block
    for index in layers.indices.reversed() {
      let layer = layers[index]
      let inputs = self.inputs(ofLayer: index, batch)
      let needsInputGradient = index > 0 || input.needsGradient
      sweep(
        layer, batch, inputs, window, dOutputs: dOutputs, needsInputGradient: needsInputGradient,
        parts: parts)
      addGradients(layer, batch, inputs, window, to: &gradient, parts: parts)
      dOutputs = layer.inputGradients
    }
    if input.isTabulated && window.isLastTaken {
      let dEmbedding = input.embeddingGradient
      team.run(parts: parts) { part in
        for (place, direction) in layers[0].directions.enumerated() {
          direction.inputs.addEmbeddingGradients(
            to: dEmbedding, adding: place > 0, part: part, of: parts)
        }
      }
    }
    guard input.needsGradient else { return }
    if input.isMasked {
      team.run(parts: parts) { part in
        input.backward(dOutputs, positions: positions(batch, part, parts))
      }
    }
    team.run(parts: parts) { part in
      input.scatter(dOutputs, batch, window, part: part, of: parts)
    }
    guard let spelling = input.spelling, let spelled = batch.spelled else { return }
    spelling.backward(
      input.spellingColumns(dOutputs), spelled, ranges: batch.positionRanges, team: team,
      parts: parts)
    gradient.values.withFlatBlock { flat in
      team.run(parts: parts) { part in
        spelling.addGradients(spelled.batch, to: flat, self.part(part, of: parts))
      }
    }
  }

  private func sweep(
    _ layer: RecurrentLayer, _ batch: Batch, _ inputs: LayerInputs, _ window: BackwardWindow,
    dOutputs: Block, needsInputGradient: Bool, parts: Int
  ) {
    if layer.isMasked {
      team.run(parts: parts) { part in
        layer.unjoin(dOutputs, positions: positions(batch, part, parts))
      }
    }
    team.run(parts: rowShares.count) { part in
      layer.backward(
        batch, inputs, dOutputs: dOutputs, later: window.later, rows: rowShares[part])
    }
    team.run(parts: parts) { part in
      layer.backwardInputs(
        dOutputs: dOutputs, positions: positions(batch, part, parts),
        needsInputGradient: needsInputGradient)
      for direction in layer.directions {
        direction.inputs.scatter(inputs, batch, window, part: part, of: parts)
      }
    }
  }

  private func addGradients(
    _ layer: RecurrentLayer, _ batch: Batch, _ inputs: LayerInputs, _ window: BackwardWindow,
    to gradient: inout Parameters, parts: Int
  ) {
    if configuration.isNormalised && window.isLastTaken {
      team.run(parts: parts) { part in
        for direction in layer.directions { direction.inputs.backwardTable(part: part, of: parts) }
      }
    }
    let state = initialState
    gradient.values.withFlatBlock { flat in
      team.run(parts: parts) { part in
        for direction in layer.directions {
          direction.addGradients(
            batch, inputs, from: state, window, to: flat, self.part(part, of: parts))
        }
      }
    }
  }

  /// The memory of the forward recursion, made where there is none yet.
  func preparedRecursion() -> InfluenceRecursion {
    if let recursion { return recursion }
    let recursion = InfluenceRecursion(
      configuration, instructionSet: instructionSet,
      rows: InfluenceRecursion.rowsAtWork(configuration, threads: team.count))
    self.recursion = recursion
    return recursion
  }

  private func recurse(
    _ batch: Batch, continues: Bool, into gradient: inout Parameters, parts: Int
  ) {
    if let obstacle = InfluenceRecursion.obstacle(configuration) {
      preconditionFailure("the forward recursion does not go with \(obstacle)")
    }
    let recursion = preparedRecursion()
    let dOutputs = output.dStates.block
    team.run(parts: parts) { part in
      layers[0].unjoin(dOutputs, positions: positions(batch, part, parts))
    }
    recursion.addGradients(
      batch, layers[0].directions[0], inputs: input.outputs(batch), dStates: dOutputs,
      continues: continues, to: &gradient, team: team)
  }
}

/// What a window of time steps has to do with the others of its batch, on the way back.
struct BackwardWindow {
  /// ∂L/∂(state after the window's last step) by way of the windows after it; nil for none.
  var later: NetworkState?
  /// Whether no other window of the batch has been taken before, the last one in time.
  var isFirstTaken = true
  /// Whether it is the last to be taken, the first one in time.
  var isLastTaken = true
  /// Whether the forward recursion's derivatives go on from the last pass, as the states do: those of a
  /// stream that is learned step by step.
  var continuesInfluence = false
}
