extension Engine {
  /// The loss of a network on a data set, every sequence whole, none left out.
  ///
  /// Cross-entropy is measured as it is, without the label smoothing and class weights of training.
  ///
  /// - Returns: the summed loss and the number of predictions; the mean is in nats for each symbol,
  ///   or the mean loss of a value.
  public func evaluate(_ network: Network, on data: Dataset) -> Loss {
    load(network)
    let batch = Batch(like: data)
    // Long sequences window by window where they can be: nothing is needed of a window but its end.
    let windows =
      RecomputingPass.obstacle(configuration) == nil ? RecomputingPass(self, batch: batch) : nil
    var loss = Loss()
    for chunk in data.chunks(of: data.lengths.indices, mostRows: Dataset.evaluationRows) {
      if let windows {
        loss += windows.forward(data, sequences: chunk, mode: .evaluation)
      } else {
        batch.fill(from: data, sequences: chunk)
        loss += forward(batch)
      }
    }
    return loss
  }
}

extension Dataset {
  /// Time steps that go through an engine at once, at the most, unless one sequence has more:
  /// a pass over a whole data set takes the memory of one chunk.
  static let chunkSteps = 8192

  /// Sequences that go through an engine at once, at the least: fewer leave registers and threads idle.
  static let chunkRows = 12

  /// Sequences that are evaluated at once, at the most: enough for tiles and threads, and few enough
  /// that what a pass over short ones stores stays in the caches.
  static let evaluationRows = 128

  /// Cuts a choice of sequences into stretches of at most ``chunkSteps`` time steps or ``chunkRows``
  /// sequences, whichever is more, and of `mostRows` sequences in any case.
  func chunks<Choice: RandomAccessCollection<Int>>(
    of choice: Choice, mostRows: Int = .max
  ) -> Chunks<Choice> {
    Chunks(data: self, choice: choice, mostRows: mostRows)
  }

  /// The stretches of a choice of sequences, one after the other.
  struct Chunks<Choice: RandomAccessCollection<Int>>: Sequence, IteratorProtocol {
    private let lengths: [Int]
    private let choice: Choice
    private let mostRows: Int
    private var start: Choice.Index

    fileprivate init(data: Dataset, choice: Choice, mostRows: Int) {
      lengths = data.lengths
      self.choice = choice
      self.mostRows = mostRows
      start = choice.startIndex
    }

    mutating func next() -> Choice.SubSequence? {
      guard start < choice.endIndex else { return nil }
      var end = start
      var (steps, rows) = (0, 0)
      while end < choice.endIndex && rows < mostRows {
        steps += lengths[choice[end]]
        if steps > Dataset.chunkSteps && rows >= Dataset.chunkRows { break }
        rows += 1
        choice.formIndex(after: &end)
      }
      defer { start = end }
      return choice[start..<end]
    }
  }
}
