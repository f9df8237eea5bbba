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
  /// The length of each row.
  private(set) var lengths: [Int] = []
  /// The sequences in the order in which they were chosen.
  private var chosen: [Int] = []
  /// Where each row stood in the choice of sequences that the batch was filled with.
  private(set) var places: [Int] = []
  /// Which positions meet which previous states, from the first step on.
  private(set) var forwardSegments = RecurrentSegments()
  /// The same from the last step on.
  private(set) var reverseSegments = RecurrentSegments()
  /// All positions in stretches that fit the cache, for the gradients of U and V.
  private(set) var positionSegments: [RowSegment] = []

  /// The positions that have a target.
  public private(set) var predicted = Dataset.PredictedSteps.every
  /// The last position of each row, where those are the ones that have a target.
  private(set) var lastPositions = IndexBuffer()
  /// The places of predictions in stretches, for the gradient of V.
  private(set) var predictedSegments: [RowSegment] = []
  /// How many positions have a target.
  var predictedCount: Int { predicted == .every ? positions : rows }

  /// The number of sequences.
  public var rows: Int { sequences.count }
  /// The length of the longest sequence.
  public var steps: Int { layout.steps }
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
  }

  /// Creates a batch of all sequences of a data set.
  public convenience init(_ dataset: Dataset) {
    self.init(like: dataset)
    fill(from: dataset, sequences: dataset.lengths.indices)
  }

  /// Takes up sequences of a data set.
  public func fill(from dataset: Dataset, sequences chosen: some Collection<Int>) {
    precondition(
      dataset.inputs.port == input && dataset.targets.port == output, "data of another kind")
    let all = dataset.lengths
    self.chosen.removeAll(keepingCapacity: true)
    for sequence in chosen { self.chosen.append(sequence) }
    sort(byLengths: all)
    lengths.removeAll(keepingCapacity: true)
    for sequence in sequences { lengths.append(all[sequence]) }
    layOut()
    layOutPredictions(dataset.predicted)
    inputs.fill(self, from: dataset.inputs, offsets: dataset.offsets)
    targets.fill(
      self, from: dataset.targets, offsets: dataset.offsets, predicted: dataset.predicted)
  }

  /// Orders the chosen sequences by falling length; equal lengths in the order of the data set.
  private func sort(byLengths all: [Int]) {
    places.removeAll(keepingCapacity: true)
    for place in chosen.indices { places.append(place) }
    let chosen = chosen
    places.heapSort { left, right in
      let (first, second) = (chosen[left], chosen[right])
      if all[first] != all[second] { return all[first] > all[second] }
      return (first, left) < (second, right)
    }
    sequences.removeAll(keepingCapacity: true)
    for place in places { sequences.append(chosen[place]) }
  }

  private func layOut() {
    layout.fill(lengths: lengths)
    positionSegments.removeAll(keepingCapacity: true)
    Batch.appendStretch(to: &positionSegments, left: 0, right: 0, count: positions)
    fill(&forwardSegments, isReverse: false)
    fill(&reverseSegments, isReverse: true)
  }

  private func layOutPredictions(_ predicted: Dataset.PredictedSteps) {
    self.predicted = predicted
    predictedSegments.removeAll(keepingCapacity: true)
    Batch.appendStretch(to: &predictedSegments, left: 0, right: 0, count: predictedCount)
    guard predicted == .last else { return }
    lastPositions.resize(rows)
    for row in 0..<rows {
      lastPositions.block[row] = Int32(layout.offsets[lengths[row] - 1] + row)
    }
  }

  private func fill(_ segments: inout RecurrentSegments, isReverse: Bool) {
    segments.continuing.removeAll(keepingCapacity: true)
    segments.starting.removeAll(keepingCapacity: true)
    // Not the array itself: two owners would make each clearing take new memory.
    segments.all.removeAll(keepingCapacity: true)
    segments.all.append(contentsOf: positionSegments)
    for t in 0..<steps {
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
  }

  /// Rows summed at one go: both matrices' rows stay in the first-level cache.
  private static let stretch = 128

  /// Calls `body` with positions, their rows and their time steps.
  func forEachPosition(
    in positions: Range<Int>, _ body: (_ position: Int, _ row: Int, _ time: Int) -> Void
  ) {
    for t in 0..<steps {
      let first = max(positions.lowerBound, layout.offsets[t])
      let end = min(positions.upperBound, layout.offsets[t] + layout.alive[t])
      guard first < end else { continue }
      for position in first..<end { body(position, position - layout.offsets[t], t) }
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
