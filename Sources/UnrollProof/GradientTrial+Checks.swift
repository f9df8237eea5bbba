import Unroll
import UnrollReference

extension GradientTrial {
  /// All comparisons of the trial. `interference` puts faults in; a real check has none.
  func checks(_ interference: Interference = Interference()) -> [GradientReport.Check] {
    var judged = reference
    interference.network(&judged)
    var masks = masks
    for index in masks.indices { interference.masks(&masks[index]) }
    let passes = GradientTrial.forward(judged, sequences, masks, states)
    var sweep = NamedNumbers(passes.map(judged.gradient), self)
    interference.sweep(&sweep)
    var checks: [GradientReport.Check] = []
    if plan.isWhole && plan.isOfDerivation {
      var tensors = tensorGradient(of: judged)
      interference.derivation(&tensors)
      checks += compare(
        tensors, sweep, .derivation, .componentwise, GradientTolerance.sameInDouble)
    }
    if plan.isWhole {
      var differences = NamedNumbers(
        sequences.indices.map {
          judged.finiteDifferences(sequences[$0], masks: masks[$0], initialState: states[$0])
        }, self)
      interference.differences(&differences)
      checks += compare(
        differences, sweep, .finiteDifference, .componentwise, GradientTolerance.finiteDifferences)
    }
    for instructionSet in Engine.instructionSets {
      for threads in [1, 2] {
        let engine = Engine(
          plan.configuration, threads: threads, instructionSet: instructionSet,
          smallestSharedWork: 0)
        checks += self.checks(of: engine, passes, sweep, interference)
      }
    }
    return checks
  }

  /// The gradient by the derivation's tensors, of a network that is the derivation's.
  private func tensorGradient(of judged: ReferenceStack) -> NamedNumbers {
    let configuration = judged.configuration
    guard let cell = configuration.cell as? ReferenceVanillaCell else {
      preconditionFailure("there are no tensors of '\(configuration.cell.name)'")
    }
    let output: OutputKind =
      if case .squaredError = configuration.loss {
        .identitySquaredError
      } else {
        .softmaxCrossEntropy
      }
    var network = ReferenceNetwork(
      shape: NetworkShape(
        inputSize: configuration.input.size, hiddenSize: configuration.hiddenSize,
        outputSize: configuration.loss.outputSize),
      activation: cell.activation, output: output)
    network.flat = judged.flat
    let passes = network.forward(
      sequences.map {
        ReferenceSequence(
          inputs: $0.inputs.vectors(size: configuration.input.size),
          targets: $0.targets.vectors(size: configuration.loss.outputSize))
      })
    return NamedNumbers(network.gradient(passes, by: .tensors).flat, network.shape.slices)
  }

  /// The engine's loss, states and gradients against the reverse sweep. All gradients come from one
  /// forward pass, which the first one must have left as it was.
  private func checks(
    of engine: Engine, _ passes: [ReferenceStackPass], _ sweep: NamedNumbers,
    _ interference: Interference
  ) -> [GradientReport.Check] {
    var run = EngineRun(
      gradient: nil, instructionSet: engine.instructionSetName, threads: engine.threads)
    leaveTraces(in: engine)
    let batch = Batch(data)
    var loss = engine.forward(network, batch, from: state, mode: mode).sum
    interference.loss(&loss)
    let final = engine.finalState(batch)
    var states = data.lengths.indices.flatMap {
      final.reference(row: $0, plan.configuration)?.flat ?? []
    }
    interference.state(&states)
    func single(_ name: String, _ found: [Double], _ expected: [Double]) -> [GradientReport.Check] {
      let slices = [ParameterSlice(name: name, dimensions: [expected.count], start: 0)]
      return compare(
        NamedNumbers(found, slices), NamedNumbers(expected, slices), .reference, .norm,
        GradientTolerance.singlePrecision, run)
    }
    var checks = single("loss", [loss], [passes.reduce(0) { $0 + $1.loss }])
    checks += single("state", states, passes.flatMap(\.finalState.flat))
    for method in Unroll.GradientMethod.allCases where isPossible(method) {
      run.gradient = method
      var gradient = Parameters(zerosLike: network.parameters.table)
      engine.backward(batch, into: &gradient, method: method)
      interference.engine(&gradient, run)
      var slices = reference.configuration.slices
      var flat = gradient.inOrder(of: slices)
      if method == .bptt && state != nil {
        var byState = engine.initialStateGradient(batch)
        interference.initialState(&byState)
        slices = sweep.slices
        flat += inOrder(byState)
      }
      let expected = NamedNumbers(Array(sweep.flat.prefix(flat.count)), slices)
      checks += compare(
        NamedNumbers(flat, slices), expected, .reference, .norm,
        GradientTolerance.singlePrecision, run)
    }
    return checks
  }

  /// Runs the engine over the same sequences in another order and from other states: what that
  /// leaves in its memory must not matter.
  private func leaveTraces(in engine: Engine) {
    let batch = Batch(like: data)
    batch.fill(from: data, sequences: data.lengths.indices.reversed())
    engine.forward(network, batch)
    engine.forward(batch, from: engine.finalState(batch), mode: .training(seed: 0, step: 0))
    var gradient = Parameters(zerosLike: network.parameters.table)
    for method in Unroll.GradientMethod.allCases where isPossible(method) {
      engine.backward(batch, into: &gradient, method: method)
    }
  }

  private func isPossible(_ method: Unroll.GradientMethod) -> Bool {
    method == .bptt || Engine.obstacleToForwardRecursion(plan.configuration) == nil
  }

  /// A gradient by states in the order of ``NamedNumbers``.
  private func inOrder(_ state: NetworkState) -> [Double] {
    let zeros = ReferenceState(zeroFor: reference.configuration)
    let rows = data.lengths.indices.map {
      (state.reference(row: $0, plan.configuration) ?? zeros).flat
    }
    return reference.configuration.stateSlices.flatMap { slice in
      rows.flatMap { $0[slice.range] }
    }
  }

  private func compare(
    _ gradient: NamedNumbers, _ sweep: NamedNumbers, _ against: GradientReport.Against,
    _ measure: GradientMeasure, _ tolerance: Double, _ run: EngineRun? = nil
  ) -> [GradientReport.Check] {
    let entries = GradientComparison(
      gradient.flat, reference: sweep.flat, slices: sweep.slices, measure: measure,
      tolerance: tolerance
    ).entries
    return zip(entries, sweep.slices).map { entry, slice in
      let error = measure == .norm ? entry.error * sweep.shareOfCancelled(slice) : entry.error
      return GradientReport.Check(
        cell: plan.configuration.cell, trial: plan.title, configuration: plan.description,
        parameter: entry.name, against: against, gradient: run?.gradient,
        instructionSet: run?.instructionSet, threads: run?.threads,
        maxRelativeError: error.isNaN ? .infinity : error, tolerance: tolerance,
        ok: error <= tolerance)
    }
  }
}

extension ReferenceSeries {
  /// The vector of every time step; a symbol is one-hot.
  fileprivate func vectors(size: Int) -> [[Double]] {
    switch self {
    case .symbols(let symbols): symbols.map { ReferenceSequence.oneHot($0, size: size) }
    case .numbers(let numbers): numbers
    }
  }
}
