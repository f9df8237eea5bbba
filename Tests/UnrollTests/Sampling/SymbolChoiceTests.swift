import Foundation
import Testing

@testable import Unroll

private let draws = 4_000

/// The chi-square statistic of 3 degrees of freedom is above this for one seed in ten thousand. A
/// probability of 0.4 in place of 0.33 gives twice as much with so many draws.
private let chiSquareLimit = 21.1

@Suite("The choice of a symbol")
struct SymbolChoiceTests {
  /// How often each of `count` symbols is drawn.
  private func counts(
    _ logits: [Float], _ options: SamplingOptions, seed: UInt64 = 1,
    allowed: (Int32) -> Bool = { _ in true }
  ) -> [Int] {
    var stream = RandomStream(seed: seed, purpose: .trials)
    var counts = [Int](repeating: 0, count: logits.count)
    var choice = SymbolChoice(options, symbols: logits.count)
    for _ in 0..<draws {
      guard let symbol = choice.draw(logits, allowed: allowed, using: &stream) else { continue }
      counts[Int(symbol)] += 1
    }
    return counts
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

  /// Holds counts against weights that are proportional to the expected probabilities.
  private func expectDrawn(
    _ counts: [Int], _ weights: [Double], at location: SourceLocation = #_sourceLocation
  ) {
    let total = weights.reduce(0, +)
    var chiSquare = 0.0
    for (count, weight) in zip(counts, weights) {
      let expected = weight / total * Double(draws)
      if weight == 0 {
        #expect(count == 0, "\(counts) for \(weights)", sourceLocation: location)
      } else {
        chiSquare += (Double(count) - expected) * (Double(count) - expected) / expected
      }
    }
    #expect(counts.reduce(0, +) == draws, sourceLocation: location)
    #expect(
      chiSquare < chiSquareLimit, "\(counts) for \(weights)", sourceLocation: location)
  }

  private func logits(_ weights: [Double]) -> [Float] { weights.map { Float(log($0)) } }

  @Test("Symbols come as often as the softmax says, whatever constant the logits carry")
  func softmax() {
    let logits = logits([3, 1, 4, 2])
    expectDrawn(counts(logits, options()), [3, 1, 4, 2])
    expectDrawn(counts(logits.map { $0 + 500 }, options(), seed: 2), [3, 1, 4, 2])
    expectDrawn(counts(logits.map { $0 - 500 }, options(), seed: 3), [3, 1, 4, 2])
  }

  @Test("Temperature takes the probabilities to the power of its inverse")
  func temperature() {
    let logits = logits([3, 1, 4, 2])
    expectDrawn(counts(logits, options(temperature: 0.5)), [9, 1, 16, 4])
    expectDrawn(
      counts(logits, options(temperature: 2)),
      [Double(3).squareRoot(), 1, 2, Double(2).squareRoot()])
  }

  @Test("Temperature 0 takes the likeliest symbol, of equals the lowest")
  func greedy() {
    for temperature in [0, -1, Double.nan, -Double.infinity] {
      #expect(counts([1, 5, 3, 5], options(temperature: temperature))[1] == draws)
    }
  }

  @Test("A tiny temperature is greedy up to ties, a huge one makes all alike")
  func extremeTemperatures() {
    for temperature in [1e-300, Double.leastNonzeroMagnitude] {
      expectDrawn(counts([5, 1, 5, 4.9999], options(temperature: temperature)), [1, 0, 1, 0])
    }
    for temperature in [1e300, Double.infinity] {
      expectDrawn(counts([5, -30, 0, 1e30], options(temperature: temperature)), [1, 1, 1, 1])
    }
  }

