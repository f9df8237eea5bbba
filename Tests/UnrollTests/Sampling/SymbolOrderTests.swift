import Foundation
import Testing

@testable import Unroll

/// What is drawn for each random number, not only how often.
@Suite("The order in which symbols are drawn")
struct SymbolOrderTests {
  /// Logits of some symbols, many of them alike.
  private func logits(_ count: Int, seed: UInt64) -> [Float] {
    var stream = RandomStream(seed: seed, purpose: .trials, index: UInt64(count))
    return (0..<count).map { _ in
      let step = (6 * stream.uniform()).rounded()
      return Float(stream.uniform() < 0.5 ? step : 6 * stream.uniform())
    }
  }

  private func options(
    temperature: Double = 1, topK: Int? = nil, topP: Double? = nil
  ) -> SamplingOptions {
    var options = SamplingOptions()
    options.temperature = temperature
    options.topK = topK
    options.topP = topP
    return options
  }

  private func draws(
    _ logits: [Float], _ options: SamplingOptions, count: Int
  ) -> [Int32?] {
    var stream = RandomStream(seed: 8, purpose: .trials)
    var choice = SymbolChoice(options, symbols: logits.count)
    return (0..<count).map { _ in choice.draw(logits, using: &stream) }
  }

  @Test("Keeping all symbols draws the very symbols that keeping none apart draws")
  func keepingAll() {
    for count in [1, 2, 65, 300] {
      let logits = logits(count, seed: 1)
      for temperature in [0.5, 1, 3] {
        let plain = draws(logits, options(temperature: temperature), count: 500)
        for (topK, topP) in [
          (count, nil), (count + 1, nil), (.max, nil), (nil, 1), (nil, 2), (count, 1),
        ] as [(Int?, Double?)] {
          let kept = options(temperature: temperature, topK: topK, topP: topP)
          #expect(draws(logits, kept, count: 500) == plain, "\(count) symbols, \(kept)")
        }
      }
    }
  }

  /// The symbol by the definition, in Double and by sorting; nil where rounding may decide.
  private func defined(_ logits: [Float], _ options: SamplingOptions, point: Double) -> Int32? {
    let tolerance = 1e-5
    let best = Double(logits.max() ?? 0)
    let weights = logits.map { exp((Double($0) - best) / options.temperature) }
    var kept = logits.indices.sorted { (logits[$0], -$0) > (logits[$1], -$1) }
    if let topK = options.topK { kept = Array(kept.prefix(max(topK, 1))) }
    if let topP = options.topP {
      let goal = topP * kept.reduce(0) { $0 + weights[$1] }
      var sum = 0.0
      var fewest = 0
      while fewest < kept.count && sum < goal {
        sum += weights[kept[fewest]]
        fewest += 1
        if abs(sum - goal) < tolerance { return nil }
      }
      kept = Array(kept.prefix(max(fewest, 1)))
    }
    var rest = point * kept.reduce(0) { $0 + weights[$1] }
    for symbol in kept.sorted() {
      if abs(rest - weights[symbol]) < tolerance { return nil }
      if rest < weights[symbol] { return Int32(symbol) }
      rest -= weights[symbol]
    }
    return nil
  }

  @Test(
    "Each symbol is the one at which the probabilities of what is kept, in the order of symbols, pass",
    arguments: [1, 2, 3, 16, 17, 65, 300])
  func order(count: Int) {
    var decided = 0
    let trials = 60
    for trial in 0..<trials {
      var chance = RandomStream(seed: UInt64(trial), purpose: .trials)
      let logits = logits(count, seed: UInt64(trial))
      let options = options(
        temperature: 0.3 + 2 * chance.uniform(),
        topK: chance.uniform() < 0.5 ? nil : 1 + chance.below(count),
        topP: chance.uniform() < 0.5 ? nil : chance.uniform())
      var stream = RandomStream(seed: 8, purpose: .trials)
      var points = stream
      var choice = SymbolChoice(options, symbols: count)
      for _ in 0..<20 {
        let drawn = choice.draw(logits, using: &stream)
        guard let expected = defined(logits, options, point: points.uniform()) else { continue }
        #expect(drawn == expected, "\(options), trial \(trial)")
        decided += 1
      }
    }
    #expect(decided > trials * 20 * 9 / 10, "the test shows nothing")
  }

  @Test("Symbols of a large alphabet come as often as the softmax says")
  func distribution() {
    let (count, draws) = (65, 40_000)
    let logits = logits(count, seed: 3).map { $0 / 2 }
    var counts = [Int](repeating: 0, count: count)
    for symbol in self.draws(logits, options(), count: draws) {
      if let symbol { counts[Int(symbol)] += 1 }
    }
    let weights = logits.map { exp(Double($0)) }
    let total = weights.reduce(0, +)
    var chiSquare = 0.0
    for (count, weight) in zip(counts, weights) {
      let expected = weight / total * Double(draws)
      chiSquare += (Double(count) - expected) * (Double(count) - expected) / expected
    }
    #expect(counts.reduce(0, +) == draws)
    // With 64 degrees of freedom one seed in ten thousand is above 112.
    #expect(chiSquare < 112)
    // A symbol for its neighbour would be far beyond it.
    #expect(chiSquare > 20)
  }

  @Test(
    "Equal, rising and falling logits of tens of thousands of symbols take no quadratic time",
    .timeLimit(.minutes(1)))
  func large() {
    let count = 30_000
    let equal = [Float](repeating: 1, count: count)
    let rising = (0..<count).map { Float($0) / 10_000 }
    for logits in [equal, rising, rising.reversed()] {
      for options in [options(topK: 100), options(topP: 0.01), options(topK: 500, topP: 0.1)] {
        let kept = draws(logits, options, count: 4).compactMap { $0 }
        #expect(kept.count == 4)
        #expect(kept.allSatisfy { logits[Int($0)] >= (logits.max() ?? 0) - 0.2 })
        if logits == equal { #expect(kept.allSatisfy { $0 < 600 }) }
      }
    }
  }
}
