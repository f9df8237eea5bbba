import Kernels

/// A recurrent layer: one direction or two, what it hands on, and the way back.
///
///     y_t = a_t, or [a_t of the forward direction, a_t of the reverse one]
///     y_t := y_t + x_t        with residual connections, from the second layer on
///     y_t := y_t ⊙ m_t        with dropout, in training
///
/// Holds y [N, width] where it is not simply a, the mask, and ∂L/∂x [N, inputs].
final class RecurrentLayer {
  let directions: [RecurrentDirection]
  private let index: Int
  private let hidden: Int
  private let isResidual: Bool
  private let rate: Double
  private let instructionSet: InstructionSet
  private var joined: Matrix
  private var mask: Matrix
  private var dInputs: Matrix
  private var masks: DropoutMasks?
  /// What single steps read.
  private var stepInputs: LayerInputs?

  init(_ configuration: NetworkConfiguration, index: Int, instructionSet: InstructionSet) {
    self.index = index
    self.instructionSet = instructionSet
    hidden = configuration.hiddenSize
    isResidual = configuration.hasResidualConnections && index > 0
    rate = configuration.dropout.layers
    directions = (0..<configuration.directions).map {
      RecurrentDirection(
        configuration, layer: index, direction: $0, instructionSet: instructionSet)
    }
    joined = Matrix(columns: configuration.layerWidth)
    mask = Matrix(columns: configuration.layerWidth)
    dInputs = Matrix(
      columns: configuration.readsOneHot(layer: index) ? 0 : configuration.inputWidth(layer: index))
  }

  /// Whether what the layer hands on is simply its states.
  var isPlain: Bool { directions.count == 1 && !isResidual && !isMasked }

  /// Whether the pass at hand leaves outputs out.
  var isMasked: Bool { masks != nil }

  /// Whether there is anything to do for ``multiplyInputs(_:_:mode:positions:)``.
  func hasInputWork(_ inputs: LayerInputs) -> Bool {
    if case .vectors = inputs { return true }
    return directions.contains { $0.hasZoneout }
  }

  /// y_t of every position.
  var outputs: Block { isPlain ? directions[0].states : joined.block }

  /// ∂L/∂x_t of every position, after ``backwardInputs(_:positions:)``.
  var inputGradients: Block { dInputs.block }

  /// Makes room for a pass over `batch`.
  ///
  /// - Parameter embedding: E where the products with it are looked up.
  func prepare(
    _ batch: Batch, from state: NetworkState?, mode: PassMode, needsInputGradient: Bool,
    embedding: Block? = nil
  ) {
    masks = nil
    if case .training(let seed, let step) = mode, rate > 0 {
      masks = DropoutMasks(.layers, rate: rate, layer: index, direction: 0, seed: seed, step: step)
      mask.resize(rows: batch.positions)
    }
    if !isPlain { joined.resize(rows: batch.positions) }
    if needsInputGradient { dInputs.resize(rows: batch.positions) }
    for direction in directions {
      direction.prepare(batch, from: state, mode: mode, embedding: embedding)
    }
  }

  /// The products of the inputs, and zoneout's masks, of a range of positions.
  func multiplyInputs(
    _ batch: Batch, _ inputs: LayerInputs, mode: PassMode, positions: Range<Int>
  ) {
    for direction in directions {
      direction.inputs.forward(inputs, positions: positions)
      direction.prepareMasks(batch, mode: mode, positions: positions)
    }
  }

  /// All time steps of a range of rows.
  func forward(_ batch: Batch, _ inputs: LayerInputs, mode: PassMode, rows: Range<Int>) {
    for direction in directions { direction.forward(batch, inputs, mode: mode, rows: rows) }
  }

  /// y_t of a range of positions.
  func join(_ batch: Batch, _ inputs: LayerInputs, positions: Range<Int>) {
    guard !isPlain else { return }
    let result = joined.block.rows(positions)
    for (place, direction) in directions.enumerated() {
      instructionSet.copy(
        direction.states.rows(positions), into: result.columns(columns(direction: place)))
    }
    if isResidual, case .vectors(let vectors) = inputs {
      instructionSet.add(vectors.rows(positions), to: result)
    }
    if let masks {
      masks.fill(mask.block, batch, positions: positions, instructionSet)
      instructionSet.multiply(result, by: mask.block.rows(positions), into: result)
    }
  }

  private func columns(direction: Int) -> Range<Int> {
    direction * hidden..<(direction + 1) * hidden
  }

  // MARK: Backward: the same in reverse

  /// From ∂L/∂y_t as the next layer reads it to ∂L/∂y_t before dropout, in place.
  func unjoin(_ dOutputs: Block, positions: Range<Int>) {
    let gradients = dOutputs.rows(positions)
    if masks != nil {
      instructionSet.multiply(gradients, by: mask.block.rows(positions), into: gradients)
    }
  }

  /// All time steps of a range of rows, last to first. `dOutputs` is what ``unjoin`` has made.
  func backward(
    _ batch: Batch, _ inputs: LayerInputs, dOutputs: Block, later: NetworkState?,
    rows: Range<Int>
  ) {
    for (place, direction) in directions.enumerated() {
      direction.backward(
        batch, inputs, dStates: dOutputs.columns(columns(direction: place)), later: later,
        rows: rows)
    }
  }

  /// From ∂L/∂X_t to ∂L/∂(U x_t) and, where it is needed, to ∂L/∂x_t.
  func backwardInputs(dOutputs: Block, positions: Range<Int>, needsInputGradient: Bool) {
    for (place, direction) in directions.enumerated() {
      direction.inputs.backward(positions: positions)
      guard needsInputGradient else { continue }
      if place == 0 && isResidual {
        instructionSet.copy(dOutputs.rows(positions), into: dInputs.block.rows(positions))
      }
      direction.inputs.addInputGradients(
        to: dInputs.block, positions: positions, adding: place > 0 || isResidual)
    }
  }

  // MARK: Single steps

  /// Makes room for steps of so many rows that are no batch, from `state` on.
  func beginSteps(rows: Int, from state: NetworkState?, reading inputs: LayerInputs) {
    masks = nil
    stepInputs = inputs
    if !isPlain { joined.resize(rows: rows) }
    for direction in directions { direction.beginSteps(rows: rows, from: state, reading: inputs) }
  }

  /// One time step of some of those rows.
  func step(rows: Range<Int>) {
    for direction in directions { direction.step(rows: rows) }
    guard isResidual, case .vectors(let vectors) = stepInputs else { return }
    let result = joined.block.rows(rows)
    instructionSet.copy(directions[0].states.rows(rows), into: result)
    instructionSet.add(vectors.rows(rows), to: result)
  }
}
