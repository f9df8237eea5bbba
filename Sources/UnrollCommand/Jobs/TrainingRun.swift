import Unroll

/// A run of training, whatever its job: progress, samples on the way, saving and reports.
struct TrainingRun<Job: TrainingJob> {
  let job: Job
  let isQuiet: Bool
  let isJSON: Bool
  private var trainer: Trainer { job.trainer }
  private var options: TrainingOptions { job.trainer.options }

  /// Prepares a run; nothing is written before ``run(_:)``. From now on signals ask it to stop.
  init(_ job: Job, isQuiet: Bool, isJSON: Bool) {
    self.job = job
    self.isQuiet = isQuiet
    self.isJSON = isJSON
    Interruption.watch()
  }

  /// How a run ended, and with which model.
  struct Outcome {
    let result: TrainingResult
    let model: ModelFile.Content
    let bestLoss: Double?
    let measures: [Measure]
    let curve: LossCurve
  }

  /// Trains, saves, and reports on standard error and, with `--json`, on standard output.
  ///
  /// - Parameter recorder: where models and metrics go; nil for nowhere.
  func run(_ recorder: RunRecorder?) throws -> Outcome {
    let progress = Progress(
      totalSteps: trainer.totalSteps, totalEpochs: options.epochs, timeLimit: options.seconds,
      hasValidation: job.examples.validation > 0, isQuiet: isQuiet)
    var curve = LossCurve()
    curve.floor = job.floor?.loss
    curve.floorName = job.floor?.name ?? ""
    curve.unit = job.lossUnit
    if options.evaluations != nil { curve.part = "evaluation" }
    for losses in recorder?.pastLosses ?? [] {
      curve.training.append(losses.training)
      curve.validation.append(losses.validation)
    }
    if let report = recorder?.missingReport?.scaled(by: job.lossFactor) {
      try recorder?.record(EpochEvent(report, isPart: options.evaluations != nil))
      curve.training.append(report.loss)
      curve.validation.append(report.validationLoss)
    }
    var bestLoss = trainer.bestValidationLoss.map { $0 * job.lossFactor }
    var last: EpochReport?
    var failure: (any Error)?
    var tenths = Int(trainer.progress * 10)
    let result: TrainingResult
    do throws(TrainingError) {
      result = try trainer.train { event in
        switch event {
        case .step(let raw):
          let report = raw.scaled(by: job.lossFactor)
          progress.step(report)
          let tenth = Int(trainer.progress * 10)
          if tenth > tenths && tenth < 10 {
            tenths = tenth
            if !isQuiet, let sample = job.sample(trainer.network, tenth: tenth) {
              progress.remark("\(tenth * 10) %: \(sample)")
            }
          }
          do {
            try recorder?.saveIfDue(seconds: report.seconds, isEpoch: false) {
              snapshot(.interrupted, last, epochs: report.epoch, bestLoss)
            }
          } catch {
            failure = error
            return .stop
          }
        case .epoch(let raw):
          let report = raw.scaled(by: job.lossFactor)
          progress.epoch(report)
          last = report
          curve.training.append(report.loss)
          curve.validation.append(report.validationLoss)
          bestLoss = [bestLoss, report.validationLoss].compactMap { $0 }.min()
          do {
            try record(report, bestLoss, recorder)
          } catch {
            failure = error
            return .stop
          }
        case .divergence(let report):
          do {
            try tell(report, progress, recorder)
          } catch {
            failure = error
            return .stop
          }
        }
        return Interruption.isRequested ? .stop : .carryOn
      }.scaled(by: job.lossFactor)
    } catch {
      progress.finish()
      throw try diverged(error, last: last, bestLoss, recorder)
    }
    progress.finish()
    if let failure {
      // What stopped the run (a full disk, an output that nobody reads) is worth more than whether
      // saving works in spite of it.
      _ = try? save(
        recorder, reason: .interrupted, last: result.last, epochs: result.epochs, bestLoss)
      throw failure
    }
    let model = try save(
      recorder, reason: result.reason, last: result.last, epochs: result.epochs, bestLoss)
    let measures = try job.measures(model)
    try report(
      result.reason, result.last, epochs: result.epochs, seconds: result.seconds, bestLoss,
      measures, recorder)
    return Outcome(
      result: result, model: model, bestLoss: bestLoss, measures: measures, curve: curve)
  }

