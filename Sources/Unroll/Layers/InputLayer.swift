import Kernels

/// What the first recurrent layer reads: one-hot symbols, embeddings of symbols, or numbers.
///
///     x_t = E[s_t]            with an embedding
///     x_t := x_t ⊙ m_t        with input dropout, in training
///
/// Holds x [N, D] where it is not simply what the batch holds, and E as a table.
final class InputLayer {
  private let configuration: NetworkConfiguration
  private let instructionSet: InstructionSet
  private let width: Int
  private let table: Matrix
  /// ∂L/∂E.
  private let dTable: Matrix
  private var vectors: Matrix
  private var mask: Matrix
  private var masks: DropoutMasks?

  init(_ configuration: NetworkConfiguration, instructionSet: InstructionSet) {
    self.configuration = configuration
    self.instructionSet = instructionSet
    width = configuration.inputWidth(layer: 0)
    table = Matrix(
      rows: configuration.embeddingSize == nil ? 0 : configuration.input.width, columns: width)
    dTable = Matrix(rows: table.block.rows, columns: width)
    vectors = Matrix(columns: width)
    mask = Matrix(columns: width)
  }

  private var isEmbedding: Bool { configuration.embeddingSize != nil }

  /// Whether x is not simply what the batch holds.
  var changesWhatItReads: Bool { isEmbedding || isMasked }

  /// Whether the pass at hand leaves inputs out.
  var isMasked: Bool { masks != nil }

  /// Whether the layer has parameters, so that it needs ∂L/∂x.
  var needsGradient: Bool { isEmbedding }

  /// Copies one part of the embedding.
  func load(_ parameters: Parameters, part: Int, of parts: Int) {
    guard isEmbedding else { return }
    let rows = Share.range(table.block.rows, part: part, of: parts)
    table.block.rows(rows).copy(
      from: parameters.values,
      offset: parameters.table["E"].offset + rows.lowerBound * width)
  }

  /// Makes room for a pass over `batch`.
  func prepare(_ batch: Batch, mode: PassMode) {
    masks = nil
    if case .training(let seed, let step) = mode, configuration.dropout.input > 0 {
      masks = DropoutMasks(
        .input, rate: configuration.dropout.input, layer: 0, direction: 0, seed: seed, step: step)
      mask.resize(rows: batch.positions)
    }
    if changesWhatItReads { vectors.resize(rows: batch.positions) }
  }

  /// x of a range of positions, where it is not simply what the batch holds.
  func forward(_ batch: Batch, positions: Range<Int>) {
    guard changesWhatItReads else { return }
    let result = vectors.block.rows(positions)
    if isEmbedding {
      instructionSet.gather(
        table.block, indices: batch.inputs.symbols.block.slice(positions), into: result)
    } else {
      instructionSet.copy(batch.inputs.values.block.rows(positions), into: result)
    }
    if let masks {
      masks.fill(mask.block, batch, positions: positions, instructionSet)
      instructionSet.multiply(result, by: mask.block.rows(positions), into: result)
    }
  }

  /// x of every position.
  func outputs(_ batch: Batch) -> LayerInputs {
    if changesWhatItReads { return .vectors(vectors.block) }
    switch configuration.input {
    case .symbols: return .symbols(batch.inputs.symbols.block)
    case .values: return .vectors(batch.inputs.values.block)
    }
  }

  /// Makes room for steps of rows that are no batch, which read `symbols`.
  ///
  /// - Returns: where x is to be found after each step.
  func beginSteps(symbols: IndexBlock) -> LayerInputs {
    guard isEmbedding else { return .symbols(symbols) }
    vectors.resize(rows: symbols.count)
    return .vectors(vectors.block)
  }

  /// x of some of those rows.
  func step(symbols: IndexBlock, rows: Range<Int>) {
    guard isEmbedding else { return }
    instructionSet.gather(
      table.block, indices: symbols.slice(rows), into: vectors.block.rows(rows))
  }

  /// From ∂L/∂x as the first recurrent layer reads it to ∂L/∂x before dropout, in place.
  func backward(_ dOutputs: Block, positions: Range<Int>) {
    guard masks != nil else { return }
    let gradients = dOutputs.rows(positions)
    instructionSet.multiply(gradients, by: mask.block.rows(positions), into: gradients)
  }

  /// Adds the gradients up where they were looked up, on one part of the columns. The sums begin anew
  /// with the first window that is taken.
  func scatter(
    _ dOutputs: Block, _ batch: Batch, _ window: BackwardWindow, part: Int, of parts: Int
  ) {
    guard isEmbedding else { return }
    let columns = Share.range(width, part: part, of: parts, multipleOf: 16)
    if window.isFirstTaken { dTable.block.clear(columns: columns) }
    for range in batch.positionRanges {
      instructionSet.scatterAdd(
        dOutputs.rows(range), indices: batch.inputs.symbols.block.slice(range), columns: columns,
        into: dTable.block)
    }
  }

  /// Adds one part's share of ∂L/∂E, when all windows have been taken.
  func addGradients(to gradient: FlatBlock, table: ParameterTable, part: Int, of parts: Int) {
    guard isEmbedding else { return }
    let rows = Share.range(dTable.block.rows, part: part, of: parts)
    instructionSet.add(dTable.block, rows: rows, to: gradient.tensor(table["E"]))
  }
}
