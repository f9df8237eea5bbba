import Kernels

/// What the first recurrent layer reads: one-hot symbols, embeddings of symbols, spelled words, or
/// numbers.
///
///     x_t = E[s_t]            with an embedding
///     x_t = [E[s_t], c_t]     with spellings, see ``SpellingLayer``; with word dropout, in training,
///                             s_t is 0 at random
///     x_t := x_t ⊙ m_t        with input dropout, in training
///
/// Of few symbols, without dropout, x is not formed: the products of the first recurrent layer with each of
/// them are looked up in a table of E Uᵀ + b, and the gradients by these products are added up for each symbol
/// before they are taken back to U and E (see ``InputProducts``).
///
/// Holds x [N, D] where it is formed and not simply what the batch holds, and E as a table.
final class InputLayer {
  private let configuration: NetworkConfiguration
  private let instructionSet: InstructionSet
  private let width: Int
  /// D: the columns of x that the embedding fills.
  private let embedded: Range<Int>
  /// What reads the characters of words; nil where they are not spelled.
  let spelling: SpellingLayer?
  private let table: Matrix
  /// ∂L/∂E.
  private let dTable: Matrix
  private var vectors: Matrix
  private var mask: Matrix
  private var masks: DropoutMasks?
  /// Word dropout: 0 where a word is read as unknown, [N, 1], and the symbols that are left of them.
  private var wordMask = Matrix(columns: 1)
  private var keptSymbols = IndexBuffer()
  private var wordMasks: DropoutMasks?

  init(_ configuration: NetworkConfiguration, instructionSet: InstructionSet) {
    self.configuration = configuration
    self.instructionSet = instructionSet
    width = configuration.inputWidth(layer: 0)
    embedded = 0..<width - configuration.spellingWidth
    spelling = SpellingLayer(configuration, instructionSet: instructionSet)
    table = Matrix(
      rows: configuration.embeddingSize == nil ? 0 : configuration.input.width,
      columns: embedded.count)
    dTable = Matrix(rows: table.block.rows, columns: embedded.count)
    vectors = Matrix(columns: width)
    mask = Matrix(columns: width)
  }

  private var isEmbedding: Bool { configuration.embeddingSize != nil }

  /// Whether products with the embedding are looked up in the pass at hand.
  private(set) var isTabulated = false

  /// E, a row for each symbol.
  var embedding: Block { table.block }

  /// ∂L/∂E of every symbol.
  var embeddingGradient: Block { dTable.block }

  /// Whether x is formed, as it is not simply what the batch holds.
  var changesWhatItReads: Bool { (isEmbedding && !isTabulated) || isMasked }

  /// Whether the pass at hand leaves inputs out.
  var isMasked: Bool { masks != nil }

  /// Whether the layer has parameters.
  var hasParameters: Bool { isEmbedding }

  /// Whether it needs ∂L/∂x of every position for their gradient.
  var needsGradient: Bool { isEmbedding && !isTabulated }

  /// Copies one part of the embedding.
  func load(_ parameters: Parameters, part: Int, of parts: Int) {
    guard isEmbedding else { return }
    let rows = Share.range(table.block.rows, part: part, of: parts)
    table.block.rows(rows).copy(
      from: parameters.values,
      offset: parameters.table["E"].offset + rows.lowerBound * embedded.count)
    spelling?.load(part: part, of: parts)
  }

  /// Makes room for a pass over `batch`.
  ///
  /// - Parameter canTabulate: whether products with the embedding may be looked up.
  func prepare(_ batch: Batch, mode: PassMode, canTabulate: Bool = false) {
    masks = nil
    if case .training(let seed, let step) = mode, configuration.dropout.input > 0 {
      masks = DropoutMasks(
        .input, rate: configuration.dropout.input, layer: 0, direction: 0, seed: seed, step: step)
      mask.resize(rows: batch.positions)
    }
    wordMasks = nil
    if case .training(let seed, let step) = mode, let rate = configuration.spelling?.wordDropout,
      rate > 0
    {
      wordMasks = DropoutMasks(.words, rate: rate, layer: 0, direction: 0, seed: seed, step: step)
      wordMask.resize(rows: batch.positions)
      keptSymbols.resize(batch.positions)
    }
    isTabulated =
      canTabulate
      && configuration.tabulatesEmbedding(
        positions: Double(batch.wholePositions), isTraining: mode.isTraining)
    if changesWhatItReads { vectors.resize(rows: batch.positions) }
  }

  /// x of a range of positions, where it is not simply what the batch holds.
  func forward(_ batch: Batch, positions: Range<Int>) {
    guard changesWhatItReads else { return }
    let result = vectors.block.rows(positions)
    if isEmbedding {
      dropWords(batch, positions: positions)
      instructionSet.gather(
        table.block, indices: symbols(batch).slice(positions), into: result.columns(embedded))
      if let spelled = batch.spelled {
        spelling?.gather(
          spelled, positions: positions, into: result.columns(embedded.upperBound..<width))
      }
    } else {
      instructionSet.copy(batch.inputs.values.block.rows(positions), into: result)
    }
    if let masks {
      masks.fill(mask.block, batch, positions: positions, instructionSet)
      instructionSet.multiply(result, by: mask.block.rows(positions), into: result)
    }
  }

  /// Reads some words as unknown.
  private func dropWords(_ batch: Batch, positions: Range<Int>) {
    guard let wordMasks else { return }
    let (mask, symbols, kept) = (wordMask.block, batch.inputs.symbols.block, keptSymbols.block)
    wordMasks.fill(mask, batch, positions: positions, instructionSet)
    for position in positions {
      kept[position] = mask[position, 0] == 0 ? 0 : symbols[position]
    }
  }

  /// The symbols that are looked up.
  private func symbols(_ batch: Batch) -> IndexBlock {
    wordMasks == nil ? batch.inputs.symbols.block : keptSymbols.block
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
    isTabulated = false
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
    guard needsGradient else { return }
    let columns = Share.range(embedded.count, part: part, of: parts, multipleOf: 16)
    let symbols = symbols(batch)
    if window.isFirstTaken { dTable.block.clear(columns: columns) }
    for range in batch.positionRanges {
      instructionSet.scatterAdd(
        dOutputs.rows(range), indices: symbols.slice(range), columns: columns,
        into: dTable.block)
    }
  }

  /// The columns of ∂L/∂x that belong to the spellings.
  func spellingColumns(_ dOutputs: Block) -> Block {
    dOutputs.columns(embedded.upperBound..<width)
  }

  /// Adds one part's share of ∂L/∂E, when all windows have been taken.
  func addGradients(to gradient: FlatBlock, table: ParameterTable, part: Int, of parts: Int) {
    guard isEmbedding else { return }
    let rows = Share.range(dTable.block.rows, part: part, of: parts)
    instructionSet.add(dTable.block, rows: rows, to: gradient.tensor(table["E"]))
  }
}
