/// How often sequences of each class were taken for each class.
public struct ConfusionMatrix: Sendable, Equatable, Codable {
  /// Row by row: `counts[true class][predicted class]`.
  public let counts: [[Int]]

  /// Counts pairs of classes below `count`.
  ///
  /// - Precondition: There are as many labels as predictions, all in `0..<count`.
  public init(labels: [Int], predictions: [Int], count: Int) {
    precondition(
      labels.count == predictions.count, "\(labels.count) labels, \(predictions.count) predictions")
    var counts = [[Int]](repeating: [Int](repeating: 0, count: count), count: count)
    for (label, prediction) in zip(labels, predictions) { counts[label][prediction] += 1 }
    self.counts = counts
  }

  /// The number of classes.
  public var classes: Int { counts.count }

  /// The share of the diagonal; 0 without sequences.
  public var accuracy: Double {
    let total = counts.reduce(0) { $0 + $1.reduce(0, +) }
    guard total > 0 else { return 0 }
    return Double(counts.indices.reduce(0) { $0 + counts[$1][$1] }) / Double(total)
  }

  /// How well one class is told from the others.
  public struct ClassScore: Sendable, Equatable, Codable {
    /// Sequences of the class.
    public let count: Int
    /// The share of what was taken for the class that is of it; 0 where nothing was.
    public let precision: Double
    /// The share of the class that was taken for it; 0 where it has no sequences.
    public let recall: Double
    /// The harmonic mean of both, 2 TP / (2 TP + FP + FN); 0 where there is nothing.
    public let f1: Double
  }

  /// The score of a class.
  public func score(of k: Int) -> ClassScore {
    let hits = counts[k][k]
    let count = counts[k].reduce(0, +)
    let taken = counts.reduce(0) { $0 + $1[k] }
    func share(_ part: Int, _ whole: Int) -> Double { whole > 0 ? Double(part) / Double(whole) : 0 }
    return ClassScore(
      count: count, precision: share(hits, taken), recall: share(hits, count),
      f1: share(2 * hits, count + taken))
  }

  /// The mean F1 of the classes that sequences have or were taken for; a class that the data knows nothing
  /// of does not count. 0 without sequences.
  public var macroF1: Double {
    let scores = counts.indices.filter { k in
      counts[k].contains { $0 > 0 } || counts.contains { $0[k] > 0 }
    }.map { score(of: $0).f1 }
    return scores.isEmpty ? 0 : scores.reduce(0, +) / Double(scores.count)
  }
}
