import Testing

@testable import Unroll

@Suite struct WordSplitTests {
  private let hundred = (0..<100).map { "word\($0)" }

  private func split(_ words: [String], _ fraction: Double, seed: UInt64 = 1) -> WordSplit {
    var generator = SplitMix(seed: seed)
    return WordSplit(words, validationFraction: fraction, using: &generator)
  }

  @Test func `Every word is on one side, in its order`() {
    let split = split(hundred, 0.25)
    #expect(split.validation.count == 25)
    let chosen = Set(split.validation)
    #expect(split.validation == hundred.filter { chosen.contains($0) })
    #expect(split.training == hundred.filter { !chosen.contains($0) })
    #expect(split.overlap == 0)
    #expect(self.split(hundred, 0.058).validation.count == 6)
  }

  @Test func `The seed decides, for ever`() {
    #expect(split(hundred, 0.5) == split(hundred, 0.5))
    #expect(split(hundred, 0.5) != split(hundred, 0.5, seed: 2))
    #expect(split(hundred, 0.05).validation == ["word22", "word24", "word63", "word79", "word96"])
  }

  @Test func `Equal words go to one side together`() {
    let words = hundred + hundred.reversed() + ["\u{E9}", "e\u{301}"]
    for seed in 0..<20 as Range<UInt64> {
      let split = split(words, 0.3, seed: seed)
      #expect(Set(split.training).isDisjoint(with: Set(split.validation)))
      #expect(split.training.count + split.validation.count == words.count)
      #expect(Set(split.validation).count == 30)
    }
  }

  @Test func `Each side gets a word when there are two`() {
    for fraction in [0.001, 0.5, 0.999] {
      for words in [["a", "b"], ["a", "a", "a", "b"], ["a", "b", "c"]] {
        let split = split(words, fraction)
        #expect(!split.training.isEmpty && !split.validation.isEmpty)
      }
    }
    #expect(split(hundred, 0.999).training.count == 1)
  }

  @Test func `One word, or a fraction of zero, leaves nothing for validation`() {
    #expect(split(["a", "a"], 0.5) == WordSplit(training: ["a", "a"], validation: []))
    #expect(split(hundred, 0) == WordSplit(training: hundred, validation: []))
    #expect(split([], 0.5) == WordSplit(training: [], validation: []))
  }

  @Test func `Validation words that are also training words are counted`() {
    let split = WordSplit(training: ["a", "b", "\u{E9}"], validation: ["c", "b", "e\u{301}", "b"])
    #expect(split.overlap == 3)
    #expect(split.training.count == 3)
  }

  @Test func `A fraction outside its range is a programmer's error`() async {
    await #expect(processExitsWith: .failure) {
      var generator = SplitMix(seed: 1)
      _ = WordSplit(["a"], validationFraction: 1, using: &generator)
    }
  }
}

@Suite struct ReproducibleShuffleTests {
  /// Gives the numbers that it holds, one after the other.
  private struct Script: RandomNumberGenerator {
    var numbers: [UInt64]

    mutating func next() -> UInt64 { numbers.removeFirst() }
  }

  @Test func `A draw that would favour some numbers is drawn again`() {
    // 2^64 = 1 mod 3, so of all draws one must go: the one whose low word is below 1, zero.
    var script = Script(numbers: [0, 1, .max])
    #expect(script.draw(below: 3) == 0)
    #expect(script.numbers == [.max])
    #expect(script.draw(below: 3) == 2)
  }

  @Test func `Draws are even`() {
    var generator = SplitMix(seed: 5)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<7_000 { counts[Int(generator.draw(below: 7))] += 1 }
    // Standard deviation 29: four of them, for a fixed seed.
    #expect(counts.allSatisfy { abs($0 - 1_000) < 117 })
  }

  @Test func `Every order of four comes about as often as any other`() {
    var generator = SplitMix(seed: 9)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<4_800 {
      var four = [0, 1, 2, 3]
      four.shuffleReproducibly(using: &generator)
      counts[four, default: 0] += 1
    }
    // Standard deviation 14: four of them, for a fixed seed.
    #expect(counts.count == 24)
    #expect(counts.values.allSatisfy { abs($0 - 200) < 56 })
  }

  @Test func `The order of a seed is pinned`() {
    var generator = SplitMix(seed: 42)
    var numbers = Array(0..<8)
    numbers.shuffleReproducibly(using: &generator)
    #expect(numbers == [4, 3, 2, 0, 7, 6, 1, 5])
    var none: [Int] = []
    none.shuffleReproducibly(using: &generator)
    #expect(none.isEmpty)
  }
}
