import KernelBodies
import Kernels

/// The products of a layer's inputs with its weights, for one direction and all time steps at once.
///
///     X_t = U x_t + b                                       plain
///     X_t,g = γ_g ⊙ norm(U_g x_t) + b_g for each gate g     normalised
///
/// One-hot inputs look their products up in a table of one row for each symbol, and so do embeddings of few
/// symbols, whose table is made anew for each pass:
///
///     X_t = T[s_t]      T = U + b, or E Uᵀ + b
///     ∂L/∂T[s] = Σ_t ∂L/∂X_t over the time steps with s_t = s
///     ∂L/∂U = (∂L/∂T)ᵀ E      ∂L/∂E = ∂L/∂T U
///
/// Holds X [N, G·H] and its gradient (of a table, the table [I, G·H] and its gradient), and U packed for both
/// directions. Cost for each position: I·G·H multiply-adds forward and twice as many backward,
/// nothing where they are looked up.
final class InputProducts {
  private let instructionSet: InstructionSet
  private let gates: Int
  private let hidden: Int
  private let width: Int
  private let isOneHot: Bool
  /// E where products with an embedding are looked up in the pass at hand.
  private var embedding: Block?
  /// The rows of the embedding, as a sum over all of them takes them.
  private var embeddingSegments: [RowSegment] = []
  private let slices: Slices

  private struct Slices {
    let weights: ParameterTable.Slice
    let bias: ParameterTable.Slice
    let gain: ParameterTable.Slice?
  }

  /// X of every position, or of every symbol.
  private var products: Matrix
  /// ∂L/∂X of every position.
  private(set) var dProducts: Matrix
  /// ∂L/∂X of every symbol.
  private var dTable: Matrix
  /// With normalisation: ∂L/∂(U x), norm(U x) and its scales, of every position or symbol.
  private var dRaw: Matrix
  private var normalised: Matrix
  private var scales: Matrix
  private let weightsForward: PackedMatrix
  private let weightsBackward: PackedMatrix
  private let bias: Matrix
  private let gain: Matrix

  init(
    _ configuration: NetworkConfiguration, layer: Int, direction: Int,
    instructionSet: InstructionSet
  ) {
    self.instructionSet = instructionSet
    gates = configuration.cell.gates.count
    hidden = configuration.hiddenSize
    width = configuration.inputWidth(layer: layer)
    isOneHot = configuration.readsOneHot(layer: layer)
    let table = configuration.parameterTable
    func slice(_ letter: String) -> ParameterTable.Slice? {
      table.slice(
        named: NetworkConfiguration.name(letter, layer: layer, isReverse: direction == 1))
    }
    guard let weights = slice("U"), let bias = slice("b") else {
      preconditionFailure("a layer without weights in \(table.slices.map(\.name))")
    }
    slices = Slices(weights: weights, bias: bias, gain: slice("gU"))
    let columns = gates * gateStride(hidden: hidden)
    products = Matrix(rows: isOneHot ? width : 0, columns: columns)
    dProducts = Matrix(columns: columns)
    dTable = Matrix(rows: isOneHot ? width : 0, columns: columns)
    let normalisedRows = isOneHot && configuration.isNormalised ? width : 0
    dRaw = Matrix(rows: normalisedRows, columns: columns)
    normalised = Matrix(rows: normalisedRows, columns: columns)
    scales = Matrix(rows: normalisedRows, columns: gates)
    weightsForward = PackedMatrix(depth: isOneHot ? 0 : width, columns: isOneHot ? 0 : columns)
    weightsBackward = PackedMatrix(depth: isOneHot ? 0 : columns, columns: isOneHot ? 0 : width)
    self.bias = Matrix(rows: 1, columns: columns)
    gain = Matrix(rows: 1, columns: columns)
  }

  private var isNormalised: Bool { slices.gain != nil }

  /// Whether products are looked up.
  private var isTable: Bool { isOneHot || embedding != nil }

  /// Rows of the table.
  private var tableRows: Int { embedding?.rows ?? width }

  // MARK: Weights

  /// Copies the vectors, before any table is filled.
  func loadVectors(_ parameters: Parameters) {
    for gate in 0..<gates {
      let columns = self.columns(gate: gate)
      bias.block.columns(columns).copy(
        from: parameters.values, offset: slices.bias.range(gate: gate).lowerBound)
      if let slice = slices.gain {
        gain.block.columns(columns).copy(
          from: parameters.values, offset: slice.range(gate: gate).lowerBound)
      }
    }
  }

  /// Packs one part of the weights, or fills one part of the table.
  func load(_ parameters: Parameters, part: Int, of parts: Int) {
    let values = parameters.values
    if isOneHot {
      let rows = Share.range(width, part: part, of: parts)
      for gate in 0..<gates {
        let columns = self.columns(gate: gate)
        instructionSet.transpose(
          values, offset: slices.weights.range(gate: gate).lowerBound,
          adding: isNormalised ? nil : bias.block.columns(columns),
          into: products.block.columns(columns), rows: rows)
      }
      normalise(rows)
    } else {
      instructionSet.packTransposed(
        values, offset: slices.weights.offset, gates: .hidden(hidden), into: weightsForward.block,
        panels: Share.range(weightsForward.block.panels, part: part, of: parts))
      instructionSet.pack(
        values, offset: slices.weights.offset, gates: .hidden(hidden), into: weightsBackward.block,
        panels: Share.range(weightsBackward.block.panels, part: part, of: parts))
    }
  }

