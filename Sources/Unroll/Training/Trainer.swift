/// The training loop: forward propagation, back-propagation through time, parameter update, until
/// the loss falls under a threshold or another condition ends it.
///
/// The same data, options and seed give the same bits, whatever the number of threads.
public final class Trainer {
  /// What the observer of a run is told.
  public enum Event: Sendable {
    /// An update is done.
    case step(StepReport)
    /// An epoch is done and validated.
    case epoch(EpochReport)
  }

  /// What the observer answers.
  public enum Directive: Sendable {
    /// Train on.
    case carryOn
    /// Stop after this step.
    case stop
  }

  /// The network as it stands.
  public private(set) var network: Network
  /// The network that is validated and kept: that of the averaged weights, if
  /// ``TrainingOptions/averaging`` asks for them, or the network as it stands. A copy is made.
  public var averaged: Network {
    var averaged = network
    average.replace(&averaged.parameters)
    return averaged
  }
  /// The ``averaged`` network with the best validation loss; without validation, the last one.
  public private(set) var best: Network
  /// The options of the run.
  public let options: TrainingOptions
  /// Updates in an epoch.
  public let stepsPerEpoch: Int
  /// Updates in the whole run, if nothing ends it earlier.
  public var totalSteps: Int { stepsPerEpoch * options.epochs }

  var engine: Engine { step.engine }
  private let step: TrainingStep
  private let data: Dataset
  private let validation: Dataset?
  private var average: WeightAverage
  private let batchSize: Int
  private let batchesPerStep: Int
  private var order: [Int]
  private var epoch = 0
  private var bestValidationLoss: Double?
  private var bestEpoch = 0
  private var started: ContinuousClock.Instant = .now

  /// Prepares a run.
  ///
  /// - Parameters:
  ///   - network: where training starts.
  ///   - data: what is learned.
  ///   - validation: what the network is judged by after each epoch; nil or empty for nothing.
  ///   - threads: nil for as many as there are processors.
  public init(
    _ network: Network, data: Dataset, validation: Dataset? = nil,
    options: TrainingOptions = TrainingOptions(), threads: Int? = nil
  ) throws(TrainingError) {
    guard data.count > 0 else { throw .noData }
    if let fault = options.averaging.fault { throw fault }
    do {
      try data.validate(for: network.configuration.loss)
      try validation?.validate(for: network.configuration.loss)
    } catch {
      throw .unsuitableData(error)
    }
    if options.recomputes {
      if options.gradient == .rtrl {
        throw .recomputationImpossible(obstacle: "the forward recursion, which stores no states")
      }
      if let obstacle = RecomputingPass.obstacle(network.configuration) {
        throw .recomputationImpossible(obstacle: obstacle)
      }
    }
    if options.gradient == .rtrl {
      if let obstacle = Engine.obstacleToForwardRecursion(network.configuration) {
        throw .recursionImpossible(obstacle: obstacle)
      }
      let bytes = InfluenceRecursion.bytes(network.configuration) ?? .max
      if bytes > InfluenceRecursion.memoryLimit {
        throw .recursionTooLarge(bytes: bytes, limit: InfluenceRecursion.memoryLimit)
      }
    }
    self.network = network
    best = network
    self.options = options
    self.data = data
    self.validation = validation.flatMap { $0.count > 0 ? $0 : nil }
    average = WeightAverage(options.averaging, of: network.parameters)
    order = Array(0..<data.count)
    batchSize = Trainer.size(options.batch, of: data)
    let batches = (data.count + batchSize - 1) / batchSize
    batchesPerStep = min(max(options.accumulation, 1), batches)
    stepsPerEpoch = (batches + batchesPerStep - 1) / batchesPerStep
    step = TrainingStep(
      network.configuration, data: data, options: options, batchSize: batchSize, threads: threads)
  }

  private static func size(_ batch: TrainingOptions.BatchSize, of data: Dataset) -> Int {
    switch batch {
    case .all: data.count
    case .sequences(let count): min(max(count, 1), data.count)
    }
  }

