import KernelBodies
import Kernels

/// Sequences of a data set side by side, time-major and without padding.
///
/// Rows are sorted by length, longest first (equal lengths keep their order), and laid out time
/// step by time step: at step t only the rows whose sequences are that long take a
/// position: a (time step, row) pair. ``BatchLayout`` tells where it stands.
public final class Batch {
  /// The data set's indices of the rows.
  public private(set) var sequences: [Int] = []
  /// Where each row of each time step stands.
  public private(set) var layout = BatchLayout()
  /// All time steps of all rows: symbols to predict.
  public var positions: Int { layout.positions }

  /// What each position reads: an index into a table, or a row of numbers.
  private(set) var inputs: BatchTrack
  private(set) var targets: BatchTrack
  /// The different words of the batch by their characters; nil where words are not spelled.
  let spelled: SpelledBatch?
  /// The length of each row.
  private(set) var lengths: [Int] = []
  /// Where each row stood in the choice of sequences that the batch was filled with.
  private(set) var places: [Int] = []
  /// Which positions meet which previous states, from the first step on.
  private(set) var forwardSegments = RecurrentSegments()
  /// The same from the last step on.
  private(set) var reverseSegments = RecurrentSegments()
  /// All positions, window by window (``TimeWindow``), in the order in which gradients are summed.
  private(set) var positionRanges: [Range<Int>] = []
  /// The same in stretches that fit the cache, for the gradients of U and V.
  private(set) var positionSegments: [RowSegment] = []
  /// Where the first time step stands in the sequences: 0 unless the batch is a window.
  private(set) var firstStep = 0
  /// The sequences of the batch that this is a window of; of this batch where it is whole.
  private(set) var choiceCount = 0
  private var isWhole = true
  private var order = BatchOrder()

  /// The positions that have a target.
  public private(set) var predicted = Dataset.PredictedSteps.every
  /// The last position of each row, where those are the ones that have a target.
  private(set) var lastPositions = IndexBuffer()
  /// The first position of each of them: what a reverse direction has read last.
  private(set) var firstPositions = IndexBuffer()
  /// The rows whose last position has a target; not all in a window that others outlast.
  private(set) var predictedRows = 0..<0
  /// The places of predictions, window by window, in the order in which gradients are summed.
  private(set) var predictionRanges: [Range<Int>] = []
  /// The same in stretches, for the gradient of V.
  private(set) var predictedSegments: [RowSegment] = []
  /// How many positions have a target.
  var predictedCount: Int { predicted == .every ? positions : predictedRows.count }

  /// The number of sequences.
  public var rows: Int { sequences.count }
  /// The length of the longest sequence.
  public var steps: Int { layout.steps }
  /// Time steps of all of its sequences, where it holds a window of them.
  private(set) var wholePositions = 0
  /// What the network reads.
  public let input: NetworkConfiguration.Port
  /// What the network predicts.
  public let output: NetworkConfiguration.Port

  /// Creates an empty batch for data like `dataset`; ``fill(from:sequences:)`` may be called again
  /// and again and reuses the memory.
  public init(like dataset: Dataset) {
    input = dataset.inputs.port
    output = dataset.targets.port
    inputs = BatchTrack(dataset.inputs.port)
    targets = BatchTrack(dataset.targets.port)
    spelled = dataset.spellings.map { SpelledBatch(like: $0) }
  }

  /// Creates a batch of all sequences of a data set.
  public convenience init(_ dataset: Dataset) {
    self.init(like: dataset)
    fill(from: dataset, sequences: dataset.lengths.indices)
  }

  /// Takes up sequences of a data set.
  public func fill(from dataset: Dataset, sequences chosen: some Collection<Int>) {
    precondition(
      dataset.inputs.port == input && dataset.targets.port == output
        && dataset.spellings?.characters == spelled?.characters, "data of another kind")
    order.fill(chosen, lengths: dataset.lengths)
    fill(from: dataset, order, window: 0..<order.steps)
  }

  /// Takes up some time steps of sequences in order, those that have such steps.
  func fill(from dataset: Dataset, _ order: BatchOrder, window: Range<Int>) {
    firstStep = window.lowerBound
    wholePositions = order.lengths.reduce(0, +)
    choiceCount = order.count
    sequences.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
    lengths.removeAll(keepingCapacity: true)
    var ending = 0
    for row in 0..<order.count where order.lengths[row] > window.lowerBound {
      sequences.append(order.sequences[row])
      places.append(order.places[row])
      lengths.append(min(order.lengths[row], window.upperBound) - window.lowerBound)
      if order.lengths[row] <= window.upperBound { ending += 1 }
    }
    predictedRows = rows - ending..<rows
    predicted = dataset.predicted
    layout.fill(lengths: lengths)
    isWhole = window == 0..<order.steps
    layOut()
    inputs.fill(self, from: dataset.inputs, offsets: dataset.offsets)
    targets.fill(
      self, from: dataset.targets, offsets: dataset.offsets, predicted: dataset.predicted)
    if let spellings = dataset.spellings {
      spelled?.fill(self, from: spellings, offsets: dataset.offsets)
    }
  }

