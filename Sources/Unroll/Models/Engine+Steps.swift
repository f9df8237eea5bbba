import Kernels

extension Engine {
  /// Begins to read symbols time step by time step, for so many rows at once, with the loaded
  /// network: generation and streaming. Dropout is off.
  ///
  /// - Parameter state: the states to go on from; nil for the network's own beginning.
  func beginSteps(rows: Int, from state: NetworkState? = nil) {
    precondition(!configuration.isBidirectional, "a reverse direction has to see the end first")
    precondition(
      state.map { $0.rows == rows && $0.fits(configuration) } ?? true,
      "a state of another network or number of rows")
    for layer in layers { layer.beginSteps(rows: rows, from: state) }
    output.prepareSteps(rows: rows)
  }

  /// Reads one symbol for each row.
  ///
  /// - Returns: the outputs o_t, one row for each; good until the next step.
  func step(symbols: IndexBlock) -> Block {
    var inputs = input.step(symbols: symbols)
    for layer in layers {
      layer.step(inputs)
      inputs = .vectors(layer.outputs)
    }
    return output.step(topStates)
  }

  /// The states after the last step, to be stored and put back.
  func stepState(rows: Int) -> NetworkState {
    var state = NetworkState(rows: rows, of: configuration)
    for direction in layers.flatMap(\.directions) { direction.storeStepState(into: &state) }
    return state
  }
}