  /// Trains until a condition ends it.
  ///
  /// - Parameter observe: called after each update and each epoch; may read ``network``.
  /// - Throws: ``TrainingError/diverged(epoch:step:parameter:)``; ``network`` then holds the
  ///   parameters before the step that diverged, or where an update made them infinite the best so
  ///   far, and ``best`` the best so far; both are finite, and so is ``averaged``.
  @discardableResult
  public func train(
    _ observe: (Event) -> Directive = { _ in .carryOn }
  ) throws(TrainingError) -> TrainingResult {
    started = .now
    var last: EpochReport?
    var reason = StopReason.epochs
    while epoch < options.epochs {
      let outcome = try trainEpoch(observe)
      last = outcome.report
      if let stop = outcome.reason {
        reason = stop
        break
      }
    }
    return TrainingResult(reason: reason, epochs: epoch, last: last, seconds: elapsed)
  }

  private var elapsed: Double { (ContinuousClock.now - started).inSeconds }

  private func trainEpoch(
    _ observe: (Event) -> Directive
  ) throws(TrainingError) -> (report: EpochReport, reason: StopReason?) {
    epoch += 1
    let begin = elapsed
    order.sort()
    var stream = RandomStream(seed: options.seed, purpose: .shuffling, index: UInt64(epoch))
    order.shuffleReproducibly(using: &stream)
    let size = batchSize * batchesPerStep
    var total = Loss()
    var reason: StopReason?
    var start = 0
    while start < order.count && reason == nil {
      let end = min(start + size, order.count)
      let rate = learningRate(step: step.updates)
      let loss = try update(order[start..<end], learningRate: rate)
      total += loss
      start = end
      let report = StepReport(
        epoch: epoch, step: step.updates, loss: loss.mean, runningLoss: total.mean,
        learningRate: rate, seconds: elapsed)
      if observe(.step(report)) == .stop { reason = .interrupted }
      if let limit = options.seconds, report.seconds >= limit { reason = reason ?? .time }
    }
    if let parameter = network.parameters.firstNonFinite() {
      throw divergence(step: step.updates, parameter: parameter)
    }
    average.takeEpoch(network.parameters, epoch: epoch, of: options.epochs)
    let trained = elapsed - begin
    let averaged = averaged
    let validationLoss = validation.map { engine.evaluate(averaged, on: $0).mean }
    if let validationLoss, !validationLoss.isFinite {
      throw divergence(step: step.updates, parameter: nil)
    }
    judge(averaged, validationLoss)
    let report = EpochReport(
      epoch: epoch, steps: step.updates, loss: total.mean, validationLoss: validationLoss,
      symbolsPerSecond: Double(total.count) / max(trained, 1e-9), seconds: elapsed)
    if observe(.epoch(report)) == .stop { reason = .interrupted }
    return (report, reason ?? ending(report))
  }

  private func learningRate(step: Int) -> Double {
    options.topLearningRate
      * options.schedule.factor(
        step: step, totalSteps: totalSteps, stepsPerEpoch: stepsPerEpoch)
  }

  /// The conditions that are looked at after an epoch.
  private func ending(_ report: EpochReport) -> StopReason? {
    if let threshold = options.untilLoss, report.loss < threshold { return .loss }
    if let patience = options.patience, validation != nil, epoch - bestEpoch >= patience {
      return .patience
    }
    return nil
  }

  /// Keeps the network when it is the best so far.
  private func judge(_ network: Network, _ validationLoss: Double?) {
    guard let loss = validationLoss else {
      best = network
      return
    }
    if let bestSoFar = bestValidationLoss, loss >= bestSoFar { return }
    bestValidationLoss = loss
    bestEpoch = epoch
    best = network
  }

  /// One update from some sequences, and its share in the average.
  private func update(
    _ sequences: ArraySlice<Int>, learningRate: Double
  ) throws(TrainingError) -> Loss {
    let outcome = step.update(
      &network, data: data, sequences: sequences, learningRate: learningRate)
    switch outcome {
    case .done(let loss):
      average.takeUpdate(network.parameters, step: step.updates)
      return loss
    case .diverged(let parameter):
      throw divergence(step: step.updates + 1, parameter: parameter)
    }
  }

  /// The error of a step that diverged. An update that overflows shows in the step after it, or at
  /// the end of its epoch; looking at all parameters after each update would cost time for nothing.
  private func divergence(step: Int, parameter: String?) -> TrainingError {
    if network.parameters.firstNonFinite() != nil { network = best }
    average.recover(from: best.parameters)
    return .diverged(epoch: epoch, step: step, parameter: parameter)
  }
}
