import Dispatch
import Unroll

/// Runs tasks on a thread of its own, one after the other: training takes none of those that a server's
/// other tasks share.
final class TrainingQueue: TaskExecutor {
  private let queue = DispatchQueue(label: "training")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}

/// What a task of training hands back.
struct Learned: Sendable {
  let model: WordModel
  let checkpoint: TrainingCheckpoint
  let reason: StopReason
}

/// Learns words from the beginning, or from where a cancelled task has stopped.
func learn(
  _ words: [String], from checkpoint: TrainingCheckpoint? = nil, options: TrainingOptions,
  on queue: TrainingQueue
) -> Task<Learned, any Error> {
  Task(executorPreference: queue) {
    let alphabet = try Alphabet(words: words)
    let port = NetworkConfiguration.Port.symbols(count: alphabet.count)
    let configuration = NetworkConfiguration(input: port, hiddenSize: 32, output: port)
    // The trainer lives in this task alone: it is not Sendable, and need not be.
    let trainer = try Trainer(
      Network(configuration, seed: 1), data: Dataset(words: words, alphabet: alphabet),
      options: options, threads: 1)
    if let checkpoint { try trainer.resume(from: checkpoint) }
    let result = try trainer.train()
    return Learned(
      model: WordModel(alphabet: alphabet, network: trainer.best),
      checkpoint: trainer.checkpoint(), reason: result.reason)
  }
}

/// Completes words, all at once, with one model. Each task has a sampler of its own.
func answer(_ beginnings: [String], with model: WordModel) async throws -> [String] {
  try await withThrowingTaskGroup(of: (Int, String).self) { group in
    for (index, beginning) in beginnings.enumerated() {
      group.addTask {
        var stream = RandomStream(seed: 1, purpose: .sampling, index: UInt64(index))
        let sampler = WordSampler(model, threads: 1)
        return (index, try sampler.word(beginning: beginning, using: &stream))
      }
    }
    var answers = [String](repeating: "", count: beginnings.count)
    for try await (index, word) in group { answers[index] = word }
    return answers
  }
}
