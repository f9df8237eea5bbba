package import Kernels

/// Runs networks of one configuration: forward propagation and back-propagation through time, two
/// steps that can be used on their own. The parameter update is an ``Optimizer``'s.
///
///     let engine = Engine(configuration)
///     let loss = engine.forward(network, batch)
///     engine.backward(batch, into: &gradient)
///
/// An engine owns the memory of a pass and its worker threads; passes after the first allocate no
/// matrix. The bits of all results depend neither on the number of threads nor, for each row, on
/// the rest of the batch. Use an engine from one task at a time.
public final class Engine {
  /// The sizes of the networks that this engine runs.
  public let configuration: NetworkConfiguration
  /// How many threads share the work of a large step.
  public var threads: Int { team.count }
  /// The name of the instruction-set level whose kernels run.
  public var instructionSetName: String { instructionSet.name }

  /// What is wrong with the instruction-set level that the environment forces
  /// (`UNROLL_INSTRUCTION_SET`), or nil. A level that is not to be had is not used.
  public static var environmentProblem: String? { InstructionSet.environmentProblem }

  /// The levels that this machine can run, the best one first.
  package static var instructionSets: [InstructionSet] { InstructionSet.available }

  let table: ParameterTable
  let instructionSet: InstructionSet
  let team: WorkerTeam
  let input: InputLayer
  let layers: [RecurrentLayer]
  var output: OutputLayer
  var recursion: InfluenceRecursion?
  var rowShares: [Range<Int>] = []
  private let scratches: [Scratch]
  /// The mode of the last forward pass, and the states that it began with.
  var mode = PassMode.evaluation
  var initialState: NetworkState?
  /// The symbols that single steps read, one for each row.
  var stepSymbols = IndexBuffer()
  let smallestSharedWork: Int
  /// The weights that each position is multiplied by; a one-hot input looks its products up.
  let multipliedWeights: Int

  /// Creates an engine.
  ///
  /// - Parameters:
  ///   - configuration: the networks that it works for.
  ///   - threads: the calling one included; nil for as many as there are processors.
  public convenience init(_ configuration: NetworkConfiguration, threads: Int? = nil) {
    self.init(configuration, threads: threads, instructionSet: .active)
  }

  /// Creates an engine for a level, as checks and tests do.
  ///
  /// - Parameter smallestSharedWork: multiply-adds of a forward pass from which on its work is
  ///   shared among the threads.
  package init(
    _ configuration: NetworkConfiguration, threads: Int?, instructionSet: InstructionSet,
    smallestSharedWork: Int = Engine.usualSmallestSharedWork
  ) {
    self.configuration = configuration
    self.smallestSharedWork = smallestSharedWork
    self.instructionSet = instructionSet
    table = configuration.parameterTable
    multipliedWeights = configuration.multipliedWeights
    team = WorkerTeam(count: threads ?? ProcessorCount.available)
    scratches = (0..<team.count).map { _ in Scratch() }
    input = InputLayer(configuration, instructionSet: instructionSet)
    layers = (0..<configuration.layers).map {
      RecurrentLayer(configuration, index: $0, instructionSet: instructionSet)
    }
    output = OutputLayer(configuration, instructionSet: instructionSet)
  }

  // MARK: Forward propagation

  /// Packs a network's weights for the passes that follow.
  public func load(_ network: Network) {
    precondition(network.configuration == configuration, "a network of another configuration")
    let parameters = network.parameters
    let parts = table.count < Engine.smallestSharedPacking ? 1 : team.count
    for layer in layers {
      for direction in layer.directions { direction.loadVectors(parameters) }
    }
    input.spelling?.take(parameters)
    team.run(parts: parts) { part in
      input.load(parameters, part: part, of: parts)
      for layer in layers {
        for direction in layer.directions { direction.load(parameters, part: part, of: parts) }
      }
    }
    output.load(parameters, team: team, parts: parts)
  }

  /// Loads a network and propagates a batch forward. See ``forward(_:from:mode:)``.
  @discardableResult
  public func forward(
    _ network: Network, _ batch: Batch, from state: NetworkState? = nil,
    mode: PassMode = .evaluation
  ) -> Loss {
    load(network)
    return forward(batch, from: state, mode: mode)
  }

