import Foundation
import Unroll

/// A search at work: run after run, each recorded when it has ended, with the best model so far in the folder.
struct TuneRun {
  let plan: TunePlan
  let record: TuneRecord
  let lossUnit: String
  let isQuiet: Bool
  let isJSON: Bool
  /// Prepares the training of a setting; what it throws is the result of a setting that cannot be trained.
  let job: (Setting, TunePlan.Length) throws -> any TrainingJob

  /// Takes up what the record holds, and runs what is missing.
  ///
  /// - Returns: the search, at its end unless a signal has ended it before.
  func run() throws -> Search {
    Interruption.watch()
    var search = try resumed()
    let progress = TuneProgress(isQuiet: isQuiet, before: plan.fraction(of: search))
    defer { progress.finish() }
    while let next = search.next, !Interruption.isRequested {
      guard let (result, model) = try trial(next, search, progress) else { break }
      _ = search.take(result)
      // The model first: what has been recorded is not run again.
      if let model, search.best == result { try record.save(model()) }
      try record.add(result)
      if isJSON { try Output.json(result) }
      progress.remark(text(result))
    }
    return search
  }

  /// The search as the record has it.
  private func resumed() throws -> Search {
    var search = Search(plan.settings)
    for (index, result) in record.results.enumerated() {
      guard search.take(result) else {
        throw record.broken(line: index + 2, "that run does not follow from those before it")
      }
      if isJSON { try Output.json(result) }
    }
    guard !isQuiet else { return search }
    if record.droppedTornLine {
      Output.note("the last line of \(TuneRecord.name) was cut off: that run is done again")
    }
    if !record.results.isEmpty {
      let (done, runs) = (record.results.count, plan.halving.runs)
      Output.note("\(done) of \(Format.count(runs, "run")) were done before: going on from there")
    }
    return search
  }

  /// Trains a setting from scratch; nil when a signal ends it.
  private func trial(
    _ run: Search.Run, _ search: Search, _ progress: TuneProgress
  ) throws -> (TrialResult, model: (() -> ModelFile.Content)?)? {
    let setting = plan.settings[run.trial - 1]
    var result = TrialResult(rung: run.rung, trial: run.trial, setting: setting)
    do {
      let job = try job(setting, plan.length(of: run.rung - 1))
      let texts = self.texts(run, search, setting)
      let (done, share) = (plan.fraction(of: search), plan.halving.share(of: run.rung - 1))
      let isDone = TuneRun.train(job, &result) { progress.draw(done + share * $0, texts) }
      guard isDone else { return nil }
      guard result.problem == nil else { return (result, nil) }
      let judged = result
      return (result, { TuneRun.content(job, judged) })
    } catch let failure as CommandFailure where failure.code == .usage {
      // A network that this machine has no room for, or one that does not go with another option.
      result.problem = failure.message
    }
    return (result, nil)
  }

  /// Trains a job to its end and notes what it came to.
  ///
  /// - Parameter step: told the part of the run that is done after each update.
  /// - Returns: false when a signal has ended it.
  private static func train(
    _ job: some TrainingJob, _ result: inout TrialResult, _ step: (Double) -> Void
  ) -> Bool {
    do throws(TrainingError) {
      let ended = try job.trainer.train { _ in
        step(job.trainer.progress)
        return Interruption.isRequested ? .stop : .carryOn
      }
      guard ended.reason != .interrupted else { return false }
      result.validationLoss = job.trainer.bestValidationLoss.map { $0 * job.lossFactor }
      result.loss = ended.last.map { $0.loss * job.lossFactor }
      (result.epochs, result.seconds) = (ended.epochs, ended.seconds)
      result.steps = ended.last?.steps ?? 0
    } catch {
      result.problem = error.description
    }
    return true
  }

  private static func content(
    _ job: some TrainingJob, _ result: TrialResult
  ) -> ModelFile.Content {
    job.content(
      job.trainer.best,
      TrainingRecord(
        options: job.trainer.options, epochs: result.epochs, loss: result.loss,
        validationLoss: result.validationLoss,
        reason: job.trainer.options.seconds == nil ? .epochs : .time, examples: job.examples))
  }

  // MARK: What people are told

  private func texts(_ run: Search.Run, _ search: Search, _ setting: Setting) -> [String] {
    let size = search.results[run.rung - 1].count + 1
    let place = "round \(run.rung)/\(plan.halving.sizes.count), run \(size)"
    let best = search.best.map { "best \(Format.loss($0.validationLoss))" }
    return [
      [place, TuneTable.text(setting, plan.space), best], [place, best], [place],
    ].map { $0.compactMap { $0 }.joined(separator: "  ") }
  }

  private func text(_ result: TrialResult) -> String {
    let what = TuneTable.text(result.setting, plan.space)
    if let problem = result.problem { return "round \(result.rung): \(what): \(problem)" }
    return """
      round \(result.rung): \(Format.loss(result.validationLoss)) \(lossUnit) in \
      \(Format.seconds(result.seconds)) with \(what)
      """
  }
}
