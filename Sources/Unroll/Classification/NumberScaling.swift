/// Brings each dimension of numeric time steps to mean 0 and variance 1.
///
///     x'_d = (x_d - mean_d) / deviation_d
///
/// The means and deviations are those of the data that a model was trained on, and are kept in it. A
/// dimension that never changes there is only centred. What is scaled is limited to ±1,000: so far from
/// all that was learned, more says no more.
public struct NumberScaling: Sendable, Equatable, Codable {
  /// The mean of each dimension.
  public let means: [Double]
  /// The standard deviation of each, above 0.
  public let deviations: [Double]

  /// The furthest that a scaled number is from 0.
  static let limit = 1000.0

  /// Creates a scaling; `fault` tells whether it is one.
  public init(means: [Double], deviations: [Double]) {
    self.means = means
    self.deviations = deviations
  }

  /// Measures time steps of `size` numbers, end to end.
  ///
  /// Two readings in Double: the mean, then the squares of the distances from it.
  ///
  /// - Precondition: `size` is above 0.
  public init(measuring values: [Float], size: Int) {
    precondition(size > 0, "steps of \(size) numbers")
    let steps = values.count / size
    var sums = [Double](repeating: 0, count: size)
    for step in 0..<steps {
      for d in 0..<size { sums[d] += Double(values[step * size + d]) }
    }
    let means = sums.map { $0 / Double(max(steps, 1)) }
    let variances = NumberScaling.variances(values, around: means, steps: steps)
    self.init(
      means: means, deviations: variances.map { $0 > 0 ? $0.squareRoot() : 1 })
  }

  private static func variances(
    _ values: [Float], around means: [Double], steps: Int
  ) -> [Double] {
    var sums = [Double](repeating: 0, count: means.count)
    for step in 0..<steps {
      for d in means.indices {
        let distance = Double(values[step * means.count + d]) - means[d]
        sums[d] += distance * distance
      }
    }
    return sums.map { $0 / Double(max(steps, 1)) }
  }

  /// Numbers of a time step.
  public var size: Int { means.count }

  /// What is wrong with means and deviations from a file; nil if nothing is.
  var fault: String? {
    guard !means.isEmpty, means.count == deviations.count else {
      return "\(means.count) means and \(deviations.count) deviations"
    }
    guard means.allSatisfy(\.isFinite), deviations.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      return "a mean that is not finite, or a deviation that is not above 0"
    }
    return nil
  }

  /// Time steps, scaled.
  public func scale(_ values: [Float]) -> [Float] {
    var scaled = [Float](repeating: 0, count: values.count)
    for index in values.indices {
      let d = index % size
      let number = (Double(values[index]) - means[d]) / deviations[d]
      scaled[index] = Float(min(max(number, -NumberScaling.limit), NumberScaling.limit))
    }
    return scaled
  }
}
