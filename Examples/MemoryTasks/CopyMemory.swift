import Foundation
import Unroll

/// Copy memory (Hochreiter and Schmidhuber, 1997, in the form of arXiv:1803.01271): ten symbols out of
/// eight, a long pause of `steps` blanks, then a signal eleven times, at whose ten last the ten symbols
/// are to be repeated. All other answers are blanks.
enum CopyMemory {
  /// Symbols to remember.
  static let length = 10
  /// Blank, eight symbols, the signal.
  static let symbols = 10

  /// The cross-entropy without memory: blanks for certain, then symbols by chance.
  static func baseline(steps: Int) -> Double {
    Double(length) * log(8) / Double(steps + 2 * length)
  }

  /// Made-up sequences, each from a stream of its own.
  static func data(
    count: Int, steps: Int, seed: UInt64, first: Int
  ) throws(DatasetError) -> Dataset {
    var inputs: [Int32] = []
    var targets: [Int32] = []
    for index in first..<first + count {
      var stream = RandomStream(seed: seed, purpose: .trials, index: UInt64(index))
      let remembered = (0..<length).map { _ in Int32(1 + stream.below(8)) }
      inputs += remembered + [Int32](repeating: 0, count: steps - 1)
      inputs += [Int32](repeating: 9, count: length + 1)
      targets += [Int32](repeating: 0, count: steps + length) + remembered
    }
    return try Dataset(
      inputs: .symbols(inputs, count: symbols), targets: .symbols(targets, count: symbols),
      lengths: [Int](repeating: steps + 2 * length, count: count))
  }
}
