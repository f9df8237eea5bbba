import Testing

@testable import Unroll

@Suite struct UTF8ContinuationTests {
  /// Whether the automaton takes the bytes and may end after them.
  private func accepts(_ bytes: [UInt8]) -> Bool {
    var state = UTF8Continuation()
    for byte in bytes {
      guard state.allows(byte) else { return false }
      state.advance(byte)
    }
    return state.isAtBoundary
  }

  private func isValid(_ bytes: [UInt8]) -> Bool {
    String(validating: bytes, as: UTF8.self) != nil
  }

  @Test func `Sequences of one and two bytes are accepted exactly when they are valid`() {
    for first in UInt8.min...UInt8.max {
      #expect(accepts([first]) == isValid([first]))
      for second in UInt8.min...UInt8.max
      where accepts([first, second]) != isValid([first, second]) {
        Issue.record("bytes \(first) \(second)")
      }
    }
  }

  @Test func `Longer sequences are accepted exactly when they are valid`() {
    let leading: [UInt8] = [0x41, 0xC1, 0xC2, 0xDF] + Array(0xE0...0xFF)
    let trailing: [UInt8] = [0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0]
    for first in leading {
      for second in trailing {
        for third in trailing {
          let three = [first, second, third]
          if accepts(three) != isValid(three) { Issue.record("bytes \(three)") }
          for fourth in trailing where accepts(three + [fourth]) != isValid(three + [fourth]) {
            Issue.record("bytes \(three + [fourth])")
          }
        }
      }
    }
  }

  @Test func `The first and last scalar of each length are accepted`() {
    for code: UInt32 in [
      0x0, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF,
    ] {
      let bytes = Unicode.Scalar(code).map { Array(String($0).utf8) } ?? []
      #expect(!bytes.isEmpty && accepts(bytes))
    }
  }

  @Test func `Overlong forms, surrogates and scalars past the last are refused`() {
    #expect(!accepts([0xC0, 0xAF]))
    #expect(!accepts([0xE0, 0x80, 0xAF]))
    #expect(!accepts([0xF0, 0x80, 0x80, 0xAF]))
    #expect(!accepts([0xED, 0xA0, 0x80]))
    #expect(!accepts([0xF4, 0x90, 0x80, 0x80]))
  }

  @Test func `A scalar may only end when it is whole`() {
    var state = UTF8Continuation()
    #expect(state.isAtBoundary)
    for (byte, boundary) in [(0xF0, false), (0x9F, false), (0x98, false), (0x80, true)] {
      state.advance(UInt8(byte))
      #expect(state.isAtBoundary == boundary)
    }
    #expect(state == UTF8Continuation())
  }

  @Test func `Bytes sampled among those allowed always make valid UTF-8`() {
    var generator = SplitMix(seed: 7)
    for _ in 0..<200 {
      var state = UTF8Continuation()
      var bytes: [UInt8] = []
      while bytes.count < 24 || !state.isAtBoundary {
        let byte = UInt8(truncatingIfNeeded: generator.next())
        guard state.allows(byte) else { continue }
        state.advance(byte)
        bytes.append(byte)
      }
      #expect(isValid(bytes))
    }
  }

  @Test(
    arguments: [
      ([], nil), ([0x61, 0x62], nil), ([0xE9, 0x73], 0), ([0x61, 0xC3, 0xA9], nil),
      ([0x61, 0xC3], 1), ([0x61, 0xC3, 0x61], 1), ([0x61, 0x62, 0xF0, 0x9F, 0x98], 2),
      ([0x80], 0), ([0xC3, 0xA9, 0xFF], 2),
    ] as [([UInt8], Int?)])
  func `The first ill-formed scalar is found where it begins`(bytes: [UInt8], offset: Int?) {
    #expect(UTF8Continuation.firstInvalidOffset(in: bytes) == offset)
  }
}
