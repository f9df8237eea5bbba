import KernelBodies
import Kernels

/// A cell walked through time in one direction, forward and backward, over the rows of a batch. This
/// is the only loop over time.
///
/// Holds what a pass stores, in rows of positions (see ``Batch``): the state after each step, what the
/// cell saves for its way back, and ∂L/∂R_t where the cell has one of its own.
final class RecurrentDirection {
  let isReverse: Bool
  let inputs: InputProducts
  private let recurrent: RecurrentWeights?
  private let kernel: CellKernel
  private let shape: CellShape
  private let hidden: Int
  private let instructionSet: InstructionSet
  private let configuration: NetworkConfiguration
  private let layer: Int
  /// The hidden state and, for cells that have one, the cell state.
  private let parts: [StateMemory]
  private let initialSlices: [ParameterTable.Slice]
  private let learned: Matrix

  private var saved: Matrix
  private var dRecurrent: Matrix
  private var hasInitialState = false
  private var steps: Steps?

  init(
    _ configuration: NetworkConfiguration, layer: Int, direction: Int,
    instructionSet: InstructionSet
  ) {
    self.configuration = configuration
    self.layer = layer
    self.instructionSet = instructionSet
    isReverse = direction == 1
    hidden = configuration.hiddenSize
    kernel = configuration.cell.kernel(configuration.activation)
    shape = kernel.shape
    inputs = InputProducts(
      configuration, layer: layer, direction: direction, instructionSet: instructionSet)
    recurrent = RecurrentWeights(
      configuration, layer: layer, direction: direction, instructionSet: instructionSet)
    let rates = [configuration.dropout.zoneout, configuration.dropout.cellZoneout]
    parts = rates.prefix(shape.stateParts).map {
      StateMemory(width: configuration.hiddenSize, zoneoutRate: $0)
    }
    let table = configuration.parameterTable
    initialSlices = ["a0", "s0"].compactMap {
      table.slice(
        named: NetworkConfiguration.name($0, layer: layer, isReverse: direction == 1))
    }
    learned = Matrix(rows: 2, columns: hidden)
    saved = Matrix(columns: shape.savedCount * gateStride(hidden: hidden))
    dRecurrent = Matrix(columns: shape.gates * gateStride(hidden: hidden))
  }

  /// Whether zoneout keeps some of the state.
  var hasZoneout: Bool { parts.contains { $0.zoneoutRate > 0 } }

  /// a_t of every position.
  var states: Block { parts[0].blocks.states }

  // MARK: Weights

  /// Copies the vectors, before any weights are packed.
  func loadVectors(_ parameters: Parameters) {
    inputs.loadVectors(parameters)
    recurrent?.loadVectors(parameters)
    for (index, slice) in initialSlices.enumerated() {
      learned.block.rows(index..<index + 1).copy(from: parameters.values, offset: slice.offset)
    }
  }

  /// Packs one part of the weights.
  func load(_ parameters: Parameters, part: Int, of parts: Int) {
    inputs.load(parameters, part: part, of: parts)
    recurrent?.load(parameters, part: part, of: parts)
  }

  // MARK: Preparation

  /// Makes room for a pass over `batch` and sets the states before the first step.
  ///
  /// - Parameter embedding: E where the products with it are looked up.
  func prepare(
    _ batch: Batch, from state: NetworkState?, mode: PassMode, embedding: Block? = nil
  ) {
    steps = nil
    prepare(positions: batch.positions, rows: batch.rows, isMasked: mode.isTraining && rate > 0)
    inputs.prepare(batch, embedding: embedding)
    setInitialState(state, places: batch.places)
  }

  private var rate: Double { configuration.dropout.recurrent }

  private func prepare(positions: Int, rows: Int, isMasked: Bool) {
    for part in parts { part.prepare(positions: positions, rows: rows) }
    saved.resize(rows: positions)
    if shape.hasOwnRecurrentGradient { dRecurrent.resize(rows: positions) }
    recurrent?.prepare(positions: positions, rows: rows, isMasked: isMasked)
  }

