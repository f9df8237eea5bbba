/// What can be wrong with a network's configuration.
public enum NetworkError: Error, Equatable, CustomStringConvertible {
  /// A size that is not in 1 ... 2^31.
  case impossibleSize(name: String, size: Int)
  /// A number of layers that is not in 1 ... ``NetworkConfiguration/maximumLayers``.
  case impossibleLayers(Int)
  /// A dropout rate that is not in 0 ..< 1.
  case impossibleRate(name: String, rate: Double)
  /// Choices that do not go together.
  case contradiction(String)
  /// More parameters than ``NetworkConfiguration/maximumParameterCount``.
  case tooManyParameters(count: Double)

  /// What happened, and what to do.
  public var description: String {
    switch self {
    case .impossibleSize(let name, let size):
      "the \(name) size is \(size); it must be 1 to \(NetworkConfiguration.maximumParameterCount)"
    case .impossibleLayers(let count):
      "the number of layers is \(count); it must be 1 to \(NetworkConfiguration.maximumLayers)"
    case .impossibleRate(let name, let rate):
      "the rate of \(name) is \(rate); it must be 0 to below 1"
    case .contradiction(let what): what
    case .tooManyParameters(let count):
      """
      the network would have \(count < 1e18 ? "\(Int(count))" : "over 10^18") parameters; the most is \
      \(NetworkConfiguration.maximumParameterCount): choose a smaller hidden size or fewer \
      layers
      """
    }
  }
}
