import Foundation
import Kernels
import TestSupport
import Testing

@Suite("A row of candidates")
struct CandidatesTests {
  /// Sizes around a vector, a block of sums, and several of these.
  static let counts = awkwardSizes + [15, 16, 65, 100]

  /// Candidates with scores, none of them weighed.
  private func candidates(_ scores: [Float]) -> Candidates {
    let candidates = Candidates(count: scores.count)
    // A filler of NaN in the padding shows when it is taken for a score.
    let row = GuardedMatrix(PlainMatrix(rows: 1, columns: scores.count, values: scores))
    candidates.read(row.block)
    return candidates
  }

  @Test("Weights are exponentials of the distances to the largest score", arguments: counts)
  func weights(count: Int) {
    var generator = TestGenerator(seed: UInt64(count))
    let scores = generator.floats(count, in: -4...4)
    for level in InstructionSet.available {
      for temperature in [0.3, 1, 2.5] {
        let candidates = candidates(scores)
        let largest = candidates.largest
        #expect(largest == scores.max())
        #expect(candidates.first(with: largest) == scores.firstIndex(of: largest))
        candidates.weigh(largest: largest, temperature: temperature, using: level)
        var sum = 0.0
        for (index, score) in scores.enumerated() {
          let exponent = Double(score - largest) / temperature
          let expected = exp(exponent)
          // Four roundings of the exponent, 1.1 units in the last place of the exponential.
          let bound = expected * (4 * -exponent + 4) * 0x1p-24
          #expect(abs(Double(candidates[index]) - expected) <= bound, "\(level.name), \(index)")
          sum += Double(candidates[index])
        }
        #expect(abs(candidates.sum - sum) <= 1e-14 * sum)
      }
    }
  }

  @Test(
    "The candidate at a point is the first at which the sum of weights passes it",
    arguments: counts)
  func points(count: Int) {
    // Powers of two: all sums are exact.
    let scores = (0..<count).map { index in index % 3 == 1 ? -.infinity : 0 as Float }
    let candidates = candidates(scores)
    candidates.weigh(largest: 0, temperature: 1, using: .active)
    let possible = (0..<count).filter { $0 % 3 != 1 }
    #expect(candidates.sum == Double(possible.count))
    for (rank, index) in possible.enumerated() {
      for share in [0, 0.5, 0.999] {
        #expect(candidates.candidate(at: Double(rank) + share) == index)
      }
    }
    // What rounding may give: the last one that has a weight.
    for beyond in [0, 1, 1e9] {
      #expect(candidates.candidate(at: Double(possible.count) + beyond) == possible.last)
    }
  }

  @Test(
    "What is excluded, NaN or minus infinity has no weight, wherever it stands", arguments: counts)
  func impossible(count: Int) {
    for place in 0..<count {
      for (score, isExcluded) in [(3, true), (.nan, false), (-.infinity, false)]
        as [(Float, Bool)]
      {
        var scores = (0..<count).map { Float($0 % 2) }
        scores[place] = score
        let candidates = candidates(scores)
        if isExcluded { candidates.exclude(place) }
        let others = scores.indices.filter { $0 != place }.map { scores[$0] }
        #expect(candidates.largest == (others.max() ?? -.infinity))
        guard let largest = others.max() else { continue }
        candidates.weigh(largest: largest, temperature: 1, using: .active)
        #expect(candidates[place] == 0)
        #expect(others.count == 0 || candidates.sum > 0)
        for step in 0...20 {
          let point = candidates.sum * Double(step) / 20
          #expect(candidates.candidate(at: point) != place)
        }
      }
    }
  }

  @Test("Weights stay right at the ends of what scores and temperatures can be")
  func extremes() {
    let largest = Float.greatestFiniteMagnitude
    for (scores, temperature, weights) in [
      ([-largest, largest], 1, [0, 1]), ([-largest, largest, largest], 1e-300, [0, 1, 1]),
      ([5, -30, 1e30], 1e300, [1, 1, 1]), ([5, -30, 1e30], .infinity, [1, 1, 1]),
      ([5, 4.9999, 5], .leastNonzeroMagnitude, [1, 0, 1]), ([-1e-45, 0], 1, [1, 1]),
    ] as [([Float], Double, [Float])] {
      let candidates = candidates(scores)
      candidates.weigh(largest: candidates.largest, temperature: temperature, using: .active)
      #expect(scores.indices.map { candidates[$0] } == weights, "\(scores) at \(temperature)")
    }
  }

  @Test("Without candidates, or without a possible one, there is none to draw")
  func nothing() {
    for scores in [[], [-.infinity], [.nan, -.infinity, .nan]] as [[Float]] {
      let candidates = candidates(scores)
      #expect(candidates.largest == -.infinity)
    }
    let candidates = candidates([0, 0])
    candidates.weigh(largest: 0, temperature: 1, using: .active)
    for index in 0..<2 { candidates[index] = 0 }
    #expect(candidates.sum == 0)
    #expect(candidates.candidate(at: 0) == nil)
  }
}
