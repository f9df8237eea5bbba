import Foundation
import Testing

@testable import Unroll

@Suite struct WordListTests {
  private func words(_ text: String, repeats: WordList.Repeats = .drop) throws -> [String] {
    try WordList(bytes: Array(text.utf8), source: "list", repeats: repeats).words
  }

  private func expect(
    _ error: DataError, for bytes: [UInt8], at location: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: error, sourceLocation: location) {
      try WordList(bytes: bytes, source: "list")
    }
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `Lines may end as on any system, the last one also without`(end: String) throws {
    #expect(try words("anna" + end + "bo") == ["anna", "bo"])
    #expect(try words("anna" + end + "bo" + end) == ["anna", "bo"])
    let list = try WordList(bytes: Array((end + "a" + end + end + "b").utf8), source: "list")
    #expect(list.words == ["a", "b"])
    #expect(list.blankLines == 2)
  }

  @Test func `Line ends may be mixed`() throws {
    #expect(try words("a\rb\nc\r\nd\n\re") == ["a", "b", "c", "d", "e"])
  }

  @Test func `A byte-order mark is no part of the first word`() throws {
    #expect(try words("\u{FEFF}anna\nbo") == ["anna", "bo"])
    #expect(try words("a\u{FEFF}") == ["a\u{FEFF}"])
  }

  @Test func `White space around a word is taken off, and lines of nothing else are blank`() throws
  {
    let list = try WordList(
      bytes: Array("  Mary Ann\t\n \t \n\u{C}\u{B}bo \r\n".utf8), source: "list")
    #expect(list.words == ["Mary Ann", "bo"])
    #expect(list.blankLines == 1)
    #expect(try words("\u{A0}") == ["\u{A0}"])
  }

  @Test func `Repeated words are dropped and counted, or kept`() throws {
    let bytes = Array("bo\nanna\nbo\n bo\n\u{E9}\ne\u{301}".utf8)
    let dropped = try WordList(bytes: bytes, source: "list")
    #expect(dropped.words == ["bo", "anna", "\u{E9}"])
    #expect(dropped.droppedRepeats == 3)
    let kept = try WordList(bytes: bytes, source: "list", repeats: .keep)
    #expect(kept.words == ["bo", "anna", "bo", "bo", "\u{E9}", "\u{E9}"])
    #expect(kept.droppedRepeats == 0)
  }

  @Test func `One word is a list`() throws {
    #expect(try words("a") == ["a"])
  }

  @Test func `Text without words is refused`() {
    expect(.noWords(source: "list", blankLines: 0), for: [])
    expect(.noWords(source: "list", blankLines: 0), for: [0xEF, 0xBB, 0xBF])
    expect(.noWords(source: "list", blankLines: 3), for: Array("\n \r\n\t".utf8))
  }

  @Test func `Control characters are refused with line and column`() {
    func control(_ scalar: Unicode.Scalar, line: Int, column: Int) -> DataError {
      .controlCharacter(source: "list", line: line, column: column, scalar)
    }
    expect(control("\0", line: 1, column: 1), for: [0])
    expect(control("\t", line: 2, column: 6), for: Array("x\r\n José\t1".utf8))
    expect(control("\u{1B}", line: 3, column: 2), for: Array("x\n\na\u{1B}[2J".utf8))
    expect(control("\u{7F}", line: 1, column: 2), for: Array("é\u{7F}é".utf8))
    expect(control("\u{85}", line: 1, column: 3), for: Array("aé\u{85}b".utf8))
    expect(control("\u{80}", line: 1, column: 1), for: [0xC2, 0x80])
    expect(control("\u{9F}", line: 1, column: 3), for: Array("e\u{301}\u{9F}".utf8))
    #expect(throws: Never.self) { try words("\u{A0}\u{200D}") }
  }

  @Test func `Bytes that are not UTF-8 are refused with line and byte`() {
    func invalid(_ byte: UInt8, line: Int, byteColumn: Int) -> DataError {
      .invalidUTF8(source: "list", line: line, byteColumn: byteColumn, byte: byte)
    }
    expect(invalid(0xE9, line: 2, byteColumn: 5), for: Array("é\n Jos".utf8) + [0xE9, 0x0A])
    expect(invalid(0xE9, line: 1, byteColumn: 3), for: Array("é".utf8) + [0xE9])
    expect(invalid(0xED, line: 1, byteColumn: 1), for: [0xED, 0xA0, 0x80])
    expect(invalid(0xC0, line: 1, byteColumn: 2), for: [0x61, 0xC0, 0xAF])
  }

  @Test func `UTF-16 is refused by its mark, without one by its zeros`() {
    expect(.wideEncoding(source: "list"), for: [0xFF, 0xFE, 0x61, 0x00])
    expect(.wideEncoding(source: "list"), for: [0xFE, 0xFF, 0x00, 0x61])
    expect(
      .controlCharacter(source: "list", line: 1, column: 2, "\0"), for: [0x61, 0x00, 0x62, 0x00])
  }

  @Test func `The longest word is taken, one scalar more is refused`() throws {
    let limit = WordList.maximumWordLength
    let longest = String(repeating: "é", count: limit)
    #expect(try words("a\n" + longest) == ["a", longest])
    expect(
      .wordTooLong(source: "list", line: 2, length: limit + 1, limit: limit),
      for: Array("a\n\(longest)x".utf8))
  }

  @Test func `A line of a million characters is answered quickly`() {
    let million = [UInt8](repeating: 0x78, count: 1_000_000)
    let limit = WordList.maximumWordLength
    let clock = ContinuousClock()
    let time = clock.measure {
      expect(
        .wordTooLong(source: "list", line: 1, length: 1_000_000, limit: limit), for: million)
    }
    #expect(time < .seconds(5))
  }

  @Test func `A heap of marks is refused, what writing needs is not`() throws {
    let limit = CombiningMarks.limit
    let most = "a" + String(repeating: "\u{301}", count: limit)
    #expect(try words(most + most) == [most + most])
    expect(
      .tooManyMarks(source: "list", line: 2, limit: limit), for: Array("x\n\(most)\u{323}".utf8))
  }

  @Test func `Random bytes make an error, or the words that another reading of the rules makes`() {
    var generator = SplitMix(seed: 11)
    let pool = ["\n", "\r", " ", "\t", "\u{FEFF}", "a", "b", "é", "e\u{301}", "\u{1F600}"]
    var accepted = 0
    for round in 0..<2_000 {
      var bytes: [UInt8] = []
      for _ in 0..<generator.draw(below: 12) {
        bytes += Array(pool[Int(generator.draw(below: UInt64(pool.count)))].utf8)
      }
      if round % 2 == 0, !bytes.isEmpty {
        let place = Int(generator.draw(below: UInt64(bytes.count)))
        bytes[place] = UInt8(truncatingIfNeeded: generator.next())
      }
      guard let list = try? WordList(bytes: bytes, source: "list", repeats: .keep) else { continue }
      accepted += 1
      // The same rules in another way.
      var scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars[...]
      if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
      let expected = scalars.split { $0 == "\n" || $0 == "\r" }.map {
        String($0).trimmingCharacters(in: CharacterSet(charactersIn: " \t\u{B}\u{C}"))
      }
      #expect(list.words == expected.filter { !$0.isEmpty })
    }
    #expect(accepted > 500)
  }
}