  /// Makes room for a pass over `batch`.
  ///
  /// - Parameter embedding: E where the products with it are looked up.
  func prepare(_ batch: Batch, embedding: Block? = nil) {
    self.embedding = embedding
    dProducts.resize(rows: batch.positions)
    guard !isOneHot else { return }
    let rows = embedding?.rows ?? batch.positions
    products.resize(rows: rows)
    if isNormalised {
      dRaw.resize(rows: rows)
      normalised.resize(rows: rows)
      scales.resize(rows: rows)
    }
    guard embedding != nil else { return }
    dTable.resize(rows: rows)
    if embeddingSegments.first?.count != rows {
      embeddingSegments = [RowSegment(left: 0, right: 0, count: rows)]
    }
  }

  /// Fills one part of the table of an embedding.
  func tabulate(part: Int, of parts: Int) {
    guard let embedding else { return }
    let rows = Share.range(embedding.rows, part: part, of: parts)
    step(embedding.rows(rows), rows: rows)
  }

  // MARK: Forward

  /// X of a range of positions; nothing to do for one-hot inputs.
  func forward(_ inputs: LayerInputs, positions: Range<Int>) {
    guard case .vectors(let vectors) = inputs else { return }
    step(vectors.rows(positions), rows: positions)
  }

  /// X of rows of vectors, in rows of this object's memory.
  func step(_ vectors: Block, rows: Range<Int>) {
    let results = products.block.rows(rows)
    if isNormalised {
      instructionSet.multiply(vectors, weightsForward.block, into: results)
      normalise(rows)
    } else {
      instructionSet.multiply(vectors, weightsForward.block, bias: bias.block, into: results)
    }
  }

  /// Makes room for steps of so many rows that are no batch.
  func prepareSteps(rows: Int) {
    embedding = nil
    guard !isOneHot, products.block.rows < rows else { return }
    products.resize(rows: rows)
    if isNormalised {
      normalised.resize(rows: rows)
      scales.resize(rows: rows)
    }
  }

  private func normalise(_ rows: Range<Int>) {
    guard isNormalised, !rows.isEmpty else { return }
    let products = products.block.rows(rows)
    instructionSet.normalise(
      products, hidden: hidden, gates: gates, gain: gain.block, bias: bias.block,
      normalised: normalised.block.rows(rows), scales: scales.block.rows(rows), into: products)
  }

  /// X of all positions.
  func addend(_ inputs: LayerInputs) -> Addend {
    switch inputs {
    case .symbols(let symbols): .lookUp(table: products.block, indices: symbols)
    case .vectors: .rows(products.block)
    }
  }

  // MARK: Backward

  /// From ∂L/∂X to ∂L/∂(U x) for a range of positions; of a table there is nothing to do yet.
  func backward(positions: Range<Int>) {
    guard isNormalised, !isTable else { return }
    normaliseBackward(dProducts.block, rows: positions)
  }

  private func normaliseBackward(_ dResults: Block, rows: Range<Int>) {
    guard !rows.isEmpty else { return }
    instructionSet.normaliseBackward(
      dResults.rows(rows), hidden: hidden, gates: gates, gain: gain.block,
      normalised: normalised.block.rows(rows), scales: scales.block.rows(rows),
      into: dRaw.block.rows(rows))
  }

  /// ∂L/∂x = Uᵀ ∂L/∂(U x) for a range of positions, added to `dInputs` or put there.
  func addInputGradients(to dInputs: Block, positions: Range<Int>, adding: Bool) {
    multiplyBack(
      isNormalised ? dRaw.block : dProducts.block, into: dInputs, rows: positions, adding: adding)
  }

  /// ∂L/∂E = ∂L/∂T U for one part of the symbols, added to `dEmbedding` or put there, when all windows have been
  /// taken.
  func addEmbeddingGradients(to dEmbedding: Block, adding: Bool, part: Int, of parts: Int) {
    guard embedding != nil else { return }
    let rows = Share.range(tableRows, part: part, of: parts)
    multiplyBack(
      isNormalised ? dRaw.block : dTable.block, into: dEmbedding, rows: rows, adding: adding)
  }

  /// Some rows of gradients by U x times U, added to those rows of `result` or put there.
  private func multiplyBack(_ gradients: Block, into result: Block, rows: Range<Int>, adding: Bool)
  {
    let (gradients, target) = (gradients.rows(rows), result.rows(rows))
    if adding {
      instructionSet.multiply(gradients, weightsBackward.block, addend: .rows(target), into: target)
    } else {
      instructionSet.multiply(gradients, weightsBackward.block, into: target)
    }
  }

