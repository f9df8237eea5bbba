/// How the parameters of a network start.
///
/// - Input and output weights: ``weights``.
/// - Recurrent weights: ``recurrent``.
/// - Biases of memory gates: ``memory``; all other biases, and initial states, are zero.
/// - Gains of normalised products: one, so that normalisation starts as such.
/// - The embedding: normal with variance 1 / D. A vector that stands for a symbol is then as long as
///   the one-hot vector that it replaces, length 1 in the mean; and when the embedding is also the
///   output layer, logits E_k · a of states between -1 and 1 have at most variance 1: the first loss
///   is near that of guessing, whatever D is. (With variance 1, good enough for inputs alone, tied
///   logits would spread by √D.)
///
/// Every tensor draws from a random stream of its own, so that none depends on the size of another.
public struct Initialisation: Sendable, Codable, Equatable {
  /// The weights that inputs and outputs meet, and the recurrent ones where nothing else is said.
  public var weights: Initialiser
  /// The recurrent weights.
  public var recurrent: RecurrentInitialiser
  /// The biases of memory gates; nil for what suits the cell: 1 where it has a forget gate.
  public var memory: MemoryBias?

  /// Creates a choice.
  public init(
    weights: Initialiser = .xavierUniform, recurrent: RecurrentInitialiser = .likeWeights,
    memory: MemoryBias? = nil
  ) {
    self.weights = weights
    self.recurrent = recurrent
    self.memory = memory
  }

  /// Throws when a number is impossible, or something is chosen that the cell does not have.
  public func validate(for cell: Cell) throws(NetworkError) {
    if recurrent != .likeWeights && !cell.hasRecurrentWeights {
      throw .contradiction(
        "orthogonal or identity weights need recurrent weights, which \(cell.name) does not have")
    }
    if case .identity(let scale) = recurrent, !scale.isFinite {
      throw .contradiction("the scale of the identity is \(scale); it must be a number")
    }
    guard let memory else { return }
    if cell.memoryGates.isEmpty {
      throw .contradiction(
        "a forget bias and chrono need gates that remember, which \(cell.name) does not have")
    }
    switch memory {
    case .plain(let bias):
      guard bias.isFinite else {
        throw .contradiction("the forget bias is \(bias); it must be a number")
      }
    case .chrono(let longest):
      guard longest >= 2 else {
        throw .contradiction("the longest memory is \(longest) time steps; it must be 2 or more")
      }
    }
  }

  /// Draws all parameters of a network; `parameters` are zeros.
  func fill(_ parameters: inout Parameters, cell: Cell, seed: UInt64) {
    let memory = memory ?? cell.usualMemoryBias
    for (place, slice) in parameters.table.slices.enumerated() {
      var stream = RandomStream(seed: seed, purpose: .initialisation, index: UInt64(place))
      switch slice.role {
      case .embedding:
        let deviation = (1 / Double(slice.columns)).squareRoot()
        for i in slice.range { parameters.values[i] = Float(stream.normal() * deviation) }
      case .inputWeights, .outputWeights:
        for gate in 0..<slice.gates {
          weights.fill(
            slice.range(gate: gate), of: &parameters.values, fanIn: slice.columns,
            fanOut: slice.rows / slice.gates, using: &stream)
        }
      case .recurrentWeights:
        for gate in 0..<slice.gates {
          recurrent.fill(
            slice.range(gate: gate), of: &parameters.values, size: slice.columns,
            isCandidate: gate == cell.candidateGate, weights: weights, using: &stream)
        }
      case .bias:
        memory.fill(slice, of: &parameters.values, gates: cell.memoryGates, using: &stream)
      case .gain:
        for i in slice.range { parameters.values[i] = 1 }
      case .recurrentBias, .initialState, .outputBias: break
      }
    }
  }
}
