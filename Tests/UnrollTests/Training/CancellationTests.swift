import Testing

@testable import Unroll

@Suite("Training in a task that is cancelled")
struct CancellationTests {
  /// Everything that a run leaves behind that can be compared.
  struct End: Equatable {
    let network: Network
    let best: Network
    let averaged: Network
    let reason: StopReason
    let steps: [Int]
    let evaluations: [Int]
  }

  /// Three epochs of five updates, with all that a checkpoint has to hold.
  private func trainer(threads: Int, evaluations: Int? = nil) throws -> Trainer {
    var options = plainOptions(.adamw, rate: 0.01)
    options.schedule = Schedule(.cosine(final: 0.1), warmUp: 0.2)
    options.averaging = .exponential(decay: 0.9)
    options.batch = .sequences(3)
    options.evaluations = evaluations
    let data = try ToyTask.noise(sequences: 13)
    var configuration = NetworkConfiguration(
      input: data.inputs.port, embeddingSize: 3, cell: .gru, hiddenSize: 7,
      output: data.targets.port)
    configuration.dropout.layers = 0.3
    return try Trainer(
      Network(configuration, seed: 2), data: data,
      validation: ToyTask.noise(sequences: 4, seed: 8), options: options, threads: threads)
  }

  /// Trains in a task of its own, which cancels itself after an update: the moment is known to the update.
  private func run(
    from checkpoint: TrainingCheckpoint? = nil, cancelledAfter update: Int? = nil,
    evaluations: Int? = nil, threads: Int = 1
  ) async throws -> (End, TrainingCheckpoint) {
    try await Task {
      let trainer = try trainer(threads: threads, evaluations: evaluations)
      if let checkpoint { try trainer.resume(from: checkpoint) }
      if update == 0 { withUnsafeCurrentTask { $0?.cancel() } }
      var (steps, judged): ([Int], [Int]) = ([], [])
      let result = try trainer.train { event in
        switch event {
        case .step(let report):
          steps.append(report.step)
          if report.step == update { withUnsafeCurrentTask { $0?.cancel() } }
        case .epoch(let report): judged.append(report.steps)
        case .divergence: Issue.record("diverged")
        }
        return .carryOn
      }
      let end = End(
        network: trainer.network, best: trainer.best, averaged: trainer.averaged,
        reason: result.reason, steps: steps, evaluations: judged)
      return (end, trainer.checkpoint())
    }.value
  }

  @Test("Not cancelled, a run in a task ends where one outside of tasks does")
  func whole() async throws {
    let (end, _) = try await run()
    let alone = try trainer(threads: 1)
    #expect(try alone.train().reason == .epochs)
    #expect(end.reason == .epochs && end.network == alone.network && end.best == alone.best)
    #expect(end.steps == Array(1...15) && end.evaluations == [5, 10, 15])
  }

  @Test("Cancelled after any update, it goes on from a file to the same bits", arguments: [nil, 7])
  func everywhere(_ evaluations: Int?) async throws {
    let (whole, _) = try await run(evaluations: evaluations)
    for update in 0...14 {
      let (part, checkpoint) = try await run(cancelledAfter: update, evaluations: evaluations)
      #expect(part.reason == .cancelled && part.steps == Array(0..<update).map { $0 + 1 })
      // What was due is judged; nothing is judged because of the end.
      #expect(part.evaluations == whole.evaluations.filter { $0 <= update })
      let bytes = ModelFile.encode(
        ModelFile.Saved(content: .network(part.averaged), checkpoint: checkpoint))
      let (end, _) = try await run(
        from: ModelFile.decodeCheckpoint(bytes, source: "").checkpoint, evaluations: evaluations,
        threads: 1 + update % 3)
      #expect(end.network == whole.network && end.best == whole.best, "after update \(update)")
      #expect(end.averaged == whole.averaged && end.reason == .epochs, "after update \(update)")
      #expect(part.steps + end.steps == whole.steps)
      #expect(part.evaluations + end.evaluations == whole.evaluations)
    }
  }

  @Test("A task that is cancelled before it starts trains nothing, and the trainer is as it was")
  func before() async throws {
    let (end, checkpoint) = try await run(cancelledAfter: 0)
    let untouched = try trainer(threads: 1)
    #expect(end.reason == .cancelled && end.steps.isEmpty && end.evaluations.isEmpty)
    #expect(end.network == untouched.network && checkpoint.step == 0)
  }

  @Test("A cancelled task trains no further, however often it is asked; nothing is lost by it")
  func again() async throws {
    let (whole, _) = try await run()
    let (reasons, checkpoint) = try await Task {
      let trainer = try trainer(threads: 1)
      let first = try trainer.train { event in
        if case .step(let report) = event, report.step == 4 { return .stop }
        return .carryOn
      }
      withUnsafeCurrentTask { $0?.cancel() }
      return try ([first.reason, trainer.train().reason], trainer.checkpoint())
    }.value
    #expect(reasons == [.interrupted, .cancelled] && checkpoint.step == 4)
    let (end, _) = try await run(from: checkpoint)
    #expect(end.network == whole.network && end.best == whole.best)
  }

  @Test("After the last update there is nothing left to cancel")
  func done() async throws {
    let (end, _) = try await run(cancelledAfter: 15)
    #expect(end.reason == .epochs && end.steps.count == 15)
  }
}
