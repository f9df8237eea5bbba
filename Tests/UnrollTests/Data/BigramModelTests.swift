import Foundation
import Testing

@testable import Unroll

@Suite struct BigramModelTests {
  /// Double arithmetic on a handful of terms.
  static let tolerance = 1e-12

  @Test func `The loss is the one worked out by hand`() {
    // Words "ab" and "a" over end 0, a 1, b 2. Pairs: 0→1 twice, 1→2, 2→0, 1→0.
    let model = BigramModel(words: [[1, 2], [1]], symbolCount: 3)
    #expect(abs(model.probability(of: 1, after: 0) - 3.0 / 5) < Self.tolerance)
    #expect(abs(model.probability(of: 2, after: 1) - 2.0 / 5) < Self.tolerance)
    #expect(abs(model.probability(of: 0, after: 2) - 2.0 / 4) < Self.tolerance)
    #expect(abs(model.probability(of: 2, after: 2) - 1.0 / 4) < Self.tolerance)
    // "b" is predicted by 0→2 and 2→0, "a" by 0→1 and 1→0.
    let sum = -(log(1.0 / 5) + log(2.0 / 4) + log(3.0 / 5) + log(2.0 / 5))
    #expect(abs(model.loss(of: [[2], [1]]) - sum / 4) < Self.tolerance)
  }

  @Test func `The probabilities after a symbol sum to one, also after one never seen`() {
    let model = BigramModel(words: [[1, 2, 1], [3]], symbolCount: 5, smoothing: 0.25)
    for before in 0..<5 as Range<Int32> {
      let sum = (0..<5 as Range<Int32>).reduce(0) { $0 + model.probability(of: $1, after: before) }
      #expect(abs(sum - 1) < Self.tolerance)
    }
  }

  @Test func `Without training every symbol costs the logarithm of their number`() {
    let model = BigramModel(words: [], symbolCount: 4)
    #expect(abs(model.loss(of: [[1, 2, 3]]) - log(4)) < Self.tolerance)
  }

  @Test func `The empty word is its end alone`() {
    let model = BigramModel(words: [[], []], symbolCount: 2)
    #expect(abs(model.loss(of: [[]]) + log(3.0 / 4)) < Self.tolerance)
  }

  @Test func `Many symbols cost no square of memory`() {
    let limit = Int32(Alphabet.maximumCount)
    let model = BigramModel(words: [[limit - 1, 1]], symbolCount: Int(limit))
    #expect(model.probability(of: 1, after: limit - 1) == 2 / Double(limit + 1))
  }

  @Test func `Words judged by nothing, or foreign symbols, are a programmer's error`() async {
    await #expect(processExitsWith: .failure) {
      _ = BigramModel(words: [], symbolCount: 2).loss(of: [])
    }
    await #expect(processExitsWith: .failure) {
      _ = BigramModel(words: [[2]], symbolCount: 2)
    }
  }
}
