#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// How well classes were told apart.
public struct ClassificationReport: Sendable, Equatable {
  /// The names of the classes.
  public let classes: [String]
  /// What was taken for what; the likeliest class counts, of equals the first.
  public let matrix: ConfusionMatrix
  /// The mean of -log p of the true class, in nats.
  public let loss: Double
  /// The expected calibration error, 0 to 1.
  ///
  ///     Σ_b n_b / N |accuracy_b - confidence_b|
  ///
  /// over ``calibrationBins`` bins of equal width of the likeliest class's probability; confidence is its
  /// mean in the bin. Source: Guo et al., 2017, On calibration of modern neural networks,
  /// arXiv:1706.04599.
  public let calibrationError: Double

  /// Bins of the calibration error.
  public static let calibrationBins = 15
  /// The least probability that a loss counts, so that it is finite.
  private static let leastProbability = 1e-300

  /// Judges probabilities by the true classes.
  ///
  /// - Precondition: There is a label for each row of probabilities, in `0..<classes.count`.
  public init(_ probabilities: [[Double]], labels: [Int], classes: [String]) {
    precondition(
      probabilities.count == labels.count, "\(probabilities.count) rows, \(labels.count) labels")
    self.classes = classes
    let predictions = probabilities.map { ClassificationReport.likeliest($0) }
    matrix = ConfusionMatrix(labels: labels, predictions: predictions, count: classes.count)
    var loss = 0.0
    var bins = [(count: Int, hits: Int, confidence: Double)](
      repeating: (0, 0, 0), count: ClassificationReport.calibrationBins)
    for (index, row) in probabilities.enumerated() {
      let (label, prediction) = (labels[index], predictions[index])
      // NaN, of a network whose numbers overflow, counts as no probability at all.
      let isNumber = row[label].isFinite && row[prediction].isFinite
      loss -= log(max(isNumber ? row[label] : 0, ClassificationReport.leastProbability))
      let confidence = isNumber ? row[prediction] : 0
      let place = Int(confidence * Double(bins.count))
      let bin = min(max(place, 0), bins.count - 1)
      bins[bin].count += 1
      bins[bin].hits += label == prediction ? 1 : 0
      bins[bin].confidence += confidence
    }
    let total = Double(max(labels.count, 1))
    self.loss = loss / total
    calibrationError =
      bins.reduce(0) { $0 + abs(Double($1.hits) - $1.confidence) } / total
  }

  /// The index of the largest probability, of equals the first.
  public static func likeliest(_ probabilities: [Double]) -> Int {
    // Of equals `max` would take the last.
    var best = 0
    for k in probabilities.indices where probabilities[k] > probabilities[best] { best = k }
    return best
  }

  /// The share of sequences whose class was the likeliest.
  public var accuracy: Double { matrix.accuracy }
  /// The mean F1 of the classes.
  public var macroF1: Double { matrix.macroF1 }
  /// The number of sequences.
  public var count: Int { matrix.counts.reduce(0) { $0 + $1.reduce(0, +) } }
}
