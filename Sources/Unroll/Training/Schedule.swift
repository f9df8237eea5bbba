#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// How the learning rate changes over a run.
public struct Schedule: Sendable, Codable, Equatable {
  /// What happens after the warm-up.
  public enum Shape: Sendable, Codable, Equatable {
    /// The rate stays.
    case constant
    /// The rate is multiplied by `factor` after every `every` epochs.
    case step(every: Int, factor: Double)
    /// Half a cosine from the rate down to `final` times the rate at the run's last step
    /// (Loshchilov and Hutter, 2017, arXiv:1608.03983, without restarts).
    case cosine(final: Double)
  }

  /// What happens after the warm-up.
  public var shape: Shape
  /// The part of the run, 0 to 1, in which the rate rises in a straight line from zero.
  public var warmUp: Double

  /// Creates a schedule.
  public init(_ shape: Shape = .constant, warmUp: Double = 0) {
    self.shape = shape
    self.warmUp = warmUp
  }

  /// The factor on the learning rate of update `step`, counted from 0.
  ///
  /// - Parameters:
  ///   - step: the update, counted from 0.
  ///   - totalSteps: the updates of the whole run.
  ///   - stepsPerEpoch: the updates of an epoch.
  ///   - elapsed: the part of the run's time that has gone, 0 to 1; 0 without a limit on it. Where the run
  ///     stands is told by steps or by time, whichever is further.
  public func factor(
    step: Int, totalSteps: Int, stepsPerEpoch: Int, elapsed: Double = 0
  ) -> Double {
    // In Double: the steps of a run without an end are more than an Int may hold.
    let (done, total) = (Double(step), Double(totalSteps))
    let rising = (warmUp * total).rounded(.up)
    if done < rising && elapsed < warmUp {
      return min(max((done + 1) / rising, elapsed / warmUp), 1)
    }
    switch shape {
    case .constant: return 1
    case .step(let every, let factor):
      return pow(factor, Double(step / max(stepsPerEpoch, 1) / max(every, 1)))
    case .cosine(let final):
      let span = max(total - rising - 1, 1)
      let bySteps = max((done - rising) / span, 0)
      let byTime = warmUp < 1 ? (elapsed - warmUp) / (1 - warmUp) : 0
      return final + (1 - final) * 0.5 * (1 + cos(.pi * min(max(bySteps, byTime), 1)))
    }
  }
}
