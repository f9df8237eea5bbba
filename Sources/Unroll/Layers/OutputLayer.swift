import Kernels

/// The output layer and its loss: logits, losses and their gradients of every position.
///
///     o_t = V a_t + c                                   (3)
///     ŷ_t = softmax(o_t), L_t = -log ŷ_t[y_t]           symbols (4), (5)
///     ŷ_t = o_t,          L_t = Σ_k (ŷ_t[k] - y_t[k])²  values
///
/// and the other losses of ``LossFunction``; K is the width of the outputs, which is that of the
/// targets or a multiple of it.
///
/// Holds, for M predictions at N positions: o [M, K], ∂L/∂o [M, K], ∂L/∂a [N, H] and a loss each; and
/// V packed for both directions. Predictions are made at all positions, or once for each row: from what
/// each direction hands on when it has read the whole row, the forward one at the row's last position, the
/// reverse one at its first. Cost for each prediction: H·K multiply-adds forward, 2 H·K backward.
struct OutputLayer: ~Copyable {
  let port: NetworkConfiguration.Port
  let loss: LossFunction
  let width: Int
  let instructionSet: InstructionSet
  /// The columns of what the last layer hands on that each direction fills.
  private let directions: [Range<Int>]

  private(set) var outputs: Matrix
  private(set) var dOutputs: Matrix
  private(set) var dStates: Matrix
  private(set) var losses = FloatBuffer()
  /// What each direction hands on at its end, for each row, and ∂L by it, where only that is predicted from.
  private var lastStates: Matrix
  private var dLastStates: Matrix

  private let weightsForward: PackedMatrix
  private let weightsBackward: PackedMatrix
  private let bias: Matrix
  /// V, which is E where weights are tied.
  private let weights: ParameterTable.Slice
  private let biasSlice: ParameterTable.Slice
  /// (1 - ε) w and ε w / K of each symbol, if the objective has smoothing or weights.
  let targetWeights: Matrix
  let smoothingShares: Matrix

  init(_ configuration: NetworkConfiguration, instructionSet: InstructionSet) {
    let (hidden, width) = (configuration.layerWidth, configuration.outputWidth)
    let table = configuration.parameterTable
    weights = table[configuration.tiesWeights ? "E" : "V"]
    biasSlice = table["c"]
    port = configuration.output
    loss = configuration.loss
    self.width = width
    self.instructionSet = instructionSet
    let size = configuration.hiddenSize
    directions = (0..<configuration.directions).map { $0 * size..<($0 + 1) * size }
    outputs = Matrix(columns: width)
    dOutputs = Matrix(columns: width)
    dStates = Matrix(columns: hidden)
    lastStates = Matrix(columns: hidden)
    dLastStates = Matrix(columns: hidden)
    weightsForward = PackedMatrix(depth: hidden, columns: width)
    weightsBackward = PackedMatrix(depth: width, columns: hidden)
    bias = Matrix(rows: 1, columns: width)
    let weights = configuration.loss.symbolWeights(count: configuration.output.width)
    targetWeights = Matrix(rows: 1, columns: weights?.targets.count ?? 0)
    smoothingShares = Matrix(rows: 1, columns: weights?.shares.count ?? 0)
    if let weights {
      targetWeights.block.copy(from: weights.targets)
      smoothingShares.block.copy(from: weights.shares)
    }
  }

  /// Packs the weights, in `parts` shared among the threads of `team`.
  func load(_ parameters: Parameters, team: WorkerTeam, parts: Int) {
    let (v, c) = (weights, biasSlice)
    let values = parameters.values
    let (set, forward, backward) = (instructionSet, weightsForward.block, weightsBackward.block)
    team.run(parts: parts) { part in
      set.packTransposed(
        values, offset: v.offset, into: forward,
        panels: Share.range(forward.panels, part: part, of: parts))
      set.pack(
        values, offset: v.offset, into: backward,
        panels: Share.range(backward.panels, part: part, of: parts))
    }
    bias.block.copy(from: values, offset: c.offset)
  }

  /// Makes room for a pass over `batch`.
  mutating func prepare(_ batch: Batch) {
    let count = batch.predictedCount
    outputs.resize(rows: count)
    dOutputs.resize(rows: count)
    dStates.resize(rows: batch.positions)
    losses.resize(count)
    if batch.predicted == .last {
      lastStates.resize(rows: count)
      dLastStates.resize(rows: count)
    }
  }

  /// o_t of a range of predictions: equation (3).
  func forward(_ states: Block, _ batch: Batch, predictions: Range<Int>) {
    if batch.predicted == .last {
      for (direction, columns) in directions.enumerated() {
        instructionSet.gather(
          states.columns(columns), indices: ends(of: direction, batch).slice(predictions),
          into: lastStates.block.rows(predictions).columns(columns))
      }
    }
    instructionSet.multiply(
      self.states(states, batch).rows(predictions), weightsForward.block, bias: bias.block,
      into: outputs.block.rows(predictions))
  }

  /// The positions that a direction reads last, of each row with a prediction.
  private func ends(of direction: Int, _ batch: Batch) -> IndexBlock {
    direction == 0 ? batch.lastPositions.block : batch.firstPositions.block
  }

  /// The states that predictions are made from.
  private func states(_ states: Block, _ batch: Batch) -> Block {
    batch.predicted == .last ? lastStates.block : states
  }

  /// ∂L_t/∂a_t = Vᵀ ∂L_t/∂o_t of a range of predictions.
  func backward(_ batch: Batch, predictions: Range<Int>) {
    let target = batch.predicted == .last ? dLastStates.block : dStates.block
    instructionSet.multiply(
      dOutputs.block.rows(predictions), weightsBackward.block, into: target.rows(predictions))
  }

  /// Puts ∂L/∂a of each direction's last positions in their places, on one part of the columns; all else
  /// is zero. Nothing to do where every position is predicted.
  func spread(_ batch: Batch, part: Int, of parts: Int) {
    guard batch.predicted == .last else { return }
    let columns = Share.range(dStates.block.columns, part: part, of: parts, multipleOf: 16)
    dStates.block.clear(columns: columns)
    for (direction, own) in directions.enumerated() {
      instructionSet.scatterAdd(
        dLastStates.block, indices: ends(of: direction, batch),
        columns: columns.clamped(to: own), into: dStates.block)
    }
  }

  /// Adds one part's share of dV and dc, summed over all predictions in the batch's order.
  ///
  ///     dV = Σ_t ∂L_t/∂o_t a_tᵀ        dc = Σ_t ∂L_t/∂o_t
  func addGradients(
    _ batch: Batch, states: Block, to gradient: FlatBlock, _ part: Part
  ) {
    instructionSet.addTransposedProduct(
      dOutputs.block, self.states(states, batch), segments: batch.predictedSegments,
      rowRange: part.range(weights.rows), into: gradient.tensor(weights),
      scratch: part.scratch)
    for range in batch.predictionRanges {
      instructionSet.addColumnSums(
        dOutputs.block.rows(range), columns: part.range(weights.rows, multipleOf: 16),
        into: gradient.tensor(biasSlice))
    }
  }

  /// Makes room for steps of so many rows that are no batch.
  mutating func prepareSteps(rows: Int) { outputs.resize(rows: rows) }

  /// o_t of some of those rows.
  func step(_ states: Block, rows: Range<Int>) {
    instructionSet.multiply(
      states.rows(rows), weightsForward.block, bias: bias.block, into: outputs.block.rows(rows))
  }
}
