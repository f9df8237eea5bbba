import Kernels

/// The different words of a batch, each once, as a batch of their characters.
final class SpelledBatch {
  /// The characters: a row for each different word.
  let batch: Batch
  /// How many different characters there are.
  let characters: Int
  /// Where the first character of each position's word stands in ``batch``.
  private(set) var firsts = IndexBuffer()
  /// Where the last one stands.
  private(set) var lasts = IndexBuffer()
  /// The spellings, in the order in which positions meet them.
  private var chosen: [Int] = []
  /// Where each spelling of the data set stands in ``chosen``; -1 for nowhere.
  private var places: [Int32] = []
  /// The row of each of ``chosen``.
  private var rows: [Int] = []

  init(like spellings: Spellings) {
    batch = Batch(like: spellings.words.data)
    characters = spellings.characters
  }

  /// Takes up the words of a batch's positions.
  ///
  /// - Parameter offsets: where each sequence of the data set starts.
  func fill(_ positions: Batch, from spellings: Spellings, offsets: [Int]) {
    let words = spellings.words.data
    while places.count < words.count { places.append(-1) }
    chosen.removeAll(keepingCapacity: true)
    firsts.resize(positions.positions)
    lasts.resize(positions.positions)
    let (firsts, lasts) = (firsts.block, lasts.block)
    let sequences = positions.sequences
    positions.forEachPosition(in: 0..<positions.positions) { position, row, time in
      let spelling = Int(spellings.steps[offsets[sequences[row]] + time])
      if places[spelling] < 0 {
        places[spelling] = Int32(chosen.count)
        chosen.append(spelling)
      }
      firsts[position] = places[spelling]
    }
    for spelling in chosen { places[spelling] = -1 }
    batch.fill(from: words, sequences: chosen)
    while rows.count < chosen.count { rows.append(0) }
    for row in 0..<batch.rows { rows[batch.places[row]] = row }
    for position in 0..<firsts.count {
      let row = rows[Int(firsts[position])]
      // The rows of the first step stand first.
      firsts[position] = Int32(row)
      lasts[position] = Int32(batch.layout.offsets[batch.lengths[row] - 1] + row)
    }
  }
}
