import AllocationCounter
import Unroll

/// Counts what training asks of the system's memory after its first steps.
enum StepAllocations {
  /// Steps over all batches before anything is counted, and while it is.
  private static let (warmUps, rounds) = (2, 3)

  /// Allocations of some steps; `steps` is how many.
  static func count(_ training: TrainingCase, threads: Int) throws -> (count: Int, steps: Int) {
    var (network, data, step) = try training.start(threads: threads)
    let order = Array(0..<data.count)
    let size = training.sequencesOfUpdate
    let rate = training.options.topLearningRate
    /// Steps over all data, always the same batches: they find the memory of the last round.
    func round() throws -> Int {
      var steps = 0
      var start = 0
      while start < order.count {
        let chosen = order[start..<min(start + size, order.count)]
        guard case .done = step.update(&network, data: data, sequences: chosen, learningRate: rate)
        else { throw CheckFailure.diverged(training.name) }
        start += size
        steps += 1
      }
      return steps
    }
    for _ in 0..<warmUps { _ = try round() }
    let before = allocation_count()
    var steps = 0
    for _ in 0..<rounds { steps += try round() }
    return (allocation_count() - before, steps)
  }

  /// Allocations of the steps of a run of training, from report to report within its last epochs.
  static func countInTraining(_ training: TrainingCase) throws -> (count: Int, steps: Int) {
    let data = try training.data()
    var options = training.options
    (options.batch, options.epochs) = (.sequences(training.batch), warmUps + rounds)
    let trainer = try Trainer(
      Network(training.configuration, seed: 1), data: data, options: options, threads: 1)
    var (count, steps, last, lastEpoch) = (0, 0, 0, 0)
    try trainer.train { event in
      guard case .step(let report) = event else { return .carryOn }
      let now = allocation_count()
      if report.epoch == lastEpoch && report.epoch > warmUps {
        count += now - last
        steps += 1
      }
      (last, lastEpoch) = (allocation_count(), report.epoch)
      return .carryOn
    }
    return (count, steps)
  }
}

/// Why a check could not be made.
enum CheckFailure: Error {
  case diverged(String)
}
