/// What can go wrong in training.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
  /// There is nothing to learn from.
  case noData
  /// The network has something that the forward recursion does not go with.
  case recursionImpossible(obstacle: String)
  /// Something does not go with computing states a second time.
  case recomputationImpossible(obstacle: String)
  /// Something does not go with learning a stream window by window.
  case streamImpossible(obstacle: String)
  /// Data that the network's loss can't judge.
  case unsuitableData(DatasetError)
  /// The forward recursion would need more memory than it may take.
  case recursionTooLarge(bytes: Int, limit: Int)
  /// A number of ``Averaging`` that is not in 0 ..< 1.
  case impossibleAveraging(name: String, value: Double)
  /// A checkpoint of a run that went about something else, or in another way.
  case resumingImpossible(difference: String)
  /// A loss that is not a finite number, or a parameter or its gradient where one is named.
  case diverged(epoch: Int, step: Int, parameter: String?, anomaly: Anomaly? = nil)

  /// What happened, and what to do.
  public var description: String {
    switch self {
    case .noData: "there are no sequences to train on"
    case .recursionImpossible(let obstacle):
      """
      the forward recursion (rtrl) does not go with \(obstacle); use bptt, the reverse sweep
      """
    case .recomputationImpossible(let obstacle):
      "computing states a second time does not go with \(obstacle); store them"
    case .streamImpossible(let obstacle):
      "learning a stream window by window does not go with \(obstacle)"
    case .unsuitableData(let error): "\(error)"
    case .recursionTooLarge(let bytes, let limit):
      """
      the forward recursion (rtrl) needs \(bytes >> 20) MB for each sequence at work, more than \
      \(limit >> 20) MB: use bptt, which gives the same gradient, or a smaller hidden size
      """
    case .impossibleAveraging(let name, let value):
      "the \(name) of averaging the weights is \(value); it must be 0 to below 1"
    case .resumingImpossible(let difference):
      "the run cannot go on from its checkpoint: \(difference)"
    case .diverged(let epoch, let step, let parameter, let anomaly):
      """
      training diverged in epoch \(epoch), at step \(step): \
      \(parameter.map { "\($0) or its gradient is" } ?? "the loss is") not a finite number\
      \(anomaly.map { "; it began in \($0)" } ?? ""). The weights have most likely grown too large: \
      try a smaller learning rate, or clip gradients
      """
    }
  }
}
