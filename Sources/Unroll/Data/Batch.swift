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
  /// Stretches of positions whose previous states lie side by side, for the gradient of W.
  private(set) var recurrentSegments: [RowSegment] = []
  /// All positions in stretches that fit the cache, for the gradients of U and V.
  private(set) var positionSegments: [RowSegment] = []

  /// The number of sequences.
  public var rows: Int { sequences.count }
  /// The length of the longest sequence.
  public var steps: Int { layout.steps }
  /// The number of predictions: positions, times the width for values.
  public var predictions: Int {
    switch output {
    case .symbols: positions
    case .values(let size): positions * size
    }
  }
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
    sequences.removeAll(keepingCapacity: true)
    sequences.append(contentsOf: chosen)
    let all = dataset.lengths
    sequences.sort { all[$0] > all[$1] || (all[$0] == all[$1] && $0 < $1) }
    lengths.removeAll(keepingCapacity: true)
    for sequence in sequences { lengths.append(all[sequence]) }
    layOut()
    inputs.fill(self, from: dataset.inputs, offsets: dataset.offsets)
    targets.fill(self, from: dataset.targets, offsets: dataset.offsets)
  }

  private func layOut() {
    layout.fill(lengths: lengths)
    positionSegments.removeAll(keepingCapacity: true)
    Batch.appendStretch(to: &positionSegments, left: 0, right: 0, count: positions)
    recurrentSegments.removeAll(keepingCapacity: true)
    for t in 1..<max(steps, 1) where t < steps {
      Batch.appendStretch(
        to: &recurrentSegments, left: layout.offsets[t], right: layout.offsets[t - 1],
        count: layout.alive[t])
    }
  }

  /// Rows summed at one go: both matrices' rows stay in the first-level cache.
  private static let stretch = 128

  private static func appendStretch(
    to segments: inout [RowSegment], left: Int, right: Int, count: Int
  ) {
    var done = 0
    while done < count {
      let length = min(stretch, count - done)
      segments.append(RowSegment(left: left + done, right: right + done, count: length))
      done += length
    }
  }
}
