// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Local names are the letters of the derivation.

extension ReferenceStack {
  /// Forward propagation over one sequence.
  ///
  /// - Parameters:
  ///   - sequence: inputs and targets of the kinds and sizes that the configuration says.
  ///   - masks: the random choices; none by default, as in evaluation.
  ///   - initialState: the state before the first step of every direction. Where it is nil that is
  ///     the learned one if there is one, and otherwise zero.
  /// - Returns: every intermediate value.
  public func forward(
    _ sequence: ReferenceStackSequence, masks: ReferenceMasks = ReferenceMasks(),
    initialState: ReferenceState? = nil
  ) -> ReferenceStackPass {
    let parameters = StackParameters(flat, for: configuration)
    masks.check(for: configuration, steps: sequence.count)
    if let state = initialState { checkShape(of: state) }
    precondition(
      (sequence.spellings == nil) == (configuration.spelling == nil),
      "spellings for a network that has no use for them, or none for one that has")
    let words = (sequence.spellings ?? []).map { readWord($0, parameters.characters) }
    var x = embedded(sequence.inputs, parameters.E)
    for (t, word) in words.enumerated() { x[t] += word.result }
    let inputMask = masks.input ?? ones(like: x)
    var read = product(x, inputMask)
    var layers: [ReferenceLayerPass] = []
    for layer in 0..<configuration.layers {
      layers.append(
        forward(layer, read, parameters, masks: masks, initialState: initialState))
      read = layers[layer].handedOn
    }
    let V = configuration.isTied ? parameters.E : parameters.V
    let outputs = predictedFrom(read, sequence).map { y in
      var o = parameters.c
      for k in 0..<V.rows {
        for j in 0..<V.columns { o[k] += V[k, j] * y[j] }
      }
      return o
    }
    let targets = outputs.indices.map { ReferenceTarget(sequence.targets, at: $0) }
    for target in targets { configuration.loss.check(target) }
    return ReferenceStackPass(
      sequence: sequence, words: words, inputMask: inputMask, hasGivenState: initialState != nil,
      layers: layers, outputs: outputs,
      losses: zip(outputs, targets).map { configuration.loss.value($0, $1) },
      weights: targets.map { configuration.loss.weight($0) })
  }

  /// One layer, counted from zero.
  private func forward(
    _ layer: Int, _ x: [[Double]], _ parameters: StackParameters, masks: ReferenceMasks,
    initialState: ReferenceState?
  ) -> ReferenceLayerPass {
    let directions = (0..<configuration.directions).map { d in
      direction(d, ofLayer: layer, parameters).forward(
        x,
        from: self.initialState(
          initialState?.parts[layer][d], learned: parameters.layers[layer][d].initial),
        recurrentMask: masks.recurrent?[layer][d]
          ?? Array(repeating: 1, count: configuration.hiddenSize),
        keep: masks.zoneout?[layer][d])
    }
    let outputs = x.indices.map { t in
      let y = directions.flatMap { $0.steps[t].after[0] }
      return addsInput(layer) ? y.indices.map { y[$0] + x[t][$0] } : y
    }
    let mask = masks.layers?[layer] ?? ones(like: outputs)
    return ReferenceLayerPass(
      inputs: x, directions: directions, outputs: outputs, mask: mask,
      handedOn: product(outputs, mask))
  }

  /// What the predictions of a sequence are made from: what the last layer hands on at every step, [T, Y];
  /// or where there is one prediction, [1, Y], each direction's columns at the step that it takes last.
  ///
  ///     y = (y_T forward, y_1 reverse)
  func predictedFrom(
    _ handedOn: [[Double]], _ sequence: ReferenceStackSequence
  ) -> [[Double]] {
    guard sequence.predictsOnce else { return handedOn }
    return [lastSteps(sequence).flatMap { Array(handedOn[$0.step][$0.columns]) }]
  }

  /// The reverse of ``predictedFrom(_:_:)``: derivatives by what the last layer hands on, zero where
  /// nothing is predicted from.
  func predictedFromBackward(
    _ dRead: [[Double]], _ sequence: ReferenceStackSequence
  ) -> [[Double]] {
    guard sequence.predictsOnce else { return dRead }
    let zeros = Array(repeating: 0.0, count: configuration.layerWidth)
    var dHandedOn = Array(repeating: zeros, count: sequence.count)
    for (step, columns) in lastSteps(sequence) {
      for j in columns { dHandedOn[step][j] = dRead[0][j] }
    }
    return dHandedOn
  }

  /// The step, counted from zero, that each direction takes last, and the columns that it fills.
  private func lastSteps(
    _ sequence: ReferenceStackSequence
  ) -> [(step: Int, columns: Range<Int>)] {
    let H = configuration.hiddenSize
    return (0..<configuration.directions).map { d in
      (d == 0 ? sequence.count - 1 : 0, d * H..<(d + 1) * H)
    }
  }

  /// Whether a layer, counted from zero, has a residual connection.
  func addsInput(_ layer: Int) -> Bool { configuration.isResidual && layer > 0 }

  /// The state that a direction starts from: given, learned or zero; [part][H].
  private func initialState(_ given: [[Double]]?, learned: [[Double]]) -> [[Double]] {
    let zero = Array(repeating: 0.0, count: configuration.hiddenSize)
    return given
      ?? (configuration.learnsInitialState
        ? learned : configuration.cell.stateNames.map { _ in zero })
  }

  private func checkShape(of state: ReferenceState) {
    let given = state.parts.map { $0.map { $0.map(\.count) } }
    let expected = ReferenceState(zeroFor: configuration).parts.map { $0.map { $0.map(\.count) } }
    precondition(given == expected, "an initial state of \(given) for a network of \(expected)")
  }
}

/// Ones in the shape of a sequence.
private func ones(like x: [[Double]]) -> [[Double]] {
  x.map { $0.map { _ in 1 } }
}

/// The product of two sequences, element by element.
func product(_ x: [[Double]], _ m: [[Double]]) -> [[Double]] {
  zip(x, m).map { x, m in
    precondition(x.count == m.count, "a mask of \(m.count) numbers for \(x.count)")
    return zip(x, m).map { $0 * $1 }
  }
}
