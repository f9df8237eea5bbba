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

  mutating func fill(_ batch: Batch, from track: Dataset.Track, offsets: [Int]) {
    switch track {
    case .symbols(let source, _):
      symbols.resize(batch.positions)
      let target = symbols.block
      forEachPosition(batch, offsets) { position, step in target[position] = source[step] }
    case .values(let source, let size):
      values.resize(rows: batch.positions)
      let target = values.block
      forEachPosition(batch, offsets) { position, step in
        for j in 0..<size { target[position, j] = source[step * size + j] }
      }
    }
  }

  /// Calls `body` with each position and the data set's time step that belongs there.
  private func forEachPosition(
    _ batch: Batch, _ offsets: [Int], _ body: (_ position: Int, _ step: Int) -> Void
  ) {
    let layout = batch.layout
    let sequences = batch.sequences
    for t in 0..<layout.steps {
      for row in 0..<layout.alive[t] {
        body(layout.offsets[t] + row, offsets[sequences[row]] + t)
      }
    }
  }
}
