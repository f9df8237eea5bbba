/// The training loop: forward propagation, back-propagation through time, parameter update, until
/// the loss falls under a threshold or another condition ends it.
///
/// The same data, options and seed give the same bits, whatever the number of threads.
public final class Trainer {
  /// What the observer of a run is told.
  public enum Event: Sendable {
    /// An update is done.
    case step(StepReport)
    /// An epoch, or with ``TrainingOptions/evaluations`` a part of the run, is done and validated.
    case epoch(EpochReport)
    /// An update was not a finite number; ``TrainingOptions/onDivergence`` lets the run go on.
    case divergence(DivergenceReport)
  }

  /// What the observer answers.
  public enum Directive: Sendable {
    /// Train on.
    case carryOn
    /// Stop after this step.
    case stop
  }

  /// The network as it stands.
  public internal(set) var network: Network
  /// The network that is validated and kept: that of the averaged weights, if
  /// ``TrainingOptions/averaging`` asks for them, or the network as it stands. A copy is made.
  public var averaged: Network {
    var averaged = network
    average.replace(&averaged.parameters)
    return averaged
  }
  /// The ``averaged`` network with the best validation loss; without validation, the last one.
  public internal(set) var best: Network
  /// The validation loss of ``best``; nil without validation, or before the first.
  public var bestValidationLoss: Double? { place.bestValidationLoss }
  /// The options of the run.
  public let options: TrainingOptions
  /// Updates in an epoch.
  public var stepsPerEpoch: Int { source.updatesPerEpoch }
  /// Updates in the whole run, if nothing ends it earlier.
  public var totalSteps: Int {
    let (steps, overflow) = stepsPerEpoch.multipliedReportingOverflow(by: options.epochs)
    return overflow ? .max : steps
  }

  /// The instruction-set level that is used, such as "x86-64-v3".
  public var instructionSetName: String { engine.instructionSetName }

  var engine: Engine { step.engine }
  let step: TrainingStep
  let source: any BatchSource
  let validation: (any ValidationData)?
  var average: WeightAverage
  var place = TrainingPlace()
  /// Tells whether a run goes on with the data that it began with.
  private(set) lazy var fingerprint = DataFingerprint(
    training: source.fingerprint, validation: validation?.fingerprint)
  /// What was there before a run that was stopped short had its network judged for its user's sake: there a
  /// run that goes on has to go on from.
  var suspended: TrainingCheckpoint?
  private var started: ContinuousClock.Instant = .now

  /// Prepares a run on whole sequences.
  ///
  /// - Parameters:
  ///   - network: where training starts.
  ///   - data: what is learned.
  ///   - validation: what the network is judged by after each epoch; nil or empty for nothing.
  ///   - options: how to train.
  ///   - threads: nil for as many as there are processors.
  public convenience init(
    _ network: Network, data: Dataset, validation: Dataset? = nil,
    options: TrainingOptions = TrainingOptions(), threads: Int? = nil
  ) throws(TrainingError) {
    guard data.count > 0 else { throw .noData }
    do {
      try data.validate(for: network.configuration.loss)
      try validation?.validate(for: network.configuration.loss)
    } catch {
      throw .unsuitableData(error)
    }
    try Trainer.check(options, for: network.configuration)
    let batchSize =
      switch options.batch {
      case .all: data.count
      case .sequences(let count): min(max(count, 1), data.count)
      }
    let step = TrainingStep(
      network.configuration, data: data, options: options, batchSize: batchSize, threads: threads)
    self.init(
      network, ShuffledSequences(data, options: options, batchSize: batchSize), step,
      validation: validation.flatMap { $0.count > 0 ? $0 : nil }, options)
  }

  /// Prepares a run on a stream, window by window: see ``TrainingOptions/window``.
  ///
  /// - Parameters:
  ///   - network: where training starts; it reads and predicts the stream's symbols.
  ///   - stream: what is learned.
  ///   - validation: what the network is judged by; nil or empty for nothing.
  ///   - options: how to train.
  ///   - threads: nil for as many as there are processors.
  public convenience init(
    _ network: Network, stream: SymbolStream, validation: SymbolStream? = nil,
    options: TrainingOptions = TrainingOptions(), threads: Int? = nil
  ) throws(TrainingError) {
    guard stream.predictions > 0 else { throw .noData }
    try Trainer.check(options, for: network.configuration)
    if let obstacle = StreamWindows.obstacle(network.configuration, options) {
      throw .streamImpossible(obstacle: obstacle)
    }
    let port = NetworkConfiguration.Port.symbols(count: stream.alphabetCount)
    precondition(
      network.configuration.input == port && network.configuration.output == port,
      "a network of \(network.configuration) for a stream of \(stream.alphabetCount) symbols")
    let windows = StreamWindows(stream, of: network.configuration, options: options)
    let step = TrainingStep(
      network.configuration, data: StreamWindow().dataset(alphabetCount: stream.alphabetCount),
      options: options, batchSize: 1, threads: threads)
    self.init(
      network, windows, step,
      validation: validation.flatMap { $0.predictions > 0 ? $0 : nil }, options)
  }