  /// Sets the states before the first step: those of `state`, or the network's own.
  private func setInitialState(_ state: NetworkState?, places: [Int]) {
    hasInitialState = state != nil || !initialSlices.isEmpty
    for (index, memory) in parts.enumerated() {
      let initial = memory.blocks.initial
      for row in 0..<initial.rows {
        let target = initial.rows(row..<row + 1)
        if let state, !state.isFresh[places[row]] {
          target.copy(
            from: state.values,
            offset: state.offset(
              row: places[row], layer: layer, isReverse: isReverse, part: index))
        } else if initialSlices.isEmpty {
          target.clear()
        } else {
          instructionSet.copy(learned.block.rows(index..<index + 1), into: target)
        }
      }
    }
  }

  /// Draws or sets the masks of some positions: zoneout.
  func prepareMasks(_ batch: Batch, mode: PassMode, positions: Range<Int>) {
    for (index, memory) in parts.enumerated() {
      guard let keep = memory.blocks.keep else { continue }
      guard case .training(let seed, let step) = mode else {
        keep.rows(positions).fill(Float(memory.zoneoutRate))
        continue
      }
      let use = index == 0 ? DropoutMasks.Use.zoneout : .cellZoneout
      DropoutMasks(
        use, rate: memory.zoneoutRate, layer: layer, direction: isReverse ? 1 : 0, seed: seed,
        step: step
      ).fill(keep, batch, positions: positions, instructionSet)
    }
  }

  // MARK: Forward

  /// All time steps of a range of the batch's rows. Rows do not depend on each other.
  func forward(_ batch: Batch, _ layerInputs: LayerInputs, mode: PassMode, rows: Range<Int>) {
    if case .training(let seed, let step) = mode, rate > 0 {
      let masks = DropoutMasks(
        .recurrent, rate: rate, layer: layer, direction: isReverse ? 1 : 0, seed: seed, step: step)
      recurrent?.drawMasks(masks, batch, rows: rows)
    }
    let layout = batch.layout
    let sweep = self.sweep(layerInputs)
    for index in 0..<layout.steps {
      let t = isReverse ? layout.steps - 1 - index : index
      let stretches = layout.stretches(of: rows, at: t, isReverse: isReverse)
      if !stretches.continuing.isEmpty {
        sweep.forward(
          rows: stretches.continuing, positions: layout.positions(stretches.continuing, at: t),
          previous: layout.positions(stretches.continuing, at: isReverse ? t + 1 : t - 1))
      }
      if !stretches.starting.isEmpty {
        sweep.forward(
          rows: stretches.starting, positions: layout.positions(stretches.starting, at: t),
          previous: nil)
      }
    }
  }

  // MARK: Backward

  /// All time steps of a range of the batch's rows, in the opposite order. `dStates` is ∂L_t/∂a_t of
  /// every position, from above; `later` is ∂L/∂(state after the last step) by what comes after it.
  func backward(
    _ batch: Batch, _ layerInputs: LayerInputs, dStates: Block, later: NetworkState?,
    rows: Range<Int>
  ) {
    let layout = batch.layout
    setCarry(later, places: batch.places, rows: rows)
    let sweep = self.sweep(layerInputs)
    for index in 0..<layout.steps {
      let t = isReverse ? index : layout.steps - 1 - index
      let stretches = layout.stretches(of: rows, at: t, isReverse: isReverse)
      if !stretches.continuing.isEmpty {
        sweep.backward(
          dStates, rows: stretches.continuing,
          positions: layout.positions(stretches.continuing, at: t),
          previous: layout.positions(stretches.continuing, at: isReverse ? t + 1 : t - 1))
      }
      if !stretches.starting.isEmpty {
        sweep.backward(
          dStates, rows: stretches.starting,
          positions: layout.positions(stretches.starting, at: t), previous: nil)
      }
    }
  }

  private func setCarry(_ later: NetworkState?, places: [Int], rows: Range<Int>) {
    for (index, memory) in parts.enumerated() {
      let carry = memory.blocks.carry.rows(rows)
      carry.clear()
      guard let later else { continue }
      for row in rows {
        carry.rows(row - rows.lowerBound..<row - rows.lowerBound + 1).copy(
          from: later.values,
          offset: later.offset(row: places[row], layer: layer, isReverse: isReverse, part: index))
      }
    }
  }

