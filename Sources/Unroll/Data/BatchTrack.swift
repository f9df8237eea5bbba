import Kernels

/// One track of a batch, in the order of positions.
struct BatchTrack: ~Copyable {
  private(set) var symbols = IndexBuffer()
  private(set) var values: Matrix

  init(_ port: NetworkConfiguration.Port) {
    switch port {
    case .symbols: values = Matrix(columns: 1)
    case .values(let size): values = Matrix(columns: size)
    }
  }

  /// Takes up the inputs, or the targets, of a batch's sequences.
  ///
  /// - Parameter predicted: which time steps the track has something for.
  mutating func fill(
    _ batch: Batch, from track: Dataset.Track, offsets: [Int],
    predicted: Dataset.PredictedSteps = .every
  ) {
    let count = predicted == .every ? batch.positions : batch.predictedRows.count
    switch track {
    case .symbols(let source, _):
      symbols.resize(count)
      let target = symbols.block
      forEachPlace(batch, offsets, predicted) { place, step in target[place] = source[step] }
    case .values(let source, let size):
      values.resize(rows: count)
      let target = values.block
      forEachPlace(batch, offsets, predicted) { place, step in
        for j in 0..<size { target[place, j] = source[step * size + j] }
      }
    }
  }

  /// Calls `body` with each place of the batch and the place in the data set's track of what belongs
  /// there.
  private func forEachPlace(
    _ batch: Batch, _ offsets: [Int], _ predicted: Dataset.PredictedSteps,
    _ body: (_ place: Int, _ step: Int) -> Void
  ) {
    let sequences = batch.sequences
    switch predicted {
    case .every:
      batch.forEachPosition(in: 0..<batch.positions) { position, row, time in
        body(position, offsets[sequences[row]] + time)
      }
    case .last:
      for (place, row) in batch.predictedRows.enumerated() { body(place, sequences[row]) }
    }
  }
}