  private init(
    _ network: Network, _ source: any BatchSource, _ step: TrainingStep,
    validation: (any ValidationData)?, _ options: TrainingOptions
  ) {
    self.network = network
    best = network
    self.options = options
    self.source = source
    self.step = step
    self.validation = validation
    average = WeightAverage(options.averaging, of: network.parameters)
  }

  private static func check(
    _ options: TrainingOptions, for configuration: NetworkConfiguration
  ) throws(TrainingError) {
    if let fault = options.averaging.fault { throw fault }
    if options.recomputes {
      if options.gradient == .rtrl {
        throw .recomputationImpossible(obstacle: "the forward recursion, which stores no states")
      }
      if let obstacle = RecomputingPass.obstacle(configuration) {
        throw .recomputationImpossible(obstacle: obstacle)
      }
    }
    if options.gradient == .rtrl { try checkRecursion(configuration) }
  }

  /// Refuses networks that the forward recursion does not go with.
  static func checkRecursion(_ configuration: NetworkConfiguration) throws(TrainingError) {
    if let obstacle = Engine.obstacleToForwardRecursion(configuration) {
      throw .recursionImpossible(obstacle: obstacle)
    }
    let bytes = InfluenceRecursion.bytes(configuration) ?? .max
    if bytes > InfluenceRecursion.memoryLimit {
      throw .recursionTooLarge(bytes: bytes, limit: InfluenceRecursion.memoryLimit)
    }
  }

  /// Trains until a condition ends it, or the task that it is called in is cancelled.
  ///
  /// Cancellation is no error: the run ends after the update at hand, and after the evaluation if one is due
  /// there, with ``StopReason/cancelled``. No further evaluation is made, so that ``best`` is that of the
  /// last one. From a ``checkpoint()`` that is taken then, or by another call, the run goes on to the same bits.
  /// A task that is cancelled already trains nothing.
  ///
  /// The call blocks its thread until the run ends. A server keeps it off the threads that its tasks
  /// share: <doc:Servers>.
  ///
  /// - Parameter observe: called after each update and each epoch; may read ``network`` and take a
  ///   ``checkpoint()``.
  /// - Throws: ``TrainingError/diverged(epoch:step:parameter:anomaly:)``; ``network`` then holds the
  ///   parameters before the step that diverged, or where an update made them infinite the best so
  ///   far, and ``best`` the best so far; both are finite, and so is ``averaged``.
  @discardableResult
  public func train(
    _ observe: (Event) -> Directive = { _ in .carryOn }
  ) throws(TrainingError) -> TrainingResult {
    if let suspended { put(suspended) }
    suspended = nil
    started = .now - .seconds(place.seconds)
    let reason = try trainOn(observe)
    place.seconds = elapsed
    return TrainingResult(
      reason: reason, epochs: place.epoch, last: place.last, seconds: place.seconds)
  }

  /// Updates, one after the other, until something ends the run.
  private func trainOn(_ observe: (Event) -> Directive) throws(TrainingError) -> StopReason {
    // What is left undone here is part of the checkpoint: nothing is begun for a cancelled task.
    if Task.isCancelled { return .cancelled }
    // A checkpoint may have been taken just before the network was to be judged.
    if !place.isLookedAt, let reason = try finishUpdate(stopping: nil, observe) { return reason }
    while true {
      let isBetweenEpochs = place.epoch == 0 || place.updates == stepsPerEpoch
      if isBetweenEpochs && place.epoch >= options.epochs { return .epochs }
      if Task.isCancelled { return .cancelled }
      if isBetweenEpochs {
        place.epoch += 1
        place.updates = 0
        source.beginEpoch(place.epoch)
      }
      let rate = learningRate()
      let event = try update(learningRate: rate)
      var reason: StopReason?
      if observe(event) == .stop { reason = .interrupted }
      if let limit = options.seconds, place.seconds >= limit { reason = reason ?? .time }
      if let reason = try finishUpdate(stopping: reason, observe) { return reason }
    }
  }

