import Unroll

/// About how much memory training takes.
struct TrainingMemory {
  let bytes: Double

  /// Bytes for each parameter beside those of the steps: the best weights, and what saving needs.
  private static let bytesPerParameter = 16.0

  /// Of training on words; validation takes as many at once as go into one pass.
  init(_ configuration: NetworkConfiguration, _ words: WordData, recomputes: Bool) {
    let passes = [words.training, words.validation].compactMap { $0 }.map {
      StepMemory.Pass(largestOf: $0, batch: $0.count, recomputes: recomputes)
    }
    self.init(
      configuration,
      pass: passes.max { $0.positions < $1.positions }
        ?? StepMemory.Pass(positions: 0, rows: 0, steps: 0))
  }

  /// In floating point, so that no size overflows. An optimizer with two states is allowed for.
  init(_ configuration: NetworkConfiguration, pass: StepMemory.Pass) {
    let step = StepMemory(
      configuration, optimizer: OptimizerConfiguration(.adam), pass: pass, threads: 1)
    bytes = step.bytes + configuration.parameterCount * TrainingMemory.bytesPerParameter
  }

  /// Refuses a network that this machine has no room to train, before the system ends the process
  /// without a word.
  func check(available: Double) throws(CommandFailure) {
    guard bytes > available else { return }
    throw CommandFailure(
      .usage,
      """
      training this network takes about \(Format.decimal(bytes / 1e9, 1)) GB of memory, and the \
      machine has \(Format.decimal(available / 1e9, 1)) GB: choose a smaller --hidden or fewer --layers
      """)
  }
}
