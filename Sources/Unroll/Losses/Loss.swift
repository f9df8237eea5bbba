/// A loss summed over predictions.
public struct Loss: Sendable, Equatable {
  /// The sum: nats for symbols, squared units for values.
  public var sum: Double
  /// The number of predictions: symbols, or single values.
  public var count: Int

  /// Creates a loss; zero without arguments.
  public init(sum: Double = 0, count: Int = 0) {
    self.sum = sum
    self.count = count
  }

  /// The loss of one prediction: nats for each symbol, or the mean squared error.
  public var mean: Double { count > 0 ? sum / Double(count) : 0 }

  /// Adds two losses.
  public static func += (left: inout Loss, right: Loss) {
    left.sum += right.sum
    left.count += right.count
  }
}
