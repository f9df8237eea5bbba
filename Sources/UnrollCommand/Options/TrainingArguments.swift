import ArgumentParser
import Unroll

/// The options of training: update, batches, schedule, and when to stop.
struct TrainingArguments: ParsableArguments {
  @Option(help: "The rule of the parameter update.")
  var optimizer = OptimizerConfiguration.Rule.adamw

  @Option(
    help: ArgumentHelp(
      "The learning rate α at the top of the schedule. (default: by job and optimizer)",
      valueName: "α"))
  var learningRate: Double?

  @Option(help: "μ of momentum and nesterov. (default: 0.9)")
  var momentum: Double?

  @Option(help: "λ of adamw: how fast parameters shrink. (default: 0.01)")
  var weightDecay: Double?

  @Option(help: "How the learning rate goes down after the warm-up: constant, step or cosine.")
  var schedule = ScheduleArgument.cosine

  @Option(help: "The part of the run, 0 to 1, in which the learning rate rises.")
  var warmUp = 0.05

  @Option(help: "Epochs between the steps of '--schedule step'. (default: 10)")
  var stepEvery: Int?

  @Option(help: "Factor on the rate at each step of '--schedule step'. (default: 0.5)")
  var stepFactor: Double?

  @Option(
    help: """
      Sequences for each update, words for one: a number, or 'all' for one update an epoch. (default: by job)
      """)
  var batch: BatchArgument?

  @Option(
    help: ArgumentHelp(
      "Batches for each update, which then takes so many times the sequences of --batch.",
      valueName: "n"))
  var accumulate = 1

  @Option(help: "The loss whose gradient is followed: the mean of a symbol, or the sum of all.")
  var reduction = TrainingOptions.Reduction.mean

  @Option(
    help: "Reverse sweep (bptt) or forward recursion of derivatives (rtrl): the same gradient.")
  var gradient = GradientMethod.bptt

  @Flag(
    help: """
      Compute the states of long sequences a second time in place of storing them: less memory, a third \
      more work, the same result.
      """)
  var recompute = false

  @Option(help: "Scale gradients down to this norm; 0 for never. (default: 5)")
  var clip: Double?

  @Option(help: "Limit each element of the gradient to ± this, in place of the norm.")
  var clipValue: Double?

  @Option(
    help: ArgumentHelp(
      """
      Judge and keep a moving average of the weights; 0.99 spans 100 updates, 0.999 spans 1,000.
      """, valueName: "decay"))
  var ema: Double?

  @Option(
    help: ArgumentHelp(
      """
      Judge and keep the mean of the weights after each epoch from this part of the run on, 0 to \
      below 1.
      """, valueName: "fraction"))
  var swa: Double?

  @Option(
    help: """
      What to do about an update that is not a finite number: end, leave it out, or go back to the best model with half \
      the learning rate.
      """)
  var onDivergence = TrainingOptions.Divergence.stop

  @Flag(help: "Name the layer and the time step where such an update began.")
  var detectAnomaly = false

  @Option(
    help: """
      Stop after this many epochs; with 0 the initial weights are written. (default: by job; with --time as many \
      as there is time for)
      """)
  var epochs: Int?

  @Option(help: "Stop when an epoch's training loss is under this, in nats a symbol.")
  var untilLoss: Double?

  @Option(help: "Stop after this long, and fit the schedule to it: 90s, 3m, 0.5h.")
  var time: Seconds?

  @Option(help: "Stop when the model was judged this many times without a better validation loss.")
  var patience: Int?

  @Option(help: "The seed of weights, split, order and samples, 0 or more: same seed, same bits.")
  var seed: UInt64 = 1

  @Option(help: "Threads: 'auto', or 1 to 1024. The result does not depend on it.")
  var threads = ThreadsArgument(count: nil)

  /// As good as no limit.
  private static let mostEpochs = 1_000_000_000

  func validate() throws {
    try Check.positive("--learning-rate", learningRate)
    try Check.share("--momentum", momentum)
    try Check.notNegative("--weight-decay", weightDecay)
    try Check.range("--warm-up", warmUp, 0...1)
    try Check.range("--step-every", stepEvery, 1...1_000_000)
    try Check.positive("--step-factor", stepFactor)
    try Check.notNegative("--clip", clip)
    try Check.positive("--clip-value", clipValue)
    try Check.range("--accumulate", accumulate, 1...1_000_000)
    try Check.share("--ema", ema)
    try Check.share("--swa", swa)
    try Check.range("--epochs", epochs, 0...TrainingArguments.mostEpochs)
    try Check.positive("--until-loss", untilLoss)
    try Check.range("--patience", patience, 1...1_000_000_000)
    if clip != nil && clipValue != nil {
      throw ValidationError("--clip and --clip-value exclude each other; give one of them.")
    }
    if recompute && gradient == .rtrl {
      throw ValidationError("--recompute goes with '--gradient bptt': rtrl stores no states.")
    }
    if ema != nil && swa != nil {
      throw ValidationError("--ema and --swa exclude each other; give one of them.")
    }
    if accumulate > 1, case .all? = batch?.size {
      throw ValidationError("--accumulate needs batches; '--batch all' leaves one an epoch.")
    }
    if weightDecay != nil && optimizer != .adamw {
      throw ValidationError("--weight-decay goes with '--optimizer adamw'.")
    }
    if momentum != nil && optimizer != .momentum && optimizer != .nesterov {
      throw ValidationError("--momentum goes with '--optimizer momentum' or 'nesterov'.")
    }
    if (stepEvery != nil || stepFactor != nil) && schedule != .step {
      throw ValidationError("--step-every and --step-factor go with '--schedule step'.")
    }
  }

  /// The library's options, with a job's defaults where nothing was said.
  func options(_ defaults: JobDefaults) -> TrainingOptions {
    var options = TrainingOptions()
    options.optimizer = OptimizerConfiguration(
      optimizer, momentum: Float(momentum ?? 0.9),
      weightDecay: weightDecay.map(Float.init) ?? defaults.weightDecay)
    // The job's rate suits the job's optimizer.
    options.learningRate =
      learningRate ?? (optimizer == defaults.optimizer ? defaults.learningRate : nil)
    let shape: Schedule.Shape =
      switch schedule {
      case .constant: .constant
      case .step: .step(every: stepEvery ?? 10, factor: stepFactor ?? 0.5)
      case .cosine: .cosine(final: 0.02)
      }
    options.schedule = Schedule(shape, warmUp: warmUp)
    options.batch = batch?.size ?? defaults.batch
    options.window = defaults.window
    options.evaluations = defaults.evaluations
    options.accumulation = accumulate
    options.reduction = reduction
    options.gradient = gradient
    options.recomputes = recompute
    if let clipValue { options.clipping = .value(Float(clipValue)) }
    if let clip { options.clipping = clip > 0 ? .norm(Float(clip)) : .none }
    options.averaging = defaults.averaging
    if let ema { options.averaging = .exponential(decay: ema) }
    if let swa { options.averaging = .stochastic(start: swa) }
    options.onDivergence = onDivergence
    options.detectsAnomaly = detectAnomaly
    options.epochs = epochs ?? (time == nil ? defaults.epochs : TrainingArguments.mostEpochs)
    options.untilLoss = untilLoss
    options.seconds = time?.value
    options.patience = patience
    options.seed = seed
    return options
  }
}