  /// Saves what there was before a run diverged, and says where it is.
  private func diverged(
    _ error: TrainingError, last: EpochReport?, _ bestLoss: Double?, _ recorder: RunRecorder?
  ) throws -> CommandFailure {
    try save(recorder, reason: .diverged, last: last, epochs: last?.epoch ?? 0, bestLoss)
    try report(
      .diverged, last, epochs: last?.epoch ?? 0, seconds: last?.seconds ?? 0, bestLoss, [],
      recorder)
    let what = last == nil ? "the initial weights are" : "the best model so far is"
    let saved = recorder.map { "; \(what) in \(Format.path($0.modelPath))" } ?? ""
    return CommandFailure(.failed, error.description + saved)
  }

  // MARK: Saving and reporting

  /// Says what went wrong with an update that the run goes on after.
  private func tell(
    _ report: DivergenceReport, _ progress: Progress, _ recorder: RunRecorder?
  ) throws {
    let event = DivergenceEvent(report)
    if isJSON { try Output.json(event) }
    try recorder?.record(event)
    guard !isQuiet else { return }
    let what = report.parameter.map { "the gradient of \($0)" } ?? "the loss"
    let place = report.anomaly.map { ", from \($0) on" } ?? ""
    let action =
      report.action == .skip
      ? "left out"
      : "back to the best model so far, at \(Format.decimal(report.rateFactor, 4)) of the learning rate"
    progress.remark(
      "epoch \(report.epoch), step \(report.step): \(what) is not a finite number\(place): \(action)"
    )
  }

  private func record(
    _ report: EpochReport, _ bestLoss: Double?, _ recorder: RunRecorder?
  ) throws {
    let event = EpochEvent(report, isPart: options.evaluations != nil)
    if isJSON { try Output.json(event) }
    try recorder?.record(event)
    try recorder?.saveIfDue(seconds: report.seconds, isEpoch: true) {
      snapshot(.interrupted, report, epochs: report.epoch, bestLoss)
    }
  }

  private func snapshot(
    _ reason: StopReason, _ last: EpochReport?, epochs: Int, _ bestLoss: Double?
  ) -> RunRecorder.Snapshot {
    RunRecorder.Snapshot(
      best: model(trainer.best, reason, last, epochs, bestLoss),
      latest: model(trainer.averaged, reason, last, epochs, last?.validationLoss),
      checkpoint: trainer.checkpoint())
  }

  @discardableResult
  private func save(
    _ recorder: RunRecorder?, reason: StopReason, last: EpochReport?, epochs: Int,
    _ bestLoss: Double?
  ) throws -> ModelFile.Content {
    let snapshot = snapshot(reason, last, epochs: epochs, bestLoss)
    try recorder?.save(snapshot)
    return snapshot.best
  }

  private func model(
    _ network: Network, _ reason: StopReason, _ last: EpochReport?, _ epochs: Int,
    _ validationLoss: Double?
  ) -> ModelFile.Content {
    job.content(
      network,
      TrainingRecord(
        options: options, epochs: epochs, loss: last?.loss, validationLoss: validationLoss,
        reason: reason, examples: job.examples))
  }

  private func report(
    _ reason: StopReason, _ last: EpochReport?, epochs: Int, seconds: Double, _ bestLoss: Double?,
    _ measures: [Measure], _ recorder: RunRecorder?
  ) throws {
    let floor = job.floor
    let event = EndEvent(
      reason: reason, epoch: epochs, loss: last?.loss, validationLoss: bestLoss,
      bigramFloor: floor?.isBigram == true ? floor?.loss : nil,
      baseline: floor?.isBigram == false ? floor?.loss : nil,
      measures: measures.isEmpty
        ? nil : Dictionary(measures.map { ($0.key, $0.value) }) { first, _ in first },
      seconds: seconds, model: recorder?.modelPath)
    if isJSON { try Output.json(event) }
    try recorder?.record(event)
  }
}