  /// Of a table: adds ∂L/∂X up for each symbol, on one part of the columns. The sums begin anew with
  /// the first window that is taken, and are complete with the last one.
  func scatter(
    _ inputs: LayerInputs, _ batch: Batch, _ window: BackwardWindow, part: Int, of parts: Int
  ) {
    guard case .symbols(let symbols) = inputs else { return }
    let columns = Share.range(dTable.block.columns, part: part, of: parts, multipleOf: 16)
    if window.isFirstTaken { dTable.block.clear(columns: columns) }
    for range in batch.positionRanges {
      instructionSet.scatterAdd(
        dProducts.block.rows(range), indices: symbols.slice(range), columns: columns,
        into: dTable.block)
    }
  }

  /// Of a table that is normalised: from ∂L/∂X of each symbol to ∂L/∂(U x), on one part.
  func backwardTable(part: Int, of parts: Int) {
    guard isTable, isNormalised else { return }
    normaliseBackward(dTable.block, rows: Share.range(tableRows, part: part, of: parts))
  }

  /// Adds one part's share of the gradients of U, b and γ, summed over all positions in the batch's order.
  /// Those that are summed up for each symbol first are added with the last window.
  ///
  ///     dU = Σ_t ∂L/∂(U x_t) x_tᵀ        db = Σ_t ∂L/∂X_t        dγ = Σ_t ∂L/∂X_t ⊙ norm(U x_t)
  func addGradients(
    _ inputs: LayerInputs, _ batch: Batch, _ window: BackwardWindow, to gradient: FlatBlock,
    _ part: Part
  ) {
    let isComplete = !isTable || window.isLastTaken
    let groups = GateGroups(gates: gates, hidden: hidden)
    for group in groups {
      let share = part.range(group.columns.count, multipleOf: 16)
      if isComplete { addWeightGradients(inputs, batch, to: gradient, group, part) }
      for range in batch.positionRanges {
        instructionSet.addColumnSums(
          dProducts.block.rows(range).columns(group.columns), columns: share,
          into: gradient.tensor(slices.bias, group))
      }
      guard let slice = slices.gain, isComplete else { continue }
      if isTable {
        addGains(slice, dTable.block, rows: 0..<tableRows, to: gradient, group, columns: share)
      } else {
        for range in batch.positionRanges {
          addGains(slice, dProducts.block, rows: range, to: gradient, group, columns: share)
        }
      }
    }
  }

  private func addGains(
    _ slice: ParameterTable.Slice, _ dResults: Block, rows: Range<Int>, to gradient: FlatBlock,
    _ group: GateGroups.Group, columns share: Range<Int>
  ) {
    instructionSet.addColumnSums(
      ofProducts: dResults.rows(rows).columns(group.columns),
      normalised.block.rows(rows).columns(group.columns), columns: share,
      into: gradient.tensor(slice, group))
  }

  private func addWeightGradients(
    _ inputs: LayerInputs, _ batch: Batch, to gradient: FlatBlock,
    _ group: GateGroups.Group, _ part: Part
  ) {
    let tensor = gradient.tensor(slices.weights, group)
    switch inputs {
    case .symbols:
      let dTable = (isNormalised ? dRaw.block : dTable.block).columns(group.columns)
      if let embedding {
        instructionSet.addTransposedProduct(
          dTable, embedding, segments: embeddingSegments,
          rowRange: part.range(group.columns.count), into: tensor, scratch: part.scratch)
      } else {
        instructionSet.addTransposed(
          dTable, rows: part.range(group.columns.count, multipleOf: 16), into: tensor)
      }
    case .vectors(let vectors):
      instructionSet.addTransposedProduct(
        (isNormalised ? dRaw.block : dProducts.block).columns(group.columns), vectors,
        segments: batch.positionSegments,
        rowRange: part.range(group.columns.count), into: tensor,
        scratch: part.scratch)
    }
  }

  /// The columns of a gate, without padding.
  private func columns(gate: Int) -> Range<Int> {
    let first = gate * gateStride(hidden: hidden)
    return first..<first + hidden
  }
}

/// What a layer reads at every position.
enum LayerInputs {
  /// Symbols, which stand for one-hot vectors.
  case symbols(IndexBlock)
  /// Vectors, [N, width].
  case vectors(Block)

  /// The same of some rows.
  func slice(_ range: Range<Int>) -> LayerInputs {
    switch self {
    case .symbols(let symbols): .symbols(symbols.slice(range))
    case .vectors(let vectors): .vectors(vectors.rows(range))
    }
  }
}

extension NetworkConfiguration {
  /// Whether a layer reads one-hot vectors: the first one of a network without an embedding.
  func readsOneHot(layer: Int) -> Bool {
    if case .symbols = input { return layer == 0 && embeddingSize == nil }
    return false
  }
}

extension FlatBlock {
  /// The tensor of a table's slice.
  func tensor(_ slice: ParameterTable.Slice) -> DenseBlock {
    tensor(offset: slice.offset, rows: slice.rows, columns: slice.columns)
  }

  /// The rows of a tensor that belong to a group of gates.
  func tensor(_ slice: ParameterTable.Slice, _ group: GateGroups.Group) -> DenseBlock {
    tensor(
      offset: slice.offset + group.rows.lowerBound * slice.columns, rows: group.rows.count,
      columns: slice.columns)
  }
}
