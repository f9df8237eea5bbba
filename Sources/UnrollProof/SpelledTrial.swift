import Unroll
import UnrollReference

/// Made-up spellings of the words of a trial.
struct SpelledTrial {
  /// The characters of the word of each time step.
  let words: [[Int]]
  private let steps: [Int32]
  private let table: [[Int32]]
  private let characters: Int

  /// Lengths of the different words: not sorted, one of them 1, and one word that may never occur.
  private static let lengths = [3, 1, 5, 2, 4]

  /// Draws the characters of a few words, and a word for each time step; some occur several times.
  init(_ spelling: SpellingConfiguration, steps count: Int, _ stream: inout RandomStream) {
    characters = spelling.characters
    var table: [[Int32]] = []
    for length in SpelledTrial.lengths {
      table.append((0..<length).map { _ in Int32(stream.below(spelling.characters)) })
    }
    self.table = table
    steps = (0..<count).map { _ in Int32(stream.below(table.count)) }
    words = steps.map { table[Int($0)].map(Int.init) }
  }

  /// The same for the engine.
  func spellings() throws(DatasetError) -> Spellings {
    try Spellings(steps: steps, words: table, characters: characters)
  }

  /// The inputs as the engine reads them in training, with words that it takes for unknown.
  static func dropWords(
    of data: Dataset, _ configuration: NetworkConfiguration, _ mode: PassMode
  ) -> Dataset.Track {
    guard case .training(let seed, let step) = mode,
      case .symbols(var symbols, let count) = data.inputs,
      let rate = configuration.spelling?.wordDropout, rate > 0
    else { return data.inputs }
    let masks = DropoutMasks(.words, rate: rate, layer: 0, direction: 0, seed: seed, step: step)
    var place = 0
    for (sequence, length) in data.lengths.enumerated() {
      for time in 0..<length {
        if masks.numbers(count: 1, sequence: sequence, time: time) == [0] { symbols[place] = 0 }
        place += 1
      }
    }
    return .symbols(symbols, count: count)
  }
}
