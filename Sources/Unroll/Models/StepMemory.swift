import KernelBodies
import Kernels

/// The bytes that training steps hold, from the sizes of a network and its batches.
///
///     parameters   4 P (2 + states of the optimizer)
///     packed       what does not grow with the batch: weights packed both ways, tables
///     positions    4 N for each column of what a pass stores
///     rows         4 B for each column of what stands before the first step, of one step's products, and of
///                  states at the borders of windows
///     batch        its inputs and targets, and where they stand
///     scratch      a quarter of a megabyte a thread
///
/// Columns are padded to whole panels, as ``Matrix/stride(columns:)`` tells. In floating point, so that no
/// size overflows. The data set itself is not counted. `AllocationCheck` holds this against what is
/// allocated: who changes what a pass stores has to say so here.
package struct StepMemory: Sendable {
  /// What a pass goes over.
  package struct Pass: Sendable {
    /// Positions, N.
    package var positions: Double
    /// Rows, B.
    package var rows: Double
    /// Time steps of the longest row, T.
    package var steps: Double
    /// Borders between windows of time, where states are computed a second time.
    package var borders = 0.0
    /// The time steps that have a target.
    package var predicted = Dataset.PredictedSteps.every
    /// Different words, where they are spelled.
    package var words = 0.0
    /// Characters of all of them.
    package var characters = 0.0
    /// Characters of the longest.
    package var longestWord = 0.0

    /// A pass over so many positions, rows and time steps.
    package init(
      positions: Double, rows: Double, steps: Double,
      predicted: Dataset.PredictedSteps = .every
    ) {
      (self.positions, self.rows, self.steps) = (positions, rows, steps)
      self.predicted = predicted
    }

    /// The largest pass over batches of so many sequences of a data set: of one batch, or of as many
    /// time steps or sequences as go through an engine at once.
    ///
    /// - Parameter recomputes: whether states are computed a second time in place of storing them.
    package init(largestOf data: Dataset, batch: Int, recomputes: Bool = false) {
      let lengths = data.lengths.sorted(by: >).prefix(batch)
      steps = Double(lengths.first ?? 0)
      let whole = lengths.reduce(0.0) { $0 + Double($1) }
      let fewest = lengths.prefix(Dataset.chunkRows).reduce(0.0) { $0 + Double($1) }
      positions = min(whole, max(Double(Dataset.chunkSteps), fewest))
      rows = Double(lengths.count) * (whole > 0 ? positions / whole : 0)
      predicted = data.predicted
      if let spellings = data.spellings {
        // At the most: all words of the batch are different, and the longest there are.
        let words = spellings.words.data.lengths.sorted(by: >).prefix(Int(positions))
        self.words = Double(words.count)
        characters = words.reduce(0.0) { $0 + Double($1) }
        longestWord = Double(words.first ?? 0)
      }
      guard recomputes, let longest = lengths.first else { return }
      borders = Double(TimeWindow.count(of: longest) - 1)
      steps = Double(TimeWindow.steps(of: longest))
      positions = min(positions, rows * steps)
    }

    var predictions: Double { predicted == .every ? positions : rows }
  }

  /// The parameters, their gradient and the optimizer's states.
  package private(set) var parameters = 0.0
  /// Weights and vectors as products read them, and the tables of one-hot inputs and embeddings.
  package private(set) var packed = 0.0
  /// What a pass stores of positions and predictions.
  package private(set) var positions = 0.0
  /// What it stores of rows.
  package private(set) var rows = 0.0
  /// The batch.
  package private(set) var batch = 0.0
  /// The threads' own memory.
  package private(set) var scratch = 0.0

  /// All of it.
  package var bytes: Double { parameters + packed + positions + rows + batch + scratch }

  private let configuration: NetworkConfiguration
  private let pass: Pass
  /// Whether it is of what reads the characters of words.
  private var isOfCharacters = false

  /// The memory of steps of a network whose largest pass is `pass`.
  package init(
    _ configuration: NetworkConfiguration, optimizer: OptimizerConfiguration, pass: Pass,
    threads: Int
  ) {
    self.configuration = configuration
    self.pass = pass
    let rule = optimizer.updateRule(rate: 0, step: 1)
    let states = (rule.hasFirstState ? 1.0 : 0) + (rule.hasSecondState ? 1 : 0)
    parameters = 4 * configuration.parameterCount * (2 + states)
    addInputLayer()
    addLayers()
    addOutputLayer()
    addBatch()
    addCharacters()
    scratch = 4 * Double(TransposedProductOperands.scratchCount * threads)
  }

  /// The memory of the character network of a pass.
  private init(ofCharacters network: NetworkConfiguration, _ pass: Pass) {
    configuration = network
    isOfCharacters = true
    self.pass = Pass(
      positions: pass.characters, rows: pass.words, steps: pass.longestWord, predicted: .last)
    parameters = 4 * network.parameterCount
    addInputLayer()
    addLayers()
    storePositions(padded(network.layerWidth))
    addBatch()
  }

  private mutating func addCharacters() {
    guard let network = configuration.characterNetwork else { return }
    let characters = StepMemory(ofCharacters: network, pass)
    parameters += characters.parameters
    packed += characters.packed
    positions += characters.positions
    rows += characters.rows
    // Where each position's word begins and ends, and what is drawn of it.
    batch += characters.batch + 4 * 2 * pass.positions + 8 * 3 * pass.words
    if configuration.spelling?.wordDropout != 0 { storePositions(padded(1) + 1) }
  }

  // MARK: Parts, in the order of the data

  private mutating func addLayers() {
    for layer in 0..<configuration.layers {
      addLayer(layer)
      for _ in 0..<configuration.directions {
        addInputProducts(layer)
        addRecurrentWeights()
        addDirection()
      }
    }
  }

  /// Whether products with the embedding are looked up, over all windows of a batch.
  private var isTabulated: Bool {
    !isOfCharacters
      && configuration.tabulatesEmbedding(positions: pass.positions * (pass.borders + 1))
  }

  private mutating func addInputLayer() {
    let width = padded(configuration.inputWidth(layer: 0))
    let formsVectors = configuration.embeddingSize != nil && !isTabulated
    let isMasked = configuration.dropout.input > 0
    // The table and its gradient.
    if let size = configuration.embeddingSize {
      packed += 4 * 2 * Double(configuration.input.width) * padded(size)
    }
    storePositions((formsVectors || isMasked ? width : 0) + (isMasked ? width : 0))
  }

  private mutating func addLayer(_ layer: Int) {
    let width = padded(configuration.layerWidth)
    let isMasked = configuration.dropout.layers > 0
    let isResidual = configuration.hasResidualConnections && layer > 0
    if isMasked || isResidual || configuration.isBidirectional { storePositions(width) }
    if isMasked { storePositions(width) }
    if layer > 0 || configuration.embeddingSize != nil && !isTabulated {
      storePositions(padded(configuration.inputWidth(layer: layer)))
    }
  }

  private mutating func addInputProducts(_ layer: Int) {
    let width = configuration.inputWidth(layer: layer)
    storePositions(gated)
    packed += 4 * 2 * gated
    if configuration.readsOneHot(layer: layer) {
      packed += 4 * Double(width) * (2 * gated + normalised)
    } else if layer == 0 && isTabulated {
      packed += 4 * Double(configuration.input.width) * (2 * gated + normalised)
      pack(width, gateColumns)
    } else {
      storePositions(gated + normalised)
      pack(width, gateColumns)
    }
  }

  private mutating func addRecurrentWeights() {
    guard configuration.cell.hasRecurrentWeights else { return }
    packed += 4 * 2 * gated
    pack(configuration.hiddenSize, gateColumns)
    storeRows(gated)
    storePositions(normalised)
    if configuration.dropout.recurrent > 0 {
      storeRows(2 * hidden)
      storePositions(hidden)
    }
  }

  private mutating func addDirection() {
    let shape = configuration.cell.kernel(configuration.activation).shape
    let rates = [configuration.dropout.zoneout, configuration.dropout.cellZoneout]
    for rate in rates.prefix(shape.stateParts) {
      storePositions(hidden + (rate > 0 ? 2 * hidden : 0))
      storeRows(2 * hidden + pass.borders * Double(configuration.hiddenSize))
    }
    storePositions(padded(shape.savedCount * gateStride(hidden: configuration.hiddenSize)))
    if shape.hasOwnRecurrentGradient { storePositions(gated) }
    packed += 4 * 2 * hidden
  }

  private mutating func addOutputLayer() {
    let width = padded(configuration.layerWidth)
    storePositions(width)
    storePredictions(2 * padded(configuration.outputWidth) + 1)
    if pass.predicted == .last { storePredictions(2 * width) }
    pack(configuration.layerWidth, configuration.outputWidth)
    packed += 4 * padded(configuration.outputWidth)
  }

  private mutating func addBatch() {
    func track(_ port: NetworkConfiguration.Port) -> Double {
      switch port {
      case .symbols: 1
      case .values(let size): padded(size)
      }
    }
    batch =
      4
      * (pass.positions * track(configuration.input)
        + pass.predictions * track(configuration.output))
    // Stretches of positions, in six lists; where lengths differ, every time step begins some.
    let stretches = pass.positions / 128
    let isMixed = pass.positions < pass.rows * pass.steps
    batch += 24 * (6 * stretches + (isMixed ? 2 * pass.steps : 0))
    batch += 8 * (2 * pass.steps + 4 * pass.rows)
  }

  // MARK: Units

  private mutating func storePositions(_ columns: Double) {
    positions += 4 * pass.positions * columns
  }

  private mutating func storePredictions(_ columns: Double) {
    positions += 4 * pass.predictions * columns
  }

  private mutating func storeRows(_ columns: Double) { rows += 4 * pass.rows * columns }

  /// A matrix packed both ways.
  private mutating func pack(_ width: Int, _ columns: Int) {
    func floats(_ depth: Int, _ columns: Int) -> Double {
      Double(Packing.panelCount(columns: columns)) * Double(panelWidth) * Double(depth)
    }
    packed += 4 * (floats(width, columns) + floats(columns, width))
  }

  /// The floats of a row of so many columns.
  private func padded(_ columns: Int) -> Double { Double(Matrix.stride(columns: columns)) }

  private var hidden: Double { padded(configuration.hiddenSize) }

  /// Columns of all gates: each gate's are whole vectors.
  private var gateColumns: Int {
    configuration.cell.gates.count * gateStride(hidden: configuration.hiddenSize)
  }

  private var gated: Double { padded(gateColumns) }

  /// What normalisation keeps of products: their normalised values, scales and gradients.
  private var normalised: Double {
    configuration.isNormalised ? 2 * gated + padded(configuration.cell.gates.count) : 0
  }
}
