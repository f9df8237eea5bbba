import Kernels

/// What the characters of words make of them: one recurrent layer in both directions over the different
/// words of a batch.
///
///     e_k = E_c[character k]        a→, a← = the layer's states over e_1 ... e_K
///     c = [a→_K, a←_1]
///
/// Each different word is read once, whatever the number of its positions; on the way back the gradients
/// of all its positions are added up before its one sweep:
///
///     ∂L/∂a→_K = Σ_t ∂L/∂c_t[first half]        ∂L/∂a←_1 = Σ_t ∂L/∂c_t[second half]
///
/// over the positions t that have the word. Cost: that of a bidirectional layer over the characters of
/// the different words.
final class SpellingLayer {
  private let configuration: NetworkConfiguration
  private let instructionSet: InstructionSet
  private let input: InputLayer
  private let layer: RecurrentLayer
  /// Where the layer's parameters stand in the whole network's.
  private let range: Range<Int>
  /// A copy of them, under the names that a network of its own has.
  private var parameters: Parameters
  private var hidden: Int { configuration.hiddenSize }
  /// ∂L/∂[a→, a←] of every character, [N_c, 2 H_c].
  private var dStates: Matrix
  private var rowShares: [Range<Int>] = []

  /// Nil for networks that do not spell.
  init?(_ configuration: NetworkConfiguration, instructionSet: InstructionSet) {
    guard let network = configuration.characterNetwork else { return nil }
    let start = configuration.parameterTable[NetworkConfiguration.characterName("E")].offset
    self.configuration = network
    self.instructionSet = instructionSet
    input = InputLayer(network, instructionSet: instructionSet)
    layer = RecurrentLayer(network, index: 0, instructionSet: instructionSet)
    range = start..<start + network.readingParameterCount
    parameters = Parameters(zerosLike: network.parameterTable)
    dStates = Matrix(columns: network.layerWidth)
  }

  // MARK: Weights

  /// Copies the parameters from those of the whole network.
  func take(_ whole: Parameters) {
    for i in 0..<range.count { parameters.values[i] = whole.values[range.lowerBound + i] }
    for direction in layer.directions { direction.loadVectors(parameters) }
  }

  /// Packs one part of the weights that were taken.
  func load(part: Int, of parts: Int) {
    input.load(parameters, part: part, of: parts)
    for direction in layer.directions { direction.load(parameters, part: part, of: parts) }
  }

  // MARK: Forward

  /// The states over all characters of a batch's words.
  func forward(_ words: Batch, team: WorkerTeam, parts: Int) {
    input.prepare(words, mode: .evaluation)
    layer.prepare(words, from: nil, mode: .evaluation, needsInputGradient: true)
    dStates.resize(rows: words.positions)
    Share.rows(lengths: words.lengths, parts: min(parts, max(words.rows, 1)), into: &rowShares)
    team.run(parts: parts) { part in
      input.forward(words, positions: Share.range(words.positions, part: part, of: parts))
    }
    let inputs = input.outputs(words)
    team.run(parts: parts) { part in
      layer.multiplyInputs(
        words, inputs, mode: .evaluation,
        positions: Share.range(words.positions, part: part, of: parts))
    }
    team.run(parts: rowShares.count) { part in
      layer.forward(words, inputs, mode: .evaluation, rows: rowShares[part])
    }
  }

  /// c_t of a range of positions.
  func gather(_ spelled: SpelledBatch, positions: Range<Int>, into result: Block) {
    instructionSet.gather(
      layer.directions[0].states, indices: spelled.lasts.block.slice(positions),
      into: result.columns(0..<hidden))
    instructionSet.gather(
      layer.directions[1].states, indices: spelled.firsts.block.slice(positions),
      into: result.columns(hidden..<2 * hidden))
  }

  // MARK: Backward: the same in reverse

  /// From ∂L/∂c_t of all positions to the gradients by the layer's sums.
  ///
  /// - Parameter ranges: the positions in the order in which they are summed.
  func backward(
    _ dSpellings: Block, _ spelled: SpelledBatch, ranges: [Range<Int>], team: WorkerTeam, parts: Int
  ) {
    let words = spelled.batch
    team.run(parts: parts) { part in
      scatter(dSpellings, spelled, ranges: ranges, part: part, of: parts)
    }
    let inputs = input.outputs(words)
    let dOutputs = dStates.block
    team.run(parts: rowShares.count) { part in
      layer.backward(words, inputs, dOutputs: dOutputs, later: nil, rows: rowShares[part])
    }
    team.run(parts: parts) { part in
      layer.backwardInputs(
        dOutputs: dOutputs, positions: Share.range(words.positions, part: part, of: parts),
        needsInputGradient: true)
    }
    let dInputs = layer.inputGradients
    team.run(parts: parts) { part in
      input.scatter(dInputs, words, BackwardWindow(), part: part, of: parts)
    }
  }

  /// Adds the gradients of all positions up where their words begin and end, on one part of the columns.
  private func scatter(
    _ dSpellings: Block, _ spelled: SpelledBatch, ranges: [Range<Int>], part: Int, of parts: Int
  ) {
    let columns = Share.range(hidden, part: part, of: parts)
    for (direction, indices) in [spelled.lasts.block, spelled.firsts.block].enumerated() {
      let half = direction * hidden..<(direction + 1) * hidden
      let target = dStates.block.columns(half)
      target.clear(columns: columns)
      for range in ranges {
        instructionSet.scatterAdd(
          dSpellings.rows(range).columns(half), indices: indices.slice(range), columns: columns,
          into: target)
      }
    }
  }

  /// Adds one part's share of the gradients of all parameters of the layer.
  ///
  /// - Parameter gradient: that of the whole network.
  func addGradients(_ words: Batch, to gradient: FlatBlock, _ part: Part) {
    let own = gradient.slice(range)
    for direction in layer.directions {
      direction.addGradients(
        words, input.outputs(words), from: nil, BackwardWindow(), to: own, part)
    }
    input.addGradients(
      to: own, table: parameters.table, part: part.index, of: part.count)
  }
}
