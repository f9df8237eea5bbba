import Kernels

extension Engine {
  /// Begins to read symbols time step by time step, for so many rows at once, with the loaded
  /// network: generation and streaming. Dropout is off.
  ///
  /// - Parameter state: the states to go on from; nil for the network's own beginning.
  func beginSteps(rows: Int, from state: NetworkState? = nil) {
    precondition(!configuration.isBidirectional, "a reverse direction has to see the end first")
    precondition(configuration.spelling == nil, "single steps read symbols, not spellings")
    precondition(
      state.map { $0.rows == rows && $0.fits(configuration) } ?? true,
      "a state of another network or number of rows")
    stepSymbols.resize(rows)
    var inputs = input.beginSteps(symbols: stepSymbols.block)
    for layer in layers {
      layer.beginSteps(rows: rows, from: state, reading: inputs)
      inputs = .vectors(layer.outputs)
    }
    output.prepareSteps(rows: rows)
  }

  /// Reads the symbols that stand in ``stepSymbols`` for some of the rows; the outputs o_t are then in
  /// ``stepOutputs``. Different threads may step different rows at the same time.
  ///
  /// - Complexity: one multiply-add for each row and weight, one-hot inputs being looked up.
  func step(rows: Range<Int>) {
    input.step(symbols: stepSymbols.block, rows: rows)
    for layer in layers { layer.step(rows: rows) }
    output.step(topStates, rows: rows)
  }

  /// The outputs of each row's last step.
  var stepOutputs: Block { output.outputs.block }

  /// Reads one symbol for each row.
  ///
  /// - Returns: the outputs o_t, one row for each; good until the next step.
  func step(symbols: IndexBlock) -> Block {
    let target = stepSymbols.block
    precondition(symbols.count == target.count, "\(symbols.count) symbols, \(target.count) rows")
    for row in 0..<symbols.count { target[row] = symbols[row] }
    step(rows: 0..<symbols.count)
    return stepOutputs
  }

  /// Lets one row go on from where another one is.
  func copyStepState(of row: Int, to other: Int) {
    for layer in layers {
      for direction in layer.directions { direction.copyStepState(of: row, to: other) }
    }
  }

  /// The states after the last step, to be stored and put back.
  func stepState(rows: Int) -> NetworkState {
    var state = NetworkState(rows: rows, of: configuration)
    for direction in layers.flatMap(\.directions) { direction.storeStepState(into: &state) }
    return state
  }
}
