/// Forward propagation and back-propagation that keep the states at the borders of windows alone, and
/// compute what lies between them a second time on the way back.
///
/// Memory grows with the square root of the number of time steps, and work by the forward pass that is
/// repeated: a third (Chen et al., 2016, Training deep nets with sublinear memory cost,
/// arXiv:1604.06174). The loss and the gradient are those of the passes that store all, to the bit.
///
///     forward:   s_{w+1} = window_w(s_w)                            for w = 0, 1, ...
///     backward:  ∂L/∂s_w, ∂L/∂θ += window_w(s_w)ᵀ (∂L/∂s_{w+1})     for w = ..., 1, 0
final class RecomputingPass {
  private let engine: Engine
  private let batch: Batch
  private var order = BatchOrder()
  /// The states before each window but the first.
  private var states: [NetworkState] = []

  /// - Parameter batch: memory for a window.
  init(_ engine: Engine, batch: Batch) {
    self.engine = engine
    self.batch = batch
  }

  /// Why networks of a configuration need all time steps at once, or nil where they do not.
  static func obstacle(_ configuration: NetworkConfiguration) -> String? {
    if configuration.isBidirectional {
      return "a reverse direction, which has to see the end first"
    }
    if configuration.spelling != nil {
      return "spelled words, whose characters would be read anew in each window"
    }
    return nil
  }

  /// Adds the gradient of the loaded network's summed loss on sequences of a data set to `gradient`.
  ///
  /// - Returns: the loss.
  func run(
    _ data: Dataset, sequences: some Collection<Int>, mode: PassMode,
    into gradient: inout Parameters
  ) -> Loss {
    let loss = forward(data, sequences: sequences, mode: mode)
    let windows = TimeWindow.count(of: order.steps)
    var later: NetworkState?
    for window in (0..<windows).reversed() {
      // The last window is still there from the way forward.
      if window + 1 < windows { forward(data, window, mode) }
      engine.backward(
        batch, into: &gradient,
        BackwardWindow(
          later: later, isFirstTaken: window + 1 == windows, isLastTaken: window == 0))
      if window > 0 { later = engine.initialStateGradient(batch) }
    }
    return loss
  }

  /// Propagates sequences forward window by window.
  ///
  /// - Returns: the loss.
  func forward(_ data: Dataset, sequences: some Collection<Int>, mode: PassMode) -> Loss {
    order.fill(sequences, lengths: data.lengths)
    states.removeAll(keepingCapacity: true)
    let windows = TimeWindow.count(of: order.steps)
    var loss = Loss()
    for window in 0..<windows {
      forward(data, window, mode)
      loss = engine.addLosses(batch, to: loss)
      if window + 1 < windows { states.append(engine.finalState(batch)) }
    }
    return loss
  }

  private func forward(_ data: Dataset, _ window: Int, _ mode: PassMode) {
    batch.fill(from: data, order, window: TimeWindow.range(window, of: order.steps))
    engine.forward(batch, from: window == 0 ? nil : states[window - 1], mode: mode)
  }
}
