/// What is remembered of a run of training.
public struct TrainingRecord: Sendable, Codable, Equatable {
  /// How the run went about it.
  public var options: TrainingOptions
  /// Epochs begun.
  public var epochs: Int
  /// The last epoch's training loss, in nats for each symbol.
  public var loss: Double?
  /// The saved network's validation loss.
  public var validationLoss: Double?
  /// Why it ended.
  public var reason: StopReason
  /// How much was learned from, and judged by.
  public var examples: Counts

  /// Words, symbols or sequences on the two sides of the split.
  public struct Counts: Sendable, Codable, Equatable {
    /// What was trained on.
    public var training: Int
    /// What was held out.
    public var validation: Int

    /// Creates counts.
    public init(training: Int, validation: Int) {
      self.training = training
      self.validation = validation
    }
  }

  /// Creates a record.
  public init(
    options: TrainingOptions, epochs: Int, loss: Double?, validationLoss: Double?,
    reason: StopReason, examples: Counts
  ) {
    self.options = options
    self.epochs = epochs
    self.loss = loss
    self.validationLoss = validationLoss
    self.reason = reason
    self.examples = examples
  }
}
