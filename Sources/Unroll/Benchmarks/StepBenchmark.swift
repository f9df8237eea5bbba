/// Times whole training steps: forward propagation, loss, back-propagation, clipping, update.
///
/// Steps take turns with products of the package's own, so that both meet the same machine: their rate
/// is what a step's is held against.
package struct StepBenchmark {
  /// What a benchmark has measured.
  package struct Measurement: Sendable {
    /// Seconds of each step.
    package var steps: [Double] = []
    /// Floating-point operations a second of each round of products, all threads together.
    package var peaks: [Double] = []
    /// What part of their round's peak the steps of each round have reached.
    package var fractions: [Double] = []
    /// The mean loss of the first step, before any update.
    package var firstLoss = 0.0
    /// The mean loss of the last step.
    package var lastLoss = 0.0
    /// Symbols of all steps.
    package var symbols = 0
    /// Floating-point operations of all steps: six for each weight that is multiplied and each position,
    /// two forward and four backward. One-hot inputs are looked up, not multiplied, as are embeddings of few symbols.
    package var operations = 0.0

    /// Seconds of all steps.
    package var seconds = 0.0
  }

  /// Threads that share a step.
  package var threads: Int { step.engine.threads }
  /// The instruction-set level whose kernels run.
  package var instructionSet: String { step.engine.instructionSetName }

  /// The network's parameters.
  package var parameterCount: Double { network.configuration.parameterCount }
  /// What the steps hold in memory, by formula.
  package let memory: StepMemory

  private let network: Network
  private let data: Dataset
  private let batches: [ArraySlice<Int>]
  private let step: TrainingStep
  private let rate: Double

  /// Prepares a benchmark.
  ///
  /// - Parameters:
  ///   - network: where the steps start.
  ///   - data: what they learn, in batches of `batchSize` sequences that are taken in turn.
  ///   - threads: nil for as many as there are processors.
  package init(
    _ network: Network, data: Dataset, batchSize: Int, options: TrainingOptions, threads: Int?
  ) {
    self.network = network
    self.data = data
    let order = Array(0..<data.count)
    batches = stride(from: 0, to: data.count, by: max(batchSize, 1)).map {
      order[$0..<min($0 + max(batchSize, 1), data.count)]
    }
    step = TrainingStep(
      network.configuration, data: data, options: options, batchSize: batchSize, threads: threads)
    memory = StepMemory(
      network.configuration, optimizer: options.optimizer,
      pass: StepMemory.Pass(
        largestOf: data, batch: max(batchSize, 1), recomputes: options.recomputes),
      threads: step.engine.threads)
    rate = options.topLearningRate
  }

  /// Runs steps for so many seconds, after a first one for each batch that counts for nothing.
  ///
  /// - Returns: nil when a step diverges.
  package func run(seconds duration: Double) -> Measurement? {
    var result = Measurement()
    var network = network
    for (index, batch) in batches.enumerated() {
      guard let (_, loss) = timeStep(&network, batch) else { return nil }
      if index == 0 { result.firstLoss = loss.mean }
    }
    let products = PeakProducts(step.engine)
    var next = 0
    for _ in 0..<StepBenchmark.rounds {
      let peak = products.operationsPerSecond()
      let (operations, seconds) = (result.operations, result.seconds)
      let start = ContinuousClock.now
      repeat {
        let batch = batches[next % batches.count]
        guard let (time, loss) = timeStep(&network, batch) else { return nil }
        next += 1
        result.steps.append(time)
        result.seconds += time
        result.lastLoss = loss.mean
        result.symbols += loss.count
        result.operations +=
          6 * step.engine.configuration.multiplications(positions: Double(positions(batch)))
      } while (ContinuousClock.now - start).inSeconds < duration / Double(StepBenchmark.rounds)
      result.peaks.append(peak)
      result.fractions.append(
        (result.operations - operations) / (result.seconds - seconds) / peak)
    }
    return result
  }

  /// Rounds of products and steps: many, since the processor's clock changes within a second.
  private static let rounds = 40

  private func positions(_ batch: ArraySlice<Int>) -> Int {
    batch.reduce(0) { $0 + data.lengths[$1] }
  }

  private func timeStep(
    _ network: inout Network, _ batch: ArraySlice<Int>
  ) -> (seconds: Double, loss: Loss)? {
    let start = ContinuousClock.now
    let outcome = step.update(&network, data: data, sequences: batch, learningRate: rate)
    let seconds = (ContinuousClock.now - start).inSeconds
    guard case .done(let loss) = outcome else { return nil }
    return (seconds, loss)
  }
}

extension Duration {
  /// The duration in seconds.
  var inSeconds: Double {
    Double(components.seconds) + 1e-18 * Double(components.attoseconds)
  }
}