  /// Propagates a batch forward through the loaded network: states, outputs and losses of all
  /// time steps.
  ///
  /// - Parameters:
  ///   - batch: the sequences.
  ///   - state: the states before the first time step, one row for each sequence in the order in which
  ///     the batch was filled; nil for the network's own, which is zero unless it is learned.
  ///   - mode: whether the pass is one of training, with dropout.
  /// - Returns: the loss summed over the batch, and the number of predictions.
  /// - Complexity: one multiply-add for each weight and position, one-hot inputs being looked up.
  @discardableResult
  public func forward(
    _ batch: Batch, from state: NetworkState? = nil, mode: PassMode = .evaluation
  ) -> Loss {
    precondition(
      batch.input == configuration.input && batch.output == configuration.output
        && batch.spelled?.characters == configuration.spelling?.characters,
      "a batch of another kind")
    precondition(
      state.map { $0.rows == batch.choiceCount && $0.fits(configuration) } ?? true,
      "a state of \(state?.rows ?? 0) rows for \(batch.choiceCount), or of another network")
    (self.mode, initialState) = (mode, state)
    input.prepare(batch, mode: mode, canTabulate: true)
    for (index, layer) in layers.enumerated() {
      layer.prepare(
        batch, from: state, mode: mode, needsInputGradient: index > 0 || input.needsGradient,
        embedding: index == 0 && input.isTabulated ? input.embedding : nil)
    }
    output.prepare(batch)
    let parts = self.parts(for: batch)
    Share.rows(lengths: batch.lengths, parts: min(parts, max(batch.rows, 1)), into: &rowShares)
    if let spelled = batch.spelled {
      input.spelling?.forward(spelled.batch, team: team, parts: parts)
    }
    if input.changesWhatItReads {
      team.run(parts: parts) { part in
        input.forward(batch, positions: positions(batch, part, parts))
      }
    }
    if input.isTabulated {
      team.run(parts: parts) { part in
        for direction in layers[0].directions { direction.inputs.tabulate(part: part, of: parts) }
      }
    }
    var inputs = input.outputs(batch)
    for layer in layers {
      forward(layer, batch, inputs, parts: parts)
      inputs = .vectors(layer.outputs)
    }
    let states = topStates
    let purpose = self.purpose
    team.run(parts: parts) { part in
      let predictions = predictions(batch, part, parts)
      output.forward(states, batch, predictions: predictions)
      output.computeLosses(batch, predictions: predictions, for: purpose)
    }
    return addLosses(batch, to: Loss())
  }

  private var purpose: LossPurpose { mode.isTraining ? .objective : .measure }

  /// Adds the losses of the last forward pass to those of earlier windows, in order.
  func addLosses(_ batch: Batch, to loss: Loss) -> Loss {
    output.totalLoss(batch, for: purpose, from: loss)
  }

  private func forward(
    _ layer: RecurrentLayer, _ batch: Batch, _ inputs: LayerInputs, parts: Int
  ) {
    let mode = mode
    if layer.hasInputWork(inputs) {
      team.run(parts: parts) { part in
        layer.multiplyInputs(batch, inputs, mode: mode, positions: positions(batch, part, parts))
      }
    }
    team.run(parts: rowShares.count) { part in
      layer.forward(batch, inputs, mode: mode, rows: rowShares[part])
    }
    guard !layer.isPlain else { return }
    team.run(parts: parts) { part in
      layer.join(batch, inputs, positions: positions(batch, part, parts))
    }
  }

  /// y_t of the last layer, at every position.
  var topStates: Block {
    guard let last = layers.last else { preconditionFailure("a network without layers") }
    return last.outputs
  }

  /// What a layer reads, after a forward pass.
  func inputs(ofLayer index: Int, _ batch: Batch) -> LayerInputs {
    index == 0 ? input.outputs(batch) : .vectors(layers[index - 1].outputs)
  }

  // MARK: What a forward pass has computed

  /// The outputs o_t of the last forward pass for one row of the batch, time step by time step; of
  /// its last time step alone where that is the one that has a target. Rows are sorted by length;
  /// ``Batch/sequences`` tells which sequence a row is.
  public func outputs(_ batch: Batch, row: Int) -> [[Float]] {
    if batch.predicted == .last {
      precondition(batch.predictedRows.contains(row), "row \(row) has no prediction here")
      return [output.outputs.block.row(row - batch.predictedRows.lowerBound)]
    }
    return (0..<batch.lengths[row]).map { output.outputs.block.row(batch.layout.offsets[$0] + row) }
  }

  /// What the last layer hands on, in the last forward pass, for one row, time step by time step: the
  /// hidden states a_t of a network with one layer and one direction.
  public func states(_ batch: Batch, row: Int) -> [[Float]] {
    (0..<batch.lengths[row]).map { topStates.row(batch.layout.offsets[$0] + row) }
  }

  /// The states after each sequence's last time step (in reverse directions: its first), to carry over
  /// into what follows; rows are in the order in which the batch was filled.
  public func finalState(_ batch: Batch) -> NetworkState {
    var state = NetworkState(rows: batch.choiceCount, of: configuration)
    for direction in layers.flatMap(\.directions) {
      direction.storeFinalState(batch, into: &state)
    }
    return state
  }

  // MARK: Sharing

  /// Into how many parts a step is cut: one where it is too small to share.
  func parts(for batch: Batch) -> Int {
    let (work, overflow) = batch.positions.multipliedReportingOverflow(by: multipliedWeights)
    return overflow || work >= smallestSharedWork ? team.count : 1
  }

  /// Multiply-adds of a forward pass under which waking other threads costs more than it saves.
  package static let usualSmallestSharedWork = 1_000_000

  /// Parameters from which on packing them is shared.
  private static let smallestSharedPacking = 100_000

  /// A part of work that is cut into so many.
  func part(_ index: Int, of count: Int) -> Part {
    Part(index: index, count: count, scratch: scratches[index])
  }

  func positions(_ batch: Batch, _ part: Int, _ parts: Int) -> Range<Int> {
    Share.range(batch.positions, part: part, of: parts)
  }

  func predictions(_ batch: Batch, _ part: Int, _ parts: Int) -> Range<Int> {
    Share.range(batch.predictedCount, part: part, of: parts)
  }
}
