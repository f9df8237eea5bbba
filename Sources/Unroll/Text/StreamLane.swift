/// A stretch of a stream that one row of a batch walks through, window by window.
struct StreamLane: Sendable, Equatable {
  /// The next prediction: the symbol at this place is read, the one after it predicted.
  private(set) var place: Int
  /// Predictions that are left.
  private(set) var left: Int

  /// Creates a lane; it may run past the stream's end, and then goes on at its beginning.
  init(start: Int, count: Int) {
    place = start
    left = count
  }

  /// Passes over the next predictions, `steps` at the most.
  mutating func skip(_ steps: Int, of stream: SymbolStream) {
    let count = min(steps, left)
    place = (place + count) % max(stream.predictions, 1)
    left -= count
  }

  /// Takes the next predictions, `steps` at the most, and appends them to a window's sequences: a new
  /// sequence begins at each end symbol that is read.
  ///
  /// - Returns: how many sequences were appended, and whether the first goes on from where the lane's
  ///   last window ended.
  mutating func appendWindow(
    of stream: SymbolStream, steps: Int, to window: inout StreamWindow
  ) -> (sequences: Int, continues: Bool) {
    let count = min(steps, left)
    guard count > 0 else { return (0, false) }
    let continues = stream[place] != Alphabet.end
    var sequences = 0
    for step in 0..<count {
      let symbol = stream[place]
      if step == 0 || symbol == Alphabet.end {
        window.lengths.append(0)
        sequences += 1
      }
      window.lengths[window.lengths.count - 1] += 1
      window.inputs.append(symbol)
      window.targets.append(stream[place + 1])
      place += 1
      if place == stream.predictions { place = 0 }
    }
    left -= count
    return (sequences, continues)
  }

  /// Cuts `count` predictions from `start` on into lanes of equal lengths, to one.
  static func lanes(_ lanes: Int, start: Int, count: Int, of stream: SymbolStream) -> [StreamLane] {
    (0..<lanes).map { lane in
      let range = Share.range(count, part: lane, of: lanes)
      return StreamLane(
        start: (start + range.lowerBound) % max(stream.predictions, 1), count: range.count)
    }
  }
}

/// Some time steps of several lanes, as sequences for a batch, and the states that they begin with.
struct StreamWindow: Sendable {
  var inputs: [Int32] = []
  var targets: [Int32] = []
  var lengths: [Int] = []

  /// The sequences as a data set.
  func dataset(alphabetCount: Int) -> Dataset {
    Dataset(
      checkedInputs: .symbols(inputs, count: alphabetCount),
      targets: .symbols(targets, count: alphabetCount), lengths: lengths)
  }
}
