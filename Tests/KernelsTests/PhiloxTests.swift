import KernelBodies
import TestSupport
import Testing

@Suite("The counter-based generator Philox")
struct PhiloxTests {
  struct KnownAnswer: Sendable {
    let counter: [UInt32]
    let key: [UInt32]
    let words: [UInt32]
  }

  /// Known answers from Random123's kat_vectors (Salmon et al., 2011), philox4x32 with ten rounds.
  static let knownAnswers = [
    KnownAnswer(
      counter: [0, 0, 0, 0], key: [0, 0],
      words: [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
    KnownAnswer(
      counter: [.max, .max, .max, .max], key: [.max, .max],
      words: [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
    KnownAnswer(
      counter: [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
      key: [0xa409_3822, 0x299f_31d0],
      words: [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]),
  ]

  @Test("Gives the published numbers, and so does its twin", arguments: knownAnswers)
  func published(answer: KnownAnswer) {
    #expect(words(answer.counter, answer.key) == answer.words)
    #expect(plainPhilox(answer.counter, key: answer.key) == answer.words)
  }

  @Test("Agrees with its twin on counters and keys of all kinds")
  func twin() {
    var generator = TestGenerator(seed: 21)
    for _ in 0..<1_000 {
      let counter = (0..<4).map { _ in UInt32(truncatingIfNeeded: generator.next()) }
      let key = (0..<2).map { _ in UInt32(truncatingIfNeeded: generator.next()) }
      #expect(words(counter, key) == plainPhilox(counter, key: key), "\(counter), \(key)")
    }
  }

  private func words(_ counter: [UInt32], _ key: [UInt32]) -> [UInt32] {
    let words = philox(SIMD4(counter), key: SIMD2(key))
    return (0..<4).map { words[$0] }
  }
}
