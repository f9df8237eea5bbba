/// How the recurrent weights W start, gate by gate: each gate has an H × H matrix of its own.
public enum RecurrentInitialiser: Sendable, Codable, Equatable {
  /// Like the other weights, with H as fan in and fan out.
  case likeWeights
  /// Orthogonal, each matrix of a gate equally likely to be any: W Wᵀ = 1, so that products with W
  /// and Wᵀ keep lengths, forward and backward through time (Saxe, McClelland and Ganguli, 2014,
  /// arXiv:1312.6120). About 2/3 H³ multiply-adds for each gate, on one thread.
  case orthogonal
  /// `scale` times the identity for the gate that proposes the new state, so that without input a
  /// state stays what it is (scale 1, with the rectifier) or fades by `scale` at each step (Le,
  /// Jaitly and Hinton, 2015, arXiv:1504.00941, where the cell is the vanilla one). Gates that only
  /// open and close start like the other weights: to a gate the identity would mean that a neuron's
  /// own state opens it.
  case identity(scale: Float = 1)

  /// Draws the square matrix of one gate.
  ///
  /// - Parameter isCandidate: whether the gate is the one that proposes the new state.
  func fill(
    _ range: Range<Int>, of values: inout [Float], size: Int, isCandidate: Bool,
    weights: Initialiser, using stream: inout RandomStream
  ) {
    switch self {
    case .orthogonal:
      let matrix = OrthogonalMatrix.draw(size: size, using: &stream)
      for (i, element) in zip(range, matrix) { values[i] = Float(element) }
    case .identity(let scale) where isCandidate:
      for i in stride(from: range.lowerBound, to: range.upperBound, by: size + 1) {
        values[i] = scale
      }
    case .likeWeights, .identity:
      weights.fill(range, of: &values, fanIn: size, fanOut: size, using: &stream)
    }
  }
}
