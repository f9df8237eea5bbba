/// All that a run of training needs to go on as if it had never stopped: with the same data and options the
/// final weights are those of an unbroken run, to the bit.
///
/// ``Trainer/checkpoint()`` takes one, ``Trainer/resume(from:)`` puts it back, ``ModelFile`` keeps it in a
/// file beside the latest network. What is drawn at random follows from the seed, the epoch and the update,
/// so no generator has a state to keep.
public struct TrainingCheckpoint: Sendable, Equatable {
  /// The shape of the network.
  public let configuration: NetworkConfiguration
  /// The options of the run.
  public let options: TrainingOptions
  /// What was learned from and judged by: two fingerprints of the encoded data.
  public let data: DataFingerprint
  /// The instruction-set level that the run was on, such as "x86-64-v3". On another one it goes on, but not to the
  /// same bits.
  public let instructionSet: String

  /// Epochs begun.
  public var epoch: Int { place.epoch }
  /// Updates done.
  public let step: Int
  /// Seconds that the run has taken.
  public var seconds: Double { place.seconds }
  /// The best validation loss so far.
  public var bestValidationLoss: Double? { place.bestValidationLoss }
  /// What was reported when the network was judged the last time.
  public var lastReport: EpochReport? { place.last }

  let place: TrainingPlace
  /// The weights.
  let parameters: [Float]
  /// The weights of the best network so far.
  let best: [Float]
  /// The optimizer's states, empty where its rule has none.
  let moments: (first: [Float], second: [Float])
  /// The average of the weights, empty where there is none.
  let average: WeightAverage.State
  /// The hidden states that a stream carries from window to window; nil of whole sequences.
  let carried: NetworkState?

  /// Whether all numbers are finite: what is not would be of no use to go on from.
  public var isFinite: Bool {
    [parameters, best, moments.first, moments.second, carried?.values ?? []].allSatisfy {
      $0.allSatisfy(\.isFinite)
    } && average.mean.allSatisfy(\.isFinite)
  }

  /// Two checkpoints are equal when runs go on from them alike.
  public static func == (left: TrainingCheckpoint, right: TrainingCheckpoint) -> Bool {
    left.configuration == right.configuration && left.options == right.options
      && left.data == right.data && left.instructionSet == right.instructionSet
      && left.step == right.step && left.place == right.place
      && left.parameters == right.parameters && left.best == right.best
      && left.moments == right.moments && left.average == right.average
      && left.carried == right.carried
  }
}

/// Fingerprints of the data of a run; see ``Fingerprint``.
public struct DataFingerprint: Sendable, Codable, Equatable {
  /// Of what is learned from.
  public let training: Fingerprint
  /// Of what the network is judged by; nil for nothing.
  public let validation: Fingerprint?
}
