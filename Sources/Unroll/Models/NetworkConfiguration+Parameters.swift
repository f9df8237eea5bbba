extension NetworkConfiguration {
  /// The layout of the parameters, in the order in which data meets them:
  ///
  ///     E [I, D]                           the embedding, if there is one
  ///     Ec, Uc, Wc, bc, dc, Ucr, ...       the same of the characters of words, if they are spelled
  ///     for each layer and direction:
  ///       U [G·H, inputs], W [G·H, H]      weights (no W in the minimal cells)
  ///       b [G·H], d [G·H]                 biases (d in the GRU alone)
  ///       gU [G·H], gW [G·H]               gains, if products are normalised
  ///       a0 [H], s0 [H]                   the initial state, if it is learned
  ///     V [outputs, width], c [outputs]    the output layer (no V if it is tied to E)
  ///
  /// The first layer's forward direction has these very names; those of others have the
  /// layer, and `r` for the reverse direction, behind it.
  public var parameterTable: ParameterTable {
    var tensors = readingTensors
    if !tiesWeights {
      tensors.append(.init("V", .outputWeights, rows: outputWidth, columns: layerWidth))
    }
    tensors.append(.init("c", .outputBias, rows: outputWidth))
    return ParameterTable(tensors)
  }

  /// All tensors but those of the output layer.
  private var readingTensors: [ParameterTable.Tensor] {
    var tensors: [ParameterTable.Tensor] = []
    if let embeddingSize {
      tensors.append(.init("E", .embedding, rows: input.width, columns: embeddingSize))
    }
    tensors += (characterNetwork?.readingTensors ?? []).map { tensor in
      .init(
        NetworkConfiguration.characterName(tensor.name), tensor.role, rows: tensor.rows,
        columns: tensor.columns, gates: tensor.gates)
    }
    for layer in 0..<layers {
      for direction in 0..<directions {
        tensors += self.tensors(layer: layer, isReverse: direction == 1)
      }
    }
    return tensors
  }

  /// The number of parameters but for those of the output layer.
  var readingParameterCount: Int { ParameterTable(readingTensors).count }

  /// The tensors of one direction of one layer.
  private func tensors(layer: Int, isReverse: Bool) -> [ParameterTable.Tensor] {
    let gates = cell.gates.count
    let rows = gates * hiddenSize
    func name(_ letter: String) -> String {
      NetworkConfiguration.name(letter, layer: layer, isReverse: isReverse)
    }
    var tensors: [ParameterTable.Tensor] = [
      .init(
        name("U"), .inputWeights, rows: rows, columns: inputWidth(layer: layer), gates: gates)
    ]
    if cell.hasRecurrentWeights {
      tensors.append(
        .init(name("W"), .recurrentWeights, rows: rows, columns: hiddenSize, gates: gates))
    }
    tensors.append(.init(name("b"), .bias, rows: rows, gates: gates))
    if cell.hasRecurrentBias {
      tensors.append(.init(name("d"), .recurrentBias, rows: rows, gates: gates))
    }
    if isNormalised {
      tensors.append(.init(name("gU"), .gain, rows: rows, gates: gates))
      if cell.hasRecurrentWeights {
        tensors.append(.init(name("gW"), .gain, rows: rows, gates: gates))
      }
    }
    if learnsInitialState {
      for letter in ["a0", "s0"].prefix(cell.stateParts) {
        tensors.append(.init(name(letter), .initialState, rows: hiddenSize))
      }
    }
    return tensors
  }

  /// The name of a layer's tensor: the letter, the layer's number from the second layer on, and r
  /// for the reverse direction: U, Ur, U2, U2r, U3, ...
  static func name(_ letter: String, layer: Int, isReverse: Bool) -> String {
    letter + (layer == 0 ? "" : "\(layer + 1)") + (isReverse ? "r" : "")
  }

  /// Whether a pass over so many positions looks products with the embedding up in a table of all symbols, in place of
  /// multiplying at each position: of few symbols that are not changed at random.
  package func tabulatesEmbedding(positions: Double, isTraining: Bool = true) -> Bool {
    guard embeddingSize != nil, spelling == nil, !isTraining || dropout.input == 0 else {
      return false
    }
    // Fewer positions for each symbol are not worth a table.
    return positions >= 2 * Double(input.width)
  }

  /// The multiply-adds of a forward pass of training over so many positions.
  func multiplications(positions: Double) -> Double {
    guard tabulatesEmbedding(positions: positions) else {
      return Double(multipliedWeights) * positions
    }
    let table = parameterTable
    let tabulated = (0..<directions).reduce(0.0) { sum, direction in
      sum
        + Double(table[NetworkConfiguration.name("U", layer: 0, isReverse: direction == 1)].count)
    }
    return (Double(multipliedWeights) - tabulated) * positions + tabulated * Double(input.width)
  }

  /// How many weights each position is multiplied by, one multiply-add each on the way forward. A
  /// one-hot input looks its products up; an embedding may, see ``tabulatesEmbedding(positions:isTraining:)``.
  var multipliedWeights: Int {
    let table = parameterTable
    let weights = table.slices.reduce(0) { sum, slice in
      switch slice.role {
      case .inputWeights, .recurrentWeights, .outputWeights: sum + slice.count
      case .embedding: tiesWeights ? sum + slice.count : sum
      case .bias, .recurrentBias, .gain, .initialState, .outputBias: sum
      }
    }
    let lookedUp = (0..<directions).reduce(0) { sum, direction in
      guard readsOneHot(layer: 0) else { return 0 }
      return sum
        + table[NetworkConfiguration.name("U", layer: 0, isReverse: direction == 1)].count
    }
    return weights - lookedUp
  }
}
