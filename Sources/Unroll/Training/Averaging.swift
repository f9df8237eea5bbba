/// Which average of the weights is validated and kept, in place of the weights of the last update.
///
/// Updates go on from the weights themselves; the average only follows them. A mean of many steps
/// lies nearer to the middle of what the steps scatter about (Polyak and Juditsky, 1992,
/// doi:10.1137/0330046).
public enum Averaging: Sendable, Codable, Equatable {
  /// None: the weights as they stand.
  case none
  /// The exponential moving average over the updates t = 1, 2, ...
  ///
  ///     θ̄_t = θ̄_{t-1} + (1 - d_t) (θ_t - θ̄_{t-1})     d_t = min(decay, (1 + t) / (10 + t))
  ///
  /// from the initial weights on. The decay rises to its value: at first the average spans about a
  /// tenth of the updates so far, and the initial weights are forgotten within some ten updates,
  /// whatever the decay is. Dividing by 1 - decay^t instead, as Adam does, would average the first
  /// 1 / (1 - decay) updates with equal weights, the untrained ones among them.
  ///
  /// - decay: 0 to below 1; 0.99 spans a hundred updates.
  case exponential(decay: Double)
  /// The mean of the weights after each epoch, all alike, from a part of the run on: stochastic
  /// weight averaging (Izmailov et al., 2018, arXiv:1803.05407). The weights count after epoch e of
  /// E where e > start · E, as the last one always is; until then they are taken as they stand, and
  /// if none of the averages is better than they were, they are the best. It goes with a learning
  /// rate that does not fall to nothing.
  ///
  /// - start: 0 to below 1, of the epochs that are planned: a run that ends before it, by time for
  ///   one, averages nothing.
  case stochastic(start: Double)

  /// What is wrong with a number, or nil.
  var fault: TrainingError? {
    switch self {
    case .none: nil
    case .exponential(let decay):
      decay >= 0 && decay < 1 ? nil : .impossibleAveraging(name: "decay", value: decay)
    case .stochastic(let start):
      start >= 0 && start < 1 ? nil : .impossibleAveraging(name: "start", value: start)
    }
  }
}
