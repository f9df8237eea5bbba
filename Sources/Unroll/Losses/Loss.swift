/// A loss summed over predictions.
public struct Loss: Sendable, Codable, Equatable {
  /// The sum: nats for symbols and densities, squared units for squared errors, units for others.
  public var sum: Double
  /// The number of predictions: symbols, single values, or quantiles of single values.
  public var count: Int
  /// What the sum is divided by for the mean: the sum of the targets' class weights where an
  /// objective has them, otherwise the number of predictions.
  public var weight: Double

  /// Creates a loss; zero without arguments.
  ///
  /// - Parameters:
  ///   - sum: the sum over predictions, in nats or in the units of the loss.
  ///   - count: the number of predictions.
  ///   - weight: nil for the number of predictions.
  public init(sum: Double = 0, count: Int = 0, weight: Double? = nil) {
    self.sum = sum
    self.count = count
    self.weight = weight ?? Double(count)
  }

  /// The loss of one prediction; zero when nothing has a weight.
  public var mean: Double { weight > 0 ? sum / weight : 0 }

  /// Adds two losses.
  public static func += (left: inout Loss, right: Loss) {
    left.sum += right.sum
    left.count += right.count
    left.weight += right.weight
  }
}