  /// Adds one part's share of the gradients of all parameters of this direction, summed over all
  /// positions in the batch's order. Shares are ranges of results, so that the bits do not depend on their number.
  func addGradients(
    _ batch: Batch, _ layerInputs: LayerInputs, from state: NetworkState?,
    _ window: BackwardWindow, to gradient: FlatBlock, _ part: Part
  ) {
    inputs.addGradients(layerInputs, batch, window, to: gradient, part)
    let hiddenState = self.parts[0].blocks
    recurrent?.addGradients(
      shape.hasOwnRecurrentGradient ? dRecurrent.block : inputs.dProducts.block,
      states: hiddenState.states, initial: hasInitialState ? hiddenState.initial : nil,
      segments: isReverse ? batch.reverseSegments : batch.forwardSegments,
      ranges: batch.positionRanges, to: gradient, part)
    let columns = part.range(hidden, multipleOf: 16)
    for (slice, memory) in zip(initialSlices, self.parts) {
      let carry = memory.blocks.carry
      for row in 0..<batch.rows where state?.isFresh[batch.places[row]] ?? true {
        instructionSet.addColumnSums(
          carry.rows(row..<row + 1), columns: columns, into: gradient.tensor(slice))
      }
    }
  }

  // MARK: States in and out

  /// Copies the states after each row's last step into `state`.
  func storeFinalState(_ batch: Batch, into state: inout NetworkState) {
    for (index, memory) in parts.enumerated() {
      let states = memory.blocks.states
      for row in 0..<batch.rows {
        let last = isReverse ? 0 : batch.lengths[row] - 1
        state.set(
          states.row(batch.layout.offsets[last] + row), row: batch.places[row], layer: layer,
          isReverse: isReverse, part: index)
      }
    }
  }

  /// Copies ∂L/∂(state before the first step) into `gradient`.
  func storeInitialGradient(_ batch: Batch, into gradient: inout NetworkState) {
    for (index, memory) in parts.enumerated() {
      for row in 0..<batch.rows {
        gradient.set(
          memory.blocks.carry.row(row), row: batch.places[row], layer: layer,
          isReverse: isReverse, part: index)
      }
    }
  }

  // MARK: Single steps

  /// What single steps read, and views of all that they read and write: a class, so that no step copies
  /// the views.
  private final class Steps {
    let inputs: LayerInputs
    let sweep: Sweep

    init(inputs: LayerInputs, sweep: Sweep) {
      self.inputs = inputs
      self.sweep = sweep
    }
  }

  /// Makes room for steps of so many rows that are no batch, from `state` on.
  func beginSteps(rows: Int, from state: NetworkState?, reading layerInputs: LayerInputs) {
    prepare(positions: rows, rows: rows, isMasked: false)
    inputs.prepareSteps(rows: rows)
    setInitialState(state, places: Array(0..<rows))
    for memory in parts {
      memory.blocks.keep?.fill(Float(memory.zoneoutRate))
      instructionSet.copy(memory.blocks.initial, into: memory.blocks.states)
    }
    steps = Steps(inputs: layerInputs, sweep: sweep(layerInputs))
  }

  /// One time step of some of those rows. A step reads each number of a state before it writes it, so
  /// that the states move on in place.
  func step(rows: Range<Int>) {
    guard let steps else { preconditionFailure("steps not begun") }
    if case .vectors(let vectors) = steps.inputs { inputs.step(vectors.rows(rows), rows: rows) }
    steps.sweep.forward(rows: rows, positions: rows, previous: rows)
  }

  /// Lets one row of those steps go on from where another one is.
  func copyStepState(of row: Int, to other: Int) {
    for memory in parts {
      let states = memory.blocks.states
      instructionSet.copy(states.rows(row..<row + 1), into: states.rows(other..<other + 1))
    }
  }

  /// Copies the states of those rows into `state`.
  func storeStepState(into state: inout NetworkState) {
    for (index, memory) in parts.enumerated() {
      let states = memory.blocks.states
      for row in 0..<state.rows {
        state.set(states.row(row), row: row, layer: layer, isReverse: isReverse, part: index)
      }
    }
  }

  // MARK: The sweep

  func sweep(_ layerInputs: LayerInputs) -> Sweep {
    Sweep(
      set: instructionSet, kernel: kernel, inputs: inputs.addend(layerInputs),
      recurrent: recurrent?.sweep, hiddenState: parts[0].blocks,
      cellState: parts.count > 1 ? parts[1].blocks : nil, saved: saved.block,
      dInputs: inputs.dProducts.block,
      dRecurrent: shape.hasOwnRecurrentGradient ? dRecurrent.block : nil)
  }
}
