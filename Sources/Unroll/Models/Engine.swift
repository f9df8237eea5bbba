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
  private let smallestSharedWork: Int
  private var recurrent: RecurrentLayer
  private var output: OutputLayer
  private var recursion: InfluenceRecursion?
  private var rowShares: [Range<Int>] = []

  /// Creates an engine.
  ///
  /// - Parameter threads: the calling one included; nil for as many as there are processors.
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
    team = WorkerTeam(count: threads ?? ProcessorCount.available)
    recurrent = RecurrentLayer(configuration, instructionSet: instructionSet)
    output = OutputLayer(configuration, instructionSet: instructionSet)
  }

  // MARK: Forward propagation

  /// Packs a network's weights for the passes that follow.
  public func load(_ network: Network) {
    precondition(network.configuration == configuration, "a network of another configuration")
    let parts = table.count < Engine.smallestSharedPacking ? 1 : team.count
    recurrent.load(network.parameters, team: team, parts: parts)
    output.load(network.parameters, team: team, parts: parts)
  }

  /// Loads a network and propagates a batch forward. See ``forward(_:)``.
  @discardableResult
  public func forward(_ network: Network, _ batch: Batch) -> Loss {
    load(network)
    return forward(batch)
  }

  /// Propagates a batch forward through the loaded network: states, outputs and losses of all
  /// time steps, equations (1) to (5).
  ///
  /// - Returns: the loss summed over the batch, and the number of predictions.
  /// - Complexity: N H (H + K) multiply-adds for N positions, and N H I more for numeric inputs.
  @discardableResult
  public func forward(_ batch: Batch) -> Loss {
    precondition(
      batch.input == configuration.input && batch.output == configuration.output,
      "a batch of another kind")
    recurrent.prepare(batch)
    output.prepare(batch)
    let parts = self.parts(for: batch)
    rowShares = Share.rows(lengths: batch.lengths, parts: min(parts, max(batch.rows, 1)))
    if case .values = configuration.input {
      team.run(parts: parts) { part in
        recurrent.multiplyInputs(batch, positions: positions(batch, part, parts))
      }
    }
    team.run(parts: rowShares.count) { part in recurrent.forward(batch, rows: rowShares[part]) }
    team.run(parts: parts) { part in
      let positions = positions(batch, part, parts)
      output.forward(recurrent.states.block, positions: positions)
      output.computeLosses(batch, positions: positions)
    }
    return Loss(sum: output.losses.sum(), count: batch.predictions)
  }

  /// The outputs o_t of the last forward pass for one row of the batch, time step by time step.
  /// Rows are sorted by length; ``Batch/sequences`` tells which sequence a row is.
  public func outputs(_ batch: Batch, row: Int) -> [[Float]] {
    (0..<batch.lengths[row]).map { output.outputs.block.row(batch.layout.offsets[$0] + row) }
  }

  /// The hidden states a_t of the last forward pass for one row, time step by time step.
  public func states(_ batch: Batch, row: Int) -> [[Float]] {
    (0..<batch.lengths[row]).map { recurrent.states.block.row(batch.layout.offsets[$0] + row) }
  }

  /// One time step of a few rows on their own, with the loaded network: for sampling.
  func step(_ previous: Block, symbols: IndexBlock, into states: Block, outputs: Block) {
    recurrent.step(previous, symbols: symbols, into: states)
    output.step(states, into: outputs)
  }

  // MARK: Back-propagation through time

  /// Adds the gradient of the last forward pass's summed loss to `gradient`.
  ///
  /// - Parameters:
  ///   - batch: the batch of the last forward pass.
  ///   - gradient: what the gradient is added to; the caller sets it to zero.
  ///   - method: the reverse sweep, or the forward recursion of derivatives. Both are exact.
  /// - Complexity: for N positions, reverse sweep: 2 N H (H + K) multiply-adds; forward recursion:
  ///   N H³ (H + I + 1), and 2 H² (H + I + 1) floats for each row at work.
  public func backward(
    _ batch: Batch, into gradient: inout Parameters, method: GradientMethod = .bptt
  ) {
    precondition(gradient.table == table, "a gradient of another configuration")
    let parts = self.parts(for: batch)
    team.run(parts: parts) { part in output.backward(positions: positions(batch, part, parts)) }
    switch method {
    case .bptt: sweep(batch, into: &gradient, parts: parts)
    case .rtrl: recurse(batch, into: &gradient)
    }
    gradient.values.withFlatBlock { flat in
      team.run(parts: parts) { part in
        output.addGradients(
          batch, states: recurrent.states.block, to: flat, table: table, part: part, of: parts)
      }
    }
  }

  private func sweep(_ batch: Batch, into gradient: inout Parameters, parts: Int) {
    team.run(parts: rowShares.count) { part in
      recurrent.backward(batch, dOutputs: output.dStates.block, rows: rowShares[part])
    }
    gradient.values.withFlatBlock { flat in
      team.run(parts: parts) { part in
        recurrent.addGradients(batch, to: flat, table: table, part: part, of: parts)
      }
    }
  }

  private func recurse(_ batch: Batch, into gradient: inout Parameters) {
    let recursion =
      self.recursion
      ?? InfluenceRecursion(
        configuration, instructionSet: instructionSet,
        rows: InfluenceRecursion.rowsAtWork(configuration, threads: team.count))
    self.recursion = recursion
    recursion.addGradients(
      batch, weights: recurrent.recurrentWeights(), states: recurrent.states.block,
      dStates: output.dStates.block, to: &gradient, team: team)
  }

  // MARK: Sharing

  /// Into how many parts a step is cut: one where it is too small to share.
  private func parts(for batch: Batch) -> Int {
    let width = configuration.hiddenSize + configuration.output.width
    let work = batch.positions * configuration.hiddenSize * width
    return work < smallestSharedWork ? 1 : team.count
  }

  /// Multiply-adds of a forward pass under which waking other threads costs more than it saves.
  package static let usualSmallestSharedWork = 1_000_000

  /// Parameters from which on packing them is shared.
  private static let smallestSharedPacking = 50_000

  private func positions(_ batch: Batch, _ part: Int, _ parts: Int) -> Range<Int> {
    Share.range(batch.positions, part: part, of: parts, multipleOf: 6)
  }
}
