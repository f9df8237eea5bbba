/// A network that forecasts series: what it reads and predicts, and how numbers are scaled.
public struct ForecastModel: Sendable, Equatable {
  /// What is read and predicted.
  public let shape: ForecastShape
  /// How numbers are scaled.
  public let scaling: Scaling
  /// The network.
  public var network: Network
  /// How the network was trained, if it is known.
  public var training: TrainingRecord?

  /// Creates a model. That the parts fit together is a programmer's duty; ``fault(_:_:_:)`` tells.
  public init(
    shape: ForecastShape, scaling: Scaling, network: Network, training: TrainingRecord? = nil
  ) {
    let fault = ForecastModel.fault(shape, scaling, network.configuration)
    precondition(fault == nil, fault ?? "")
    self.shape = shape
    self.scaling = scaling
    self.network = network
    self.training = training
  }

  /// The levels of the quantiles that the network predicts; nil of one that predicts values.
  public var levels: [Float]? {
    if case .quantiles(let levels) = network.configuration.loss { levels } else { nil }
  }

  /// Why the parts of a model do not fit together, or nil.
  public static func fault(
    _ shape: ForecastShape, _ scaling: Scaling, _ configuration: NetworkConfiguration
  ) -> String? {
    do {
      try shape.validate()
    } catch {
      return "its forecast is impossible: \(error)"
    }
    if let fault = scaling.fault(for: shape) { return fault }
    guard configuration.input == .values(size: shape.inputSize),
      configuration.output == .values(size: shape.outputSize)
    else { return "its network does not read and predict the numbers of its forecast" }
    guard !configuration.isBidirectional else {
      return "its network reads in both directions, and so would see what it should predict"
    }
    switch configuration.loss {
    case .squaredError, .absoluteError, .quantiles: return nil
    case .crossEntropy, .gaussian, .binary: return "its loss is not one of forecasts"
    }
  }
}
