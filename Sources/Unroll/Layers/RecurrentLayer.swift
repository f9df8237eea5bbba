import Kernels

/// A cell walked through time, forward and backward, over the rows of a batch.
///
/// Holds what a pass stores, in rows of positions (see ``Batch``): the states a_t [N, H], their
/// gradients dz_t [N, H], and for numeric inputs the products U x_t + b [N, H]. Holds the weights
/// packed for products: Wᵀ and W, and Uᵀ or, for one-hot inputs, a table of the rows U x + b.
struct RecurrentLayer: ~Copyable {
  let cell: VanillaSteps
  let inputPort: NetworkConfiguration.Port
  let hiddenSize: Int

  private(set) var states: Matrix
  private(set) var dStates: Matrix
  private var initialState: Matrix
  private var inputProducts: Matrix

  private let recurrentForward: PackedMatrix
  private let recurrentBackward: PackedMatrix
  private let inputWeights: PackedMatrix
  private let inputBias: Matrix
  private let table: Matrix
  private let tableGradient: Matrix

  init(_ configuration: NetworkConfiguration, instructionSet: InstructionSet) {
    let hidden = configuration.hiddenSize
    cell = VanillaSteps(activation: configuration.activation, instructionSet: instructionSet)
    inputPort = configuration.input
    hiddenSize = hidden
    states = Matrix(columns: hidden)
    dStates = Matrix(columns: hidden)
    initialState = Matrix(columns: hidden)
    inputProducts = Matrix(columns: hidden)
    recurrentForward = PackedMatrix(depth: hidden, columns: hidden)
    recurrentBackward = PackedMatrix(depth: hidden, columns: hidden)
    inputBias = Matrix(rows: 1, columns: hidden)
    switch configuration.input {
    case .symbols(let count):
      inputWeights = PackedMatrix(depth: 0, columns: 0)
      table = Matrix(rows: count, columns: hidden)
      tableGradient = Matrix(rows: count, columns: hidden)
    case .values(let size):
      inputWeights = PackedMatrix(depth: size, columns: hidden)
      table = Matrix(columns: hidden)
      tableGradient = Matrix(columns: hidden)
    }
  }

  // MARK: Weights

  /// Packs the weights, in `parts` shared among the threads of `team`.
  func load(_ parameters: Parameters, team: WorkerTeam, parts: Int) {
    let set = cell.instructionSet
    let (u, w, b) = (parameters.table["U"], parameters.table["W"], parameters.table["b"])
    let values = parameters.values
    let (forward, backward) = (recurrentForward.block, recurrentBackward.block)
    let (weights, table, bias) = (inputWeights.block, table.block, inputBias.block)
    team.run(parts: parts) { part in
      let panels = Share.range(forward.panels, part: part, of: parts)
      set.packTransposed(values, offset: w.offset, into: forward, panels: panels)
      set.pack(values, offset: w.offset, into: backward, panels: panels)
      switch inputPort {
      case .symbols(let count):
        set.fillTable(
          table, from: values, offset: u.offset, biasOffset: b.offset,
          rows: Share.range(count, part: part, of: parts))
      case .values:
        set.packTransposed(values, offset: u.offset, into: weights, panels: panels)
        if part == 0 { bias.copy(from: values, offset: b.offset) }
      }
    }
  }

  /// W of the loaded network, row-major: what the forward recursion multiplies by.
  func recurrentWeights() -> [Float] { recurrentBackward.block.unpacked() }

  /// Makes room for a pass over `batch`, with a zero initial state.
  mutating func prepare(_ batch: Batch) {
    states.resize(rows: batch.positions)
    dStates.resize(rows: batch.positions)
    if initialState.block.rows < batch.rows {
      initialState.resize(rows: batch.rows)
      initialState.clear()
    }
    if case .values = inputPort { inputProducts.resize(rows: batch.positions) }
  }

  // MARK: Forward

  /// U x_t + b for a range of positions of numeric inputs; nothing to do for symbols.
  func multiplyInputs(_ batch: Batch, positions: Range<Int>) {
    guard case .values = inputPort else { return }
    cell.instructionSet.multiply(
      batch.inputs.values.block.rows(positions), inputWeights.block, bias: inputBias.block,
      into: inputProducts.block.rows(positions))
  }