  private func layOut() {
    let windows = isWhole ? TimeWindow.count(of: steps) : 1
    positionRanges.removeAll(keepingCapacity: true)
    predictionRanges.removeAll(keepingCapacity: true)
    positionSegments.removeAll(keepingCapacity: true)
    predictedSegments.removeAll(keepingCapacity: true)
    forwardSegments.clear()
    reverseSegments.clear()
    for window in (0..<windows).reversed() {
      let times = isWhole ? TimeWindow.range(window, of: steps) : 0..<steps
      append(times)
      fill(&forwardSegments, times, isReverse: false)
      fill(&reverseSegments, times, isReverse: true)
    }
    // Not the array itself: two owners would make each clearing take new memory.
    forwardSegments.all.append(contentsOf: positionSegments)
    reverseSegments.all.append(contentsOf: positionSegments)
    guard predicted == .last else { return }
    lastPositions.resize(predictedRows.count)
    firstPositions.resize(predictedRows.count)
    for (place, row) in predictedRows.enumerated() {
      lastPositions.block[place] = Int32(layout.offsets[lengths[row] - 1] + row)
      firstPositions.block[place] = Int32(layout.offsets[0] + row)
    }
  }

  /// Appends the positions and the predictions of a window.
  private func append(_ times: Range<Int>) {
    guard let last = times.last else { return }
    let positions =
      layout.offsets[times.lowerBound]..<layout.offsets[last] + layout.alive[last]
    positionRanges.append(positions)
    Batch.appendStretch(
      to: &positionSegments, left: positions.lowerBound, right: positions.lowerBound,
      count: positions.count)
    var predictions = positions
    if predicted == .last {
      // Of the rows that end in the window, those that have a prediction: the others go on.
      let goingOn = last + 1 < steps ? layout.alive[last + 1] : predictedRows.lowerBound
      let first = predictedRows.lowerBound
      predictions = max(goingOn, first) - first..<layout.alive[times.lowerBound] - first
    }
    predictionRanges.append(predictions)
    Batch.appendStretch(
      to: &predictedSegments, left: predictions.lowerBound, right: predictions.lowerBound,
      count: predictions.count)
  }

  /// Appends a window's positions with the states that they meet; those of its first step come last, as
  /// they do where the states before it are all that is left of the time before.
  private func fill(_ segments: inout RecurrentSegments, _ times: Range<Int>, isReverse: Bool) {
    for t in times.dropFirst() { fill(&segments, at: t, isReverse: isReverse) }
    if let first = times.first { fill(&segments, at: first, isReverse: isReverse) }
  }

  private func fill(_ segments: inout RecurrentSegments, at t: Int, isReverse: Bool) {
    let stretches = layout.stretches(of: 0..<rows, at: t, isReverse: isReverse)
    if !stretches.continuing.isEmpty {
      Batch.appendStretch(
        to: &segments.continuing,
        left: layout.positions(stretches.continuing, at: t).lowerBound,
        right: layout.positions(stretches.continuing, at: isReverse ? t + 1 : t - 1).lowerBound,
        count: stretches.continuing.count)
    }
    Batch.appendStretch(
      to: &segments.starting, left: layout.positions(stretches.starting, at: t).lowerBound,
      right: stretches.starting.lowerBound, count: stretches.starting.count)
  }

  /// Rows summed at one go: both matrices' rows stay in the first-level cache.
  private static let stretch = 128

  /// Calls `body` with positions, their rows and their time steps in the sequence.
  func forEachPosition(
    in positions: Range<Int>, _ body: (_ position: Int, _ row: Int, _ time: Int) -> Void
  ) {
    for t in 0..<steps {
      let first = max(positions.lowerBound, layout.offsets[t])
      let end = min(positions.upperBound, layout.offsets[t] + layout.alive[t])
      guard first < end else { continue }
      for position in first..<end {
        body(position, position - layout.offsets[t], firstStep + t)
      }
    }
  }

  /// Appends positions, to the last segment while they go on where it ends.
  private static func appendStretch(
    to segments: inout [RowSegment], left: Int, right: Int, count: Int
  ) {
    var done = 0
    if let last = segments.last, last.left + last.count == left, last.right + last.count == right {
      done = min(stretch - last.count, count)
      segments[segments.count - 1].count += done
    }
    while done < count {
      let length = min(stretch, count - done)
      segments.append(RowSegment(left: left + done, right: right + done, count: length))
      done += length
    }
  }
}
