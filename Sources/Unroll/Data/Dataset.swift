/// Sequences ready for a network: inputs and targets of every time step, end to end.
///
/// Symbols come from words by way of an ``Alphabet``; numbers need no encoding.
public struct Dataset: Sendable, Equatable {
  /// The inputs or the targets of all time steps of all sequences.
  public enum Track: Sendable, Equatable {
    /// One symbol a step, each in 0 ..< `count`.
    case symbols([Int32], count: Int)
    /// `size` numbers a step.
    case values([Float], size: Int)

    /// What a network that reads or predicts this track needs.
    public var port: NetworkConfiguration.Port {
      switch self {
      case .symbols(_, let count): .symbols(count: count)
      case .values(_, let size): .values(size: size)
      }
    }

    /// How many symbols or numbers the track holds.
    var count: Int {
      switch self {
      case .symbols(let symbols, _): symbols.count
      case .values(let values, _): values.count
      }
    }

    /// How many time steps the track holds; nil when its numbers do not fill whole steps.
    var steps: Int? {
      switch self {
      case .symbols(let symbols, _): symbols.count
      case .values(let values, let size):
        size > 0 && values.count.isMultiple(of: size) ? values.count / size : nil
      }
    }
  }

  /// The time steps that have a target.
  public enum PredictedSteps: Sendable, Equatable {
    /// Every one.
    case every
    /// One for each sequence, predicted when all of it is read: labels, sums, forecasts. A reverse
    /// direction has read all of it at the first time step.
    case last
  }

  /// Inputs of all time steps.
  public let inputs: Track
  /// Targets of the predicted time steps, sequence after sequence.
  public let targets: Track
  /// How the words of the inputs are spelled; nil where they are symbols and no more.
  public let spellings: Spellings?
  /// The time steps that have a target.
  public let predicted: PredictedSteps
  /// The number of time steps of each sequence.
  public let lengths: [Int]
  /// Where each sequence starts.
  let offsets: [Int]

  /// The number of sequences.
  public var count: Int { lengths.count }
  /// The number of time steps of all sequences: of symbols to predict.
  public var steps: Int { (offsets.last ?? 0) + (lengths.last ?? 0) }

  /// Creates a data set.
  ///
  /// - Parameters:
  ///   - inputs: what is read at each time step, sequence after sequence.
  ///   - targets: what is to be predicted, sequence after sequence.
  ///   - lengths: the time steps of each sequence.
  ///   - predicted: which time steps have a target.
  ///   - spellings: how the words of the inputs are spelled, for networks with
  ///     ``NetworkConfiguration/spelling``.
  /// - Throws: ``DatasetError`` when lengths and tracks disagree, a sequence is empty, a symbol
  ///   is out of range or a number is not finite.
  public init(
    inputs: Track, targets: Track, lengths: [Int], predicting predicted: PredictedSteps = .every,
    spellings: Spellings? = nil
  ) throws(DatasetError) {
    var total = 0
    for (index, length) in lengths.enumerated() {
      guard length > 0 else { throw .emptySequence(index: index) }
      let (sum, overflow) = total.addingReportingOverflow(length)
      guard !overflow else {
        throw .lengthMismatch(track: "lengths", steps: length, expected: total)
      }
      total = sum
    }
    let expectedTargets = predicted == .every ? total : lengths.count
    for (name, track, total) in [
      ("inputs", inputs, total), ("targets", targets, expectedTargets),
    ] {
      guard let steps = track.steps else {
        throw .partialStep(track: name, count: track.count, size: track.port.width)
      }
      guard steps == total else {
        throw .lengthMismatch(track: name, steps: steps, expected: total)
      }
      try track.validate(name)
    }
    if let spellings, spellings.steps.count != total {
      throw .lengthMismatch(track: "spellings", steps: spellings.steps.count, expected: total)
    }
    self.init(
      checkedInputs: inputs, targets: targets, lengths: lengths, predicting: predicted,
      spellings: spellings)
  }

  /// Creates a data set of tracks that are known to be sound.
  init(
    checkedInputs inputs: Track, targets: Track, lengths: [Int],
    predicting predicted: PredictedSteps = .every, spellings: Spellings? = nil
  ) {
    self.predicted = predicted
    self.spellings = spellings
    self.inputs = inputs
    self.targets = targets
    self.lengths = lengths
    var total = 0
    offsets = lengths.map { length in
      defer { total += length }
      return total
    }
  }
}

extension Dataset.Track {
  /// Checks that all symbols are among those that there are, and all numbers finite.
  ///
  /// - Parameters:
  ///   - name: what the track is called in a message.
  ///   - firstStep: the number of its first time step.
  func validate(_ name: String, firstStep: Int = 0) throws(DatasetError) {
    switch self {
    case .symbols(let symbols, let count):
      if let step = symbols.firstIndex(where: { $0 < 0 || Int($0) >= count }) {
        throw .symbolOutOfRange(
          track: name, step: firstStep + step, symbol: Int(symbols[step]), count: count)
      }
    case .values(let values, let size):
      if let index = values.firstIndex(where: { !$0.isFinite }) {
        throw .nonFiniteValue(track: name, step: firstStep + index / max(size, 1))
      }
    }
  }
}