  @Test("Top-k keeps the k likeliest, of equals the lowest")
  func topK() {
    let logits = logits([3, 1, 4, 2])
    #expect(counts(logits, options(topK: 1))[2] == draws)
    expectDrawn(counts(logits, options(topK: 2)), [3, 0, 4, 0])
    expectDrawn(counts(logits, options(topK: 3)), [3, 0, 4, 2])
    expectDrawn(counts(logits, options(topK: 4)), [3, 1, 4, 2])
    expectDrawn(counts(logits, options(topK: .max)), [3, 1, 4, 2])
    expectDrawn(counts([1, 1, 1, 1], options(topK: 2)), [1, 1, 0, 0])
  }

  @Test("Top-k under 1 keeps one", arguments: [0, -1, .min])
  func topKTooSmall(topK: Int) {
    #expect(counts([1, 5, 3], options(topK: topK))[1] == draws)
  }

  @Test(
    "Top-p keeps the fewest likeliest that reach it",
    arguments: [
      (0, 1), (-1, 1), (0.25, 1), (0.26, 2), (0.5, 2), (0.51, 3), (0.75, 3), (0.76, 4), (1, 4),
      (2, 4), (.nan, 4),
    ])
  func topPOfEquals(topP: Double, kept: Int) {
    // Equal logits: the sums of probabilities are exact.
    expectDrawn(
      counts([7, 7, 7, 7], options(topP: topP)), (0..<4).map { $0 < kept ? 1 : 0 })
  }

  @Test("Top-p goes by the probabilities at the temperature, among what top-k kept")
  func topPCombined() {
    let logits = logits([3, 1, 4, 2])
    expectDrawn(counts(logits, options(topP: 0.69)), [3, 0, 4, 0])
    expectDrawn(counts(logits, options(topP: 0.71)), [3, 0, 4, 2])
    // 4 of the top 2's 7 are 0.571, of all 10 they are 0.4.
    expectDrawn(counts(logits, options(topK: 2, topP: 0.55)), [0, 0, 1, 0])
    expectDrawn(counts(logits, options(topK: 2, topP: 0.6)), [3, 0, 4, 0])
    // At temperature 0.5 the weights are 9, 1, 16, 4: 16 of 30 are 0.533.
    expectDrawn(counts(logits, options(temperature: 0.5, topP: 0.5)), [0, 0, 1, 0])
  }

  @Test("What is not allowed is left out before top-k and top-p")
  func allowed() {
    let logits = logits([3, 1, 4, 2])
    expectDrawn(counts(logits, options(), allowed: { $0 != 2 }), [3, 1, 0, 2])
    expectDrawn(counts(logits, options(topK: 2), allowed: { $0 != 2 }), [3, 0, 0, 2])
    expectDrawn(counts(logits, options(topP: 0.49), allowed: { $0 != 2 }), [1, 0, 0, 0])
    #expect(counts(logits, options(temperature: 0), allowed: { $0 != 2 })[0] == draws)
  }

  @Test("NaN and minus infinity are impossible, infinity is certain")
  func nonFinite() {
    expectDrawn(counts([.nan, 1, -.infinity, 1], options()), [0, 1, 0, 1])
    #expect(counts([1, .infinity, 2, .infinity], options())[1] == draws)
    #expect(counts([.nan, 1, -.infinity], options(temperature: 0))[1] == draws)
    // The widest range that logits can have.
    let largest = Float.greatestFiniteMagnitude
    #expect(counts([-largest, largest], options())[1] == draws)
  }

  @Test("With nothing possible there is no symbol")
  func nothing() {
    var stream = RandomStream(seed: 1, purpose: .trials)
    for temperature in [0, 1.0] {
      let options = options(temperature: temperature, topK: 2, topP: 0.5)
      var empty = SymbolChoice(options, symbols: 0)
      #expect(empty.draw([], using: &stream) == nil)
      var choice = SymbolChoice(options, symbols: 2)
      #expect(choice.draw([1, 2], allowed: { _ in false }, using: &stream) == nil)
      #expect(choice.draw([.nan, -.infinity], using: &stream) == nil)
      // What was excluded for one symbol is not for the next.
      #expect(choice.draw([1, .infinity], using: &stream) == 1)
    }
  }
}
