/// How a run of training goes.
public struct TrainingOptions: Sendable, Codable, Equatable {
  /// How many sequences make one batch, and with ``accumulation`` 1 one update.
  public enum BatchSize: Sendable, Codable, Equatable {
    /// That many: 1 is stochastic gradient descent, more are mini-batches.
    case sequences(Int)
    /// All of them: one update an epoch, batch gradient descent.
    case all
  }

  /// How losses of single predictions make the loss whose gradient is followed.
  public enum Reduction: String, Sendable, Codable, CaseIterable {
    /// Their mean: the step does not grow with the batch.
    case mean
    /// Their sum over the loss axis, time and sequences: the derivation to the letter.
    case sum
  }

  /// What is done about an update whose loss or gradient is not a finite number. Weights are never moved by it.
  public enum Divergence: String, Sendable, Codable, CaseIterable {
    /// The run ends.
    case stop
    /// The update is left out; after a hundred in a row the run ends.
    case skip
    /// The run goes back to the best network so far with half the learning rate; after twenty times it ends.
    case lowerRate = "lower-rate"
  }

  /// The parameter update.
  public var optimizer = OptimizerConfiguration(.adamw)
  /// α at the top of the schedule; nil for what suits the optimizer.
  public var learningRate: Double?
  /// How α changes over the run.
  public var schedule = Schedule(.cosine(final: 0.02), warmUp: 0.05)
  /// Sequences that are computed side by side.
  public var batch = BatchSize.sequences(32)
  /// Time steps of a window where a stream is learned: gradients go back so far at the most.
  public var window = 64
  /// Batches for each update: their gradients are summed before the mean is taken and the whole is
  /// clipped, which gives, to rounding, the update of a batch as many times as large in the memory of
  /// one. The last update of an epoch takes the batches that are left.
  public var accumulation = 1
  /// Mean or sum.
  public var reduction = Reduction.mean
  /// The gradient method.
  public var gradient = GradientMethod.bptt
  /// Whether the reverse sweep computes the states of long sequences a second time in place of storing
  /// them: memory in the square root of the time steps, a third more work, the same bits.
  public var recomputes = false
  /// What is done with gradients that are too large.
  public var clipping = Clipping.norm(5)
  /// What is done about updates whose loss or gradient is not a finite number.
  public var onDivergence = Divergence.stop
  /// Whether such an update is looked into for the time step and the layer that began it; costs nothing as
  /// long as there is none.
  public var detectsAnomaly = false
  /// Which average of the weights is validated and kept.
  public var averaging = Averaging.none
  /// How often the network is judged in a run, evenly; nil for after each epoch.
  public var evaluations: Int?
  /// The most epochs; with 0 nothing is trained.
  public var epochs = 20
  /// Stops when the training loss of an epoch is under this.
  public var untilLoss: Double?
  /// Stops after this many seconds, to which the schedule is fitted: where the run stands in it is told by
  /// its steps or by its time, whichever is further. The result then depends on the machine's speed.
  public var seconds: Double?
  /// Stops when the network was judged this many times without a better validation loss.
  public var patience: Int?
  /// The seed of everything that is drawn.
  public var seed: UInt64 = 1

  /// Creates the defaults.
  public init() {}

  /// Reads options; what an older version did not write has its default.
  public init(from decoder: any Decoder) throws {
    self.init()
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func read<Value: Decodable>(_ key: CodingKeys, _ option: inout Value) throws {
      if let value = try values.decodeIfPresent(Value.self, forKey: key) { option = value }
    }
    try read(.optimizer, &optimizer)
    try read(.learningRate, &learningRate)
    try read(.schedule, &schedule)
    try read(.batch, &batch)
    try read(.accumulation, &accumulation)
    try read(.window, &window)
    try read(.reduction, &reduction)
    try read(.gradient, &gradient)
    try read(.recomputes, &recomputes)
    try read(.clipping, &clipping)
    try read(.onDivergence, &onDivergence)
    try read(.detectsAnomaly, &detectsAnomaly)
    try read(.averaging, &averaging)
    try read(.evaluations, &evaluations)
    try read(.epochs, &epochs)
    try read(.untilLoss, &untilLoss)
    try read(.seconds, &seconds)
    try read(.patience, &patience)
    try read(.seed, &seed)
  }

  /// α at the top of the schedule.
  public var topLearningRate: Double { learningRate ?? optimizer.usualLearningRate }
}
