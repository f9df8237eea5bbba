#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

extension Engine {
  /// The probabilities of the classes for each sequence of a data set with one target a sequence.
  ///
  ///     p_k = exp(o_k - max o) / Σ_j exp(o_j - max o)
  ///
  /// - Returns: for each sequence in the data set's order, as many numbers as there are classes.
  /// - Complexity: one multiply-add for each weight and position.
  /// - Precondition: The data set predicts last steps.
  public func probabilities(_ network: Network, on data: Dataset) -> [[Double]] {
    precondition(data.predicted == .last, "probabilities of sequences that have many targets")
    load(network)
    let batch = Batch(like: data)
    var probabilities = [[Double]](repeating: [], count: data.count)
    for chunk in data.chunks(of: data.lengths.indices, mostRows: Dataset.evaluationRows) {
      batch.fill(from: data, sequences: chunk)
      forward(batch)
      for row in 0..<batch.rows {
        probabilities[batch.sequences[row]] = Engine.softmax(outputs(batch, row: row)[0])
      }
    }
    return probabilities
  }

  private static func softmax(_ logits: [Float]) -> [Double] {
    let top = Double(logits.max() ?? 0)
    let powers = logits.map { exp(Double($0) - top) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }
}