  /// All time steps of a range of the batch's rows. Rows do not depend on each other.
  func forward(_ batch: Batch, rows: Range<Int>) {
    let layout = batch.layout
    let inputs = self.inputs(batch)
    for t in 0..<layout.steps {
      let positions = layout.positions(of: rows, at: t)
      if positions.isEmpty { return }
      cell.forward(
        previous: previousStates(layout, rows: rows, at: t), recurrent: recurrentForward.block,
        input: inputs.slice(positions), state: states.block.rows(positions))
    }
  }

  /// a_{t-1} of the rows alive at t: the zero initial state at the first step.
  private func previousStates(_ layout: BatchLayout, rows: Range<Int>, at t: Int) -> Block {
    let alive = layout.rows(rows, aliveAt: t)
    if t == 0 { return initialState.block.rows(alive) }
    let start = layout.offsets[t - 1]
    return states.block.rows(start + alive.lowerBound..<start + alive.upperBound)
  }

  /// U x_t + b of all positions.
  private func inputs(_ batch: Batch) -> Addend {
    switch inputPort {
    case .symbols: .lookUp(table: table.block, indices: batch.inputs.symbols.block)
    case .values: .rows(inputProducts.block)
    }
  }

  /// One time step of rows that are no batch, for sampling: a_t from a_{t-1} and symbols.
  func step(_ previous: Block, symbols: IndexBlock, into state: Block) {
    cell.forward(
      previous: previous, recurrent: recurrentForward.block,
      input: .lookUp(table: table.block, indices: symbols), state: state)
  }

  // MARK: Backward

  /// All time steps of a range of the batch's rows, last to first. `dOutputs` is ∂L_t/∂a_t of
  /// every position, from the output layer.
  func backward(_ batch: Batch, dOutputs: Block, rows: Range<Int>) {
    let layout = batch.layout
    for t in stride(from: layout.steps - 1, through: 0, by: -1) {
      let positions = layout.positions(of: rows, at: t)
      if positions.isEmpty { continue }
      cell.backward(
        dNext: dStates.block.rows(layout.positions(of: rows, at: t + 1)),
        recurrent: recurrentBackward.block,
        dState: dOutputs.rows(positions), state: states.block.rows(positions),
        dz: dStates.block.rows(positions))
    }
  }

  /// Adds one part's share of dW, dU and db, summed over all positions in order.
  ///
  ///     dW = Σ_t dz_t a_{t-1}ᵀ        dU = Σ_t dz_t x_tᵀ        db = Σ_t dz_t
  ///
  /// At the first step a_0 = 0 adds nothing to dW. Shares are ranges of results, so that the bits
  /// do not depend on the number of parts.
  func addGradients(
    _ batch: Batch, to gradient: FlatBlock, table layout: ParameterTable, part: Int, of parts: Int
  ) {
    let set = cell.instructionSet
    let dz = dStates.block
    let rows = Share.range(hiddenSize, part: part, of: parts, multipleOf: 6)
    set.addTransposedProduct(
      dz, states.block, segments: batch.recurrentSegments, rowRange: rows,
      into: gradient.tensor(layout["W"]))
    switch inputPort {
    case .symbols:
      scatter(batch, to: gradient, table: layout, part: part, of: parts)
    case .values:
      set.addTransposedProduct(
        dz, batch.inputs.values.block, segments: batch.positionSegments, rowRange: rows,
        into: gradient.tensor(layout["U"]))
    }
    set.addColumnSums(
      dz, columns: Share.range(hiddenSize, part: part, of: parts, multipleOf: 16),
      into: gradient.tensor(layout["b"]))
  }

  /// The gradient of U for one-hot inputs: rows of dz added where they were looked up.
  private func scatter(
    _ batch: Batch, to gradient: FlatBlock, table layout: ParameterTable, part: Int, of parts: Int
  ) {
    let set = cell.instructionSet
    let columns = Share.range(hiddenSize, part: part, of: parts, multipleOf: 16)
    tableGradient.block.clear(columns: columns)
    set.scatterAdd(
      dStates.block, indices: batch.inputs.symbols.block, columns: columns,
      into: tableGradient.block)
    set.addTransposed(
      tableGradient.block, rows: columns, into: gradient.tensor(layout["U"]))
  }
}

extension FlatBlock {
  /// The tensor of a table's slice.
  func tensor(_ slice: ParameterTable.Slice) -> DenseBlock {
    tensor(offset: slice.offset, rows: slice.rows, columns: slice.columns)
  }
}
