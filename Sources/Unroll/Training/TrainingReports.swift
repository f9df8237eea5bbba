/// What an update did.
public struct StepReport: Sendable, Equatable {
  /// The epoch, counted from 1.
  public let epoch: Int
  /// Updates so far in the run.
  public let step: Int
  /// The mean loss of the batches of the update, before it.
  public let loss: Double
  /// The mean loss of the epoch, or of the part, so far.
  public let runningLoss: Double
  /// The learning rate of the update.
  public let learningRate: Double
  /// Seconds since the run began.
  public let seconds: Double
}

/// An update that was not a finite number, and that the run goes on after.
public struct DivergenceReport: Sendable, Equatable {
  /// The epoch, counted from 1.
  public let epoch: Int
  /// The update.
  public let step: Int
  /// The parameter whose gradient is not finite, where the loss is.
  public let parameter: String?
  /// Where it began, if ``TrainingOptions/detectsAnomaly`` asks for it.
  public let anomaly: Anomaly?
  /// What is done about it.
  public let action: TrainingOptions.Divergence
  /// The learning rate from now on, as a part of the schedule's.
  public let rateFactor: Double
}

/// What an epoch did, or with ``TrainingOptions/evaluations`` the part of the run since the network was
/// judged the last time.
public struct EpochReport: Sendable, Codable, Equatable {
  /// The epoch, counted from 1.
  public let epoch: Int
  /// Whether the epoch is at its end.
  public let isEndOfEpoch: Bool
  /// Updates so far in the run.
  public let steps: Int
  /// The mean training loss over the epoch, or that part, each batch before its update.
  public let loss: Double
  /// The mean loss of the ``Trainer/averaged`` network on the validation data, nil without any.
  public let validationLoss: Double?
  /// Predictions trained on for each second, validation time left out.
  public let symbolsPerSecond: Double
  /// Seconds since the run began.
  public let seconds: Double
}

/// How a run ended.
public struct TrainingResult: Sendable, Equatable {
  /// Why it ended.
  public let reason: StopReason
  /// Epochs begun.
  public let epochs: Int
  /// The last epoch's report; nil when there was no epoch.
  public let last: EpochReport?
  /// Seconds of the run.
  public let seconds: Double
}

extension StepReport {
  /// The report with its losses in another unit: so many times what they were.
  public func scaled(by factor: Double) -> StepReport {
    StepReport(
      epoch: epoch, step: step, loss: loss * factor, runningLoss: runningLoss * factor,
      learningRate: learningRate, seconds: seconds)
  }
}

extension EpochReport {
  /// The report with its losses in another unit: so many times what they were.
  public func scaled(by factor: Double) -> EpochReport {
    EpochReport(
      epoch: epoch, isEndOfEpoch: isEndOfEpoch, steps: steps, loss: loss * factor,
      validationLoss: validationLoss.map { $0 * factor }, symbolsPerSecond: symbolsPerSecond,
      seconds: seconds)
  }
}

extension TrainingResult {
  /// The result with its losses in another unit: so many times what they were.
  public func scaled(by factor: Double) -> TrainingResult {
    TrainingResult(
      reason: reason, epochs: epochs, last: last?.scaled(by: factor), seconds: seconds)
  }
}