  /// What follows an update: the network is judged where that is due, and where the run stops.
  ///
  /// - Returns: why the run ends, if it does.
  private func finishUpdate(
    stopping reason: StopReason?, _ observe: (Event) -> Directive
  ) throws(TrainingError) -> StopReason? {
    let isEndOfEpoch = place.updates == stepsPerEpoch
    let isLast = isEndOfEpoch && place.epoch == options.epochs
    let isDue = isLast || isEvaluationDue(isEndOfEpoch: isEndOfEpoch)
    if reason != nil && !isDue { suspended = current }
    place.isLookedAt = true
    guard isDue || reason != nil else { return nil }
    var reason = reason
    let report: EpochReport
    do throws(TrainingError) {
      report = try judge(isEndOfEpoch: isEndOfEpoch)
    } catch {
      // A loss on the validation data that is not finite: no update to leave out.
      guard options.onDivergence == .lowerRate else {
        keepFinite()
        throw error
      }
      let event = try goOn(after: error)
      return observe(event) == .stop ? .interrupted : reason
    }
    place.last = report
    place.seconds = report.seconds
    beginStretch()
    if observe(.epoch(report)) == .stop { reason = .interrupted }
    return reason ?? ending(report)
  }

  var elapsed: Double { (ContinuousClock.now - started).inSeconds }

  /// The part of the run that is done, 0 to 1, by steps or by time, whichever is further.
  public var progress: Double {
    max(
      totalSteps > 0 ? Double(step.updates) / Double(totalSteps) : 1,
      min(elapsedShare, 1))
  }

  private var elapsedShare: Double {
    options.seconds.map { $0 > 0 ? elapsed / $0 : 1 } ?? 0
  }

  private func beginStretch() {
    place.loss = Loss()
    place.stretchBegan = elapsed
  }

  private func isEvaluationDue(isEndOfEpoch: Bool) -> Bool {
    guard let wanted = options.evaluations else { return isEndOfEpoch }
    return evaluationsDue(of: wanted) > place.evaluations
  }

  /// Of the evaluations of a whole run, how many should have been made by now.
  private func evaluationsDue(of wanted: Int) -> Int {
    Int(min(progress * Double(wanted), Double(TrainingPlace.possibleCounts.upperBound)))
  }

  /// Measures the network, keeps it if it is the best so far, and reports.
  private func judge(isEndOfEpoch: Bool) throws(TrainingError) -> EpochReport {
    if let parameter = network.parameters.firstNonFinite() {
      throw .diverged(epoch: place.epoch, step: step.updates, parameter: parameter)
    }
    let trained = elapsed - place.stretchBegan
    average.takeEpoch(network.parameters, progress: progress)
    let averaged = averaged
    let validationLoss = validation.map { $0.loss(of: averaged, engine).mean }
    if let validationLoss, !validationLoss.isFinite {
      throw .diverged(epoch: place.epoch, step: step.updates, parameter: nil)
    }
    place.evaluations =
      options.evaluations.map { evaluationsDue(of: $0) } ?? place.evaluations + 1
    keep(averaged, validationLoss)
    return EpochReport(
      epoch: place.epoch, isEndOfEpoch: isEndOfEpoch, steps: step.updates, loss: place.loss.mean,
      validationLoss: validationLoss,
      symbolsPerSecond: Double(place.loss.count) / max(trained, 1e-9), seconds: elapsed)
  }

  private func learningRate() -> Double {
    options.topLearningRate * rateFactor
      * options.schedule.factor(
        step: step.updates, totalSteps: totalSteps, stepsPerEpoch: stepsPerEpoch,
        elapsed: elapsedShare)
  }

  /// The conditions that are looked at when the network has been judged.
  private func ending(_ report: EpochReport) -> StopReason? {
    if let threshold = options.untilLoss, report.loss < threshold { return .loss }
    if let patience = options.patience, validation != nil,
      place.evaluations - place.bestEvaluation >= patience
    {
      return .patience
    }
    return nil
  }

  /// Keeps the network when it is the best so far.
  private func keep(_ network: Network, _ validationLoss: Double?) {
    guard let loss = validationLoss else {
      best = network
      return
    }
    if let bestSoFar = place.bestValidationLoss, loss >= bestSoFar { return }
    place.bestValidationLoss = loss
    place.bestEvaluation = place.evaluations
    best = network
  }

  /// One update, and its share in the average.
  private func update(learningRate rate: Double) throws(TrainingError) -> Event {
    let outcome = source.nextUpdate(step, &network, learningRate: rate)
    place.updates += 1
    place.isLookedAt = false
    place.seconds = elapsed
    switch outcome {
    case .done(let loss):
      average.takeUpdate(network.parameters, step: step.updates)
      place.skipped = 0
      place.loss += loss
      return .step(
        StepReport(
          epoch: place.epoch, step: step.updates, loss: loss.mean, runningLoss: place.loss.mean,
          learningRate: rate, seconds: place.seconds))
    case .diverged(let parameter, let anomaly):
      return try goOn(
        after: .diverged(
          epoch: place.epoch, step: step.updates + 1, parameter: parameter, anomaly: anomaly))
    }
  }
}
