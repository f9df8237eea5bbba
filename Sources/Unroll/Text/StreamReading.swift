/// Lanes that are read side by side, and the states that they carry from window to window.
struct StreamReading: Sendable {
  private let stream: SymbolStream
  private(set) var lanes: [StreamLane]
  /// The states of the lanes, a row each.
  private(set) var carried: NetworkState
  /// For each sequence of the window at hand, its lane.
  private var laneOfSequence: [Int] = []

  /// Begins to read with fresh states.
  init(_ stream: SymbolStream, lanes: [StreamLane], of configuration: NetworkConfiguration) {
    self.stream = stream
    self.lanes = lanes
    carried = NetworkState(rows: lanes.count, of: configuration)
  }

  /// Whether there is nothing left to read.
  var isAtEnd: Bool { lanes.allSatisfy { $0.left == 0 } }

  /// Reads on in other lanes, as many, with the states at hand.
  mutating func `continue`(on lanes: [StreamLane]) {
    precondition(lanes.count == self.lanes.count, "\(lanes.count) lanes for \(self.lanes.count)")
    self.lanes = lanes
  }

  /// Goes on so many steps further in each lane, with the states that were carried there.
  mutating func skip(steps: Int, with carried: NetworkState?) {
    for lane in lanes.indices { lanes[lane].skip(steps, of: stream) }
    if let carried { self.carried = carried }
  }

  /// Lets all lanes begin anew.
  mutating func forgetStates() {
    for lane in lanes.indices { carried.reset(row: lane) }
  }

  /// Propagates the next window of all lanes forward through the loaded network, and keeps the states
  /// after it.
  ///
  /// - Returns: the loss of the window's predictions.
  mutating func forward(_ engine: Engine, _ batch: Batch, steps: Int, mode: PassMode) -> Loss {
    let (data, state) = next(steps: steps, of: engine.configuration)
    batch.fill(from: data, sequences: data.lengths.indices)
    let loss = engine.forward(batch, from: state, mode: mode)
    carry(engine.finalState(batch))
    return loss
  }

  /// The next window of all lanes, and the states that its sequences begin with.
  private mutating func next(steps: Int, of configuration: NetworkConfiguration) -> (
    data: Dataset, state: NetworkState
  ) {
    var window = StreamWindow()
    var continuing: [(sequence: Int, lane: Int)] = []
    laneOfSequence.removeAll(keepingCapacity: true)
    for lane in lanes.indices {
      let first = window.lengths.count
      let (sequences, continues) = lanes[lane].appendWindow(
        of: stream, steps: steps, to: &window)
      if continues { continuing.append((first, lane)) }
      for _ in 0..<sequences { laneOfSequence.append(lane) }
    }
    var state = NetworkState(rows: window.lengths.count, of: configuration)
    for (sequence, lane) in continuing { state.copy(row: lane, of: carried, to: sequence) }
    return (window.dataset(alphabetCount: stream.alphabetCount), state)
  }

  /// Keeps the states after the last window, those of each lane's last sequence.
  private mutating func carry(_ state: NetworkState) {
    for (sequence, lane) in laneOfSequence.enumerated() {
      carried.copy(row: sequence, of: state, to: lane)
    }
  }
}
