@testable import Unroll

/// A loss as a fixture states it: `{"crossEntropy": {"labelSmoothing": 0.125}}`.
enum LossDescription: Decodable, Equatable {
  case crossEntropy(labelSmoothing: Double?, classWeights: [Double]?)
  case squaredError
  case absoluteError
  /// Outputs are S means, then S logarithms of variances.
  case gaussian
  /// Outputs are S numbers for each level, level by level.
  case quantiles(levels: [Double])
  /// Independent logits.
  case binary
}

/// The losses alone, by PyTorch in float64; `Scripts/pytorch_check/loss_fixtures.py` makes them.
struct LossVectors: Decodable {
  var cases: [Case]

  struct Case: Decodable {
    var loss: LossDescription
    /// The size of a target.
    var output: NetworkConfiguration.Port
    /// T rows.
    var outputs: [[Double]]
    var targets: TorchTrack
    /// The loss of each time step.
    var steps: [Double]
    var sum: Double
    /// Per weight of the targets' classes, or per value (and quantile).
    var mean: Double
    /// The sum by the outputs: T rows.
    var gradient: [[Double]]
  }

  static func fixture() throws -> LossVectors {
    try TorchVectors.fixture("losses.json", as: LossVectors.self)
  }
}
