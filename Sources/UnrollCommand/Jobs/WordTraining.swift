import Unroll

/// The job behind `train` and `demo`: a network learns words, with progress, samples and saving.
struct WordTraining {
  let data: WordData
  let options: TrainingOptions
  let isQuiet: Bool
  let isJSON: Bool
  private let trainer: Trainer

  /// Samples shown after each tenth of a run.
  private static let samplesOnTheWay = 5
  /// Their most symbols: a network that has not yet learnt to end a word would fill the screen.
  private static let longestSample = 24

  /// Prepares a run; nothing is written before ``run(_:)``. From now on signals ask it to stop.
  init(
    data: WordData, network: Network, options: TrainingOptions, threads: Int?, isQuiet: Bool,
    isJSON: Bool
  ) throws(CommandFailure) {
    self.data = data
    self.options = options
    self.isQuiet = isQuiet
    self.isJSON = isJSON
    do {
      trainer = try Trainer(
        network, data: data.training, validation: data.validation, options: options,
        threads: threads)
    } catch {
      throw CommandFailure(.usage, error.description)
    }
    Interruption.watch()
  }

  /// How a run ended, and with which model.
  struct Outcome {
    let result: TrainingResult
    let model: WordModel
    let curve: LossCurve
  }

  /// Trains, saves, and reports on standard error and, with `--json`, on standard output.
  ///
  /// - Parameter recorder: where models and metrics go; nil for nowhere.
  func run(_ recorder: RunRecorder?) throws -> Outcome {
    let progress = Progress(
      totalSteps: trainer.totalSteps, totalEpochs: options.epochs, timeLimit: options.seconds,
      hasValidation: data.validation != nil, isQuiet: isQuiet)
    var curve = LossCurve()
    curve.floor = data.bigramFloor
    var bestLoss: Double?
    var last: EpochReport?
    var failure: (any Error)?
    var tenths = 0
    let result: TrainingResult
    do throws(TrainingError) {
      result = try trainer.train { event in
        switch event {
        case .step(let report):
          progress.step(report)
          let tenth = trainer.totalSteps > 0 ? report.step * 10 / trainer.totalSteps : 0
          if tenth > tenths && tenth < 10 {
            tenths = tenth
            remarkSamples(tenth: tenth, progress)
          }
        case .epoch(let report):
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
        }
        return Interruption.isRequested ? .stop : .carryOn
      }
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
    try report(
      result.reason, result.last, epochs: result.epochs, seconds: result.seconds, bestLoss,
      recorder)
    return Outcome(result: result, model: model, curve: curve)
  }

  /// Saves what there was before a run diverged, and says where it is.
  private func diverged(
    _ error: TrainingError, last: EpochReport?, _ bestLoss: Double?, _ recorder: RunRecorder?
  ) throws -> CommandFailure {
    try save(recorder, reason: .diverged, last: last, epochs: last?.epoch ?? 0, bestLoss)
    try report(
      .diverged, last, epochs: last?.epoch ?? 0, seconds: last?.seconds ?? 0, bestLoss, recorder)
    let what = last == nil ? "the initial weights are" : "the best model so far is"
    let saved = recorder.map { "; \(what) in \(Format.path($0.modelPath))" } ?? ""
    return CommandFailure(.failed, error.description + saved)
  }

  /// A few words from the network as it stands.
  private func remarkSamples(tenth: Int, _ progress: Progress) {
    guard !isQuiet else { return }
    let sampler = WordSampler(
      WordModel(alphabet: data.alphabet, network: trainer.network), threads: 1)
    var sampling = SamplingOptions()
    sampling.maximumLength = WordTraining.longestSample
    let words = Samples.words(
      sampler, count: WordTraining.samplesOnTheWay, options: sampling, seed: options.seed,
      firstIndex: UInt64(tenth) << 32)
    progress.remark("\(tenth * 10) %: \(words.joined(separator: "  "))")
  }

  // MARK: Saving and reporting

  private func record(
    _ report: EpochReport, _ bestLoss: Double?, _ recorder: RunRecorder?
  ) throws {
    let event = EpochEvent(report)
    if isJSON { try Output.json(event) }
    try recorder?.record(event)
    try recorder?.saveIfDue(
      best: model(trainer.best, .interrupted, report, report.epoch, bestLoss),
      last: model(trainer.averaged, .interrupted, report, report.epoch, report.validationLoss),
      seconds: report.seconds)
  }

  @discardableResult
  private func save(
    _ recorder: RunRecorder?, reason: StopReason, last: EpochReport?, epochs: Int,
    _ bestLoss: Double?
  ) throws -> WordModel {
    let best = model(trainer.best, reason, last, epochs, bestLoss)
    try recorder?.save(
      best: best, last: model(trainer.averaged, reason, last, epochs, last?.validationLoss))
    return best
  }

  private func model(
    _ network: Network, _ reason: StopReason, _ last: EpochReport?, _ epochs: Int,
    _ validationLoss: Double?
  ) -> WordModel {
    WordModel(
      alphabet: data.alphabet, network: network,
      training: TrainingRecord(
        options: options, epochs: epochs, loss: last?.loss, validationLoss: validationLoss,
        reason: reason, words: data.counts))
  }

  private func report(
    _ reason: StopReason, _ last: EpochReport?, epochs: Int, seconds: Double, _ bestLoss: Double?,
    _ recorder: RunRecorder?
  ) throws {
    let event = EndEvent(
      reason: reason, epoch: epochs, loss: last?.loss, validationLoss: bestLoss,
      bigramFloor: data.bigramFloor, seconds: seconds, model: recorder?.modelPath)
    if isJSON { try Output.json(event) }
    try recorder?.record(event)
  }
}
