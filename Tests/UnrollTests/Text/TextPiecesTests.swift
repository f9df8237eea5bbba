import Testing

@testable import Unroll

@Suite("Texts in pieces")
struct TextPiecesTests {
  /// What can be joined across a border of pieces: a byte-order mark, scalars of two to four bytes, CR LF,
  /// accents, flags, families, separators, words with apostrophes.
  private static let text =
    "\u{FEFF}Né\r\nwo—rd's end'  <|>\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467} e\u{301}<|><|>"
    + "\u{1F1EB}\u{1F1F7}\u{1F1E9}\u{1F1EA}<|<|>last_1 x"

  /// Documents as arrays of symbols, from pieces of a size.
  private func documents(
    _ text: [UInt8], unit: SymbolUnit, separator: String, size: Int
  ) throws -> [[String]] {
    var pieces = TextPieces(unit: unit, separator: separator, source: "a text")
    var documents: [[String]] = [[]]
    func take(_ part: TextPieces.Part) {
      switch part {
      case .documentEnd: documents.append([])
      case .bytes(let bytes, _): documents[documents.count - 1] += bytes.map { "\($0)" }
      case .text(let text, _):
        let symbols =
          switch unit {
          case .character: text.map { String($0) }
          case .scalar: text.unicodeScalars.map { String($0) }
          case .word: WordTokens(text).map { String($0) }
          case .byte: text.utf8.map { "\($0)" }
          }
        documents[documents.count - 1] += symbols
      }
    }
    for start in stride(from: 0, to: text.count, by: size) {
      try pieces.add(text[start..<min(start + size, text.count)]) { take($0) }
    }
    try pieces.finish { take($0) }
    return documents
  }

  @Test("The size of the pieces changes nothing", arguments: SymbolUnit.allCases, ["", "<|>", " "])
  func sizes(unit: SymbolUnit, separator: String) throws {
    let bytes = Array(Self.text.utf8)
    let whole = try documents(bytes, unit: unit, separator: separator, size: bytes.count)
    for size in [1, 2, 3, 4, 5, 7, 11, 16, 40] {
      let cut = try documents(bytes, unit: unit, separator: separator, size: size)
      #expect(cut == whole, "pieces of \(size)")
    }
  }

  @Test("Symbols are what their unit says, and nothing is lost")
  func units() throws {
    let bytes = Array("don't stop, é 'x' a_1".utf8)
    func symbols(_ unit: SymbolUnit) throws -> [String] {
      try documents(bytes, unit: unit, separator: "", size: 3)[0]
    }
    #expect(
      try symbols(.word) == ["don't", " stop", ",", " é", " ", "'", "x", "'", " a_1"])
    #expect(try symbols(.character).count == 21 && symbols(.byte).count == 22)
    #expect(try symbols(.character).joined() == "don't stop, é 'x' a_1")
  }

  @Test("Documents end where the separator stands, and where the text does")
  func separators() throws {
    let found = try documents(
      Array("ab||c||||d|".utf8), unit: .character, separator: "||", size: 1)
    #expect(found == [["a", "b"], ["c"], [], ["d", "|"], []])
    let overlapping = try documents(
      Array("aaab".utf8), unit: .character, separator: "aa", size: 1)
    #expect(overlapping == [[], ["a", "b"], []])
  }

  @Test(
    "Bytes that are not UTF-8 are named with line and byte",
    arguments: [
      ([0x61, 0x0A, 0x62, 0xFF], 2, 2), ([0xC3], 1, 1),
      ([0x61, 0x0D, 0x0A, 0x0A, 0xE2, 0x82], 3, 1),
      ([0x0D, 0x61, 0xC0, 0xAF], 2, 2),
    ] as [([UInt8], Int, Int)])
  func invalid(bytes: [UInt8], line: Int, column: Int) {
    for size in [1, 2, 100] {
      #expect {
        try documents(bytes, unit: .character, separator: "", size: size)
      } throws: { error in
        guard case .invalidUTF8("a text", line, column, _) = error as? DataError else {
          return false
        }
        return true
      }
    }
  }

  @Test("UTF-16 and zero bytes are refused, unless bytes are the symbols")
  func binary() throws {
    let wide: [UInt8] = [0xFF, 0xFE, 0x61, 0]
    #expect(throws: DataError.wideEncoding(source: "a text")) {
      try documents(wide, unit: .scalar, separator: "", size: 1)
    }
    #expect {
      try documents(Array("ab\nc\0".utf8), unit: .word, separator: "", size: 2)
    } throws: { error in
      guard case .controlCharacter("a text", 2, 2, "\0") = error as? DataError else { return false }
      return true
    }
    #expect(
      try documents(wide, unit: .byte, separator: "", size: 1) == [["255", "254", "97", "0"], []])
  }
}
