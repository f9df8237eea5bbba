import Unroll

/// About how much memory training takes.
struct TrainingMemory {
  let bytes: Double

  /// Bytes for each parameter: weights, gradient, the optimizer's two states, the best weights,
  /// packed copies, and what saving needs.
  private static let bytesPerParameter = 40.0
  /// Time steps that are computed at once at the most: validation takes as many if it has them.
  private static let largestPass = 8192

  init(_ configuration: NetworkConfiguration, _ words: WordData) {
    let steps = max(words.training.steps, words.validation?.steps ?? 0)
    self.init(configuration, steps: min(steps, TrainingMemory.largestPass))
  }

  /// In floating point, so that no size overflows.
  init(_ configuration: NetworkConfiguration, steps: Int) {
    // Of each neuron: the products of each gate, their gradients, what the cell saves; its states,
    // what is handed on, and the gradients of these.
    let neuron = 3 * Double(configuration.cell.gates.count) + 6
    let width = Double(configuration.layers) * Double(configuration.layerWidth)
    let step = width * neuron + 2 * Double(configuration.outputWidth)
    bytes =
      configuration.parameterCount * TrainingMemory.bytesPerParameter + Double(steps) * step * 4
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
