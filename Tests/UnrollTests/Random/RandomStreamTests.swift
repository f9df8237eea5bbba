import TestSupport
import Testing

@testable import Unroll

@Suite("Random stream")
struct RandomStreamTests {
  @Test("Words are read in order, two to a number, block after block")
  func order() {
    var stream = RandomStream(seed: 0x0000_0002_0000_0001, purpose: .shuffling, index: 1 << 32 | 7)
    for block in 0..<3 as Range<UInt32> {
      let words = plainPhilox([block, 3, 7, 1], key: [1, 2])
      #expect(stream.next() == UInt64(words[1]) << 32 | UInt64(words[0]))
      #expect(stream.next() == UInt64(words[3]) << 32 | UInt64(words[2]))
    }
  }

  @Test("Seed, purpose and index each give another stream; the same three the same")
  func streams() {
    func first(_ seed: UInt64, _ purpose: RandomStream.Purpose, _ index: UInt64) -> UInt64 {
      var stream = RandomStream(seed: seed, purpose: purpose, index: index)
      return stream.next()
    }
    let choices: [(UInt64, RandomStream.Purpose, UInt64)] = [
      (1, .shuffling, 0), (2, .shuffling, 0), (1 << 32, .shuffling, 0), (1, .sampling, 0),
      (1, .shuffling, 1), (1, .shuffling, 1 << 32), (1, .initialisation, 0), (1, .trials, 0),
    ]
    #expect(Set(choices.map { first($0.0, $0.1, $0.2) }).count == choices.count)
    #expect(first(1, .split, 5) == first(1, .split, 5))
  }

  @Test("Streams are equal exactly when they will give the same numbers")
  func equality() {
    var a = RandomStream(seed: 1, purpose: .split)
    var b = a
    #expect(a == b)
    _ = a.next()
    #expect(a != b)
    _ = b.next()
    #expect(a == b && a.next() == b.next())
  }

  /// A thousand draws for each of ten numbers scatter by √900 = 30 about 1000: five of these.
  static let scatter = 150

  @Test("Numbers below a bound are in range and equally likely")
  func below() {
    var stream = RandomStream(seed: 9, purpose: .trials)
    var counts = [Int](repeating: 0, count: 10)
    for _ in 0..<10_000 { counts[stream.below(10)] += 1 }
    #expect(counts.allSatisfy { abs($0 - 1000) < Self.scatter }, "\(counts)")
    for bound in [1, 2, 3, 7, 1 << 40, Int.max] {
      for _ in 0..<200 { #expect((0..<bound).contains(stream.below(bound))) }
    }
    #expect((0..<50).allSatisfy { _ in stream.below(1) == 0 })
  }

  @Test(
    "A bound that does not divide 2^64 is unbiased: draws that would favour a number are rejected")
  func rejection() {
    // Of every eight draws that fall on three numbers without rejection, the third gets two.
    let bound = 0x6000_0000_0000_0000
    var stream = RandomStream(seed: 3, purpose: .trials)
    let third = (0..<10_000).count { _ in stream.below(bound) % 3 == 2 }
    // A third of 10,000 draws, scattering by 47; with the bias it would be a quarter.
    #expect(abs(third - 3333) < 240)
  }

  @Test("Uniform numbers are in [0, 1), with the mean and variance of the distribution")
  func uniform() {
    var stream = RandomStream(seed: 4, purpose: .trials)
    let numbers = (0..<20_000).map { _ in stream.uniform() }
    #expect(numbers.allSatisfy { $0 >= 0 && $0 < 1 })
    let mean = numbers.reduce(0, +) / 20_000
    let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000
    // The mean scatters by 0.002, the variance by 0.0005.
    #expect(abs(mean - 0.5) < 0.01 && abs(variance - 1 / 12.0) < 0.003)
  }

  @Test("Normal numbers have the moments of the distribution")
  func normal() {
    var stream = RandomStream(seed: 5, purpose: .trials)
    let count = 40_000
    let numbers = (0..<count).map { _ in stream.normal() }
    func moment(_ power: Int) -> Double {
      numbers.reduce(0) { sum, x in sum + (0..<power).reduce(1) { p, _ in p * x } } / Double(count)
    }
    // They scatter by 0.005, 0.007, 0.02 and 0.05.
    #expect(abs(moment(1)) < 0.025 && abs(moment(2) - 1) < 0.035)
    #expect(abs(moment(3)) < 0.1 && abs(moment(4) - 3) < 0.25)
    let beyondTwo = numbers.count { abs($0) > 2 }
    #expect(abs(Double(beyondTwo) / Double(count) - 0.0455) < 0.005)
  }

  @Test("A shuffle keeps all items, repeats itself, and puts each item anywhere")
  func shuffle() {
    var counts = [[Int]](repeating: [Int](repeating: 0, count: 5), count: 5)
    for index in 0..<2000 as Range<UInt64> {
      var items = Array(0..<5)
      var stream = RandomStream(seed: 1, purpose: .shuffling, index: index)
      items.shuffleReproducibly(using: &stream)
      #expect(items.sorted() == Array(0..<5))
      for (place, item) in items.enumerated() { counts[item][place] += 1 }
    }
    // 400 each, scattering by 18.
    #expect(counts.joined().allSatisfy { abs($0 - 400) < 90 }, "\(counts)")
    var (one, other) = (Array(0..<100), Array(0..<100))
    var stream = RandomStream(seed: 6, purpose: .shuffling)
    var again = stream
    one.shuffleReproducibly(using: &stream)
    other.shuffleReproducibly(using: &again)
    #expect(one == other && one != Array(0..<100))
    var none: [Int] = []
    none.shuffleReproducibly(using: &stream)
    #expect(none.isEmpty)
  }
}
