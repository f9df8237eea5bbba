import Unroll

extension StepMemory.Pass {
  /// The largest pass of training on sequences; validation takes as many at once as go into one pass.
  init(training: Dataset, validation: Dataset?, recomputes: Bool) {
    let passes = [training, validation].compactMap { $0 }.map {
      StepMemory.Pass(largestOf: $0, batch: $0.count, recomputes: recomputes)
    }
    self =
      passes.max { $0.positions < $1.positions }
      ?? StepMemory.Pass(positions: 0, rows: 0, steps: 0)
  }
}

extension StepMemory.Pass {
  /// The largest pass of training on a stream, or of evaluating it.
  init(windowsOf stream: SymbolStream, _ options: TrainingOptions) {
    let steps = Double(max(options.window, 1))
    let windows = (Double(stream.predictions) / steps).rounded(.up)
    let rows: Double =
      switch options.batch {
      case .sequences(let count): min(Double(count), windows)
      case .all: windows
      }
    self.init(positions: rows * steps, rows: rows, steps: steps)
  }
}

/// About how much memory training takes.
struct TrainingMemory {
  let bytes: Double

  /// Bytes for each parameter beside those of the steps: the best weights and an average of them, and for saving a copy of
  /// all that a checkpoint holds and the bytes of its file.
  private static let bytesPerParameter = 72.0

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
      training this network takes about \(Format.decimal(bytes / 1e9, 1)) GB of memory, and there \
      are \(Format.decimal(available / 1e9, 1)) GB: choose a smaller --hidden or fewer --layers
      """)
  }
}
