import Foundation
import Testing

@testable import Unroll

@Suite struct AlphabetTests {
  static let words = [
    "anna", "Жанна", "日本語", "naïve", "e\u{301}te\u{301}", "a b", "line\nend\r\nline",
    "\u{1F469}\u{200D}\u{1F469}\u{200D}\u{1F467}\u{200D}\u{1F466}", "\u{1F44D}\u{1F3FD}\u{1F44D}",
    "\u{1F1EB}\u{1F1F7}\u{1F1E9}\u{1F1EA}", "\u{2764}\u{FE0F}", "हिन्दी", "\u{301}", "각\u{1100}",
  ]

  @Test(arguments: SymbolUnit.allCases)
  func `A decoded word equals the encoded one`(unit: SymbolUnit) throws {
    let alphabet = try Alphabet(words: Self.words, unit: unit)
    for word in Self.words {
      let encoded = try alphabet.encode(word)
      #expect(alphabet.decode(encoded) == word)
      #expect(encoded.allSatisfy { $0 > 0 && $0 < alphabet.count })
      switch unit {
      case .character: #expect(encoded.count == word.count)
      case .scalar: #expect(encoded.count == word.unicodeScalars.count)
      case .byte: #expect(encoded.count == word.utf8.count)
      case .word: #expect(encoded.count == Array(WordTokens(word)).count)
      }
    }
  }

  @Test(arguments: SymbolUnit.allCases)
  func `Random words survive encoding and decoding`(unit: SymbolUnit) throws {
    var generator = SplitMix(seed: 3)
    let pool = Array(Self.words.joined().unicodeScalars)
    for _ in 0..<200 {
      var word = ""
      for _ in 0..<generator.draw(below: 12) {
        word.unicodeScalars.append(pool[Int(generator.draw(below: UInt64(pool.count)))])
      }
      let alphabet = try Alphabet(words: [word, "x"], unit: unit)
      #expect(alphabet.decode(try alphabet.encode(word)) == word)
      #expect(try Alphabet(symbols: alphabet.symbols, unit: unit) == alphabet)
    }
  }

  @Test func `Symbols are sorted by scalars, whatever the order of the words`() throws {
    let alphabet = try Alphabet(words: ["zé", "aZ", "日\u{1F600}", "ﬀ"])
    #expect(alphabet.symbols == ["", "Z", "a", "z", "é", "日", "ﬀ", "\u{1F600}"])
    #expect(try Alphabet(words: ["ﬀ", "日\u{1F600}", "aZ", "zé"]) == alphabet)
    // As strings they sort the other way: U+212B is equivalent to U+00C5.
    let scalars = try Alphabet(words: ["\u{212B}\u{100}"], unit: .scalar)
    #expect(scalars.symbols == ["", "\u{100}", "\u{212B}"])
    #expect(try alphabet.encode("zaZ") == [3, 2, 1])
    #expect(try alphabet.encode("") == [])
  }

  @Test func `Families, skin tones and flags are one character each`() throws {
    let word = "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}\u{1F44B}\u{1F3FF}\u{1F1EF}\u{1F1F5}"
    let alphabet = try Alphabet(words: [word])
    #expect(alphabet.count == 4)
    let decoded = alphabet.decode(try alphabet.encode(word))
    #expect(Array(decoded.utf8) == Array(word.utf8))
  }

  @Test func `Two spellings of a character are one symbol, kept in the shorter spelling`() throws {
    for words in [["\u{E9}", "e\u{301}"], ["e\u{301}", "\u{E9}"]] {
      let alphabet = try Alphabet(words: words)
      #expect(alphabet.symbols.map { Array($0.unicodeScalars) } == [[], ["\u{E9}"]])
      #expect(try alphabet.encode("e\u{301}") == [1])
      #expect(try alphabet.encode("\u{E9}") == [1])
    }
    #expect(try Alphabet(words: ["\u{E9}", "e\u{301}"], unit: .scalar).count == 4)
    #expect(try Alphabet(words: ["\u{E9}", "e\u{301}"], unit: .byte).count == 6)
  }

  @Test func `A character beyond ASCII that is equivalent to an ASCII one is that symbol`() throws {
    let alphabet = try Alphabet(words: ["\u{212A}", "K"])  // the Kelvin sign
    #expect(alphabet.symbols.map { Array($0.utf8) } == [[], [0x4B]])
    #expect(try alphabet.encode("K\u{212A}") == [1, 1])
    let kelvin = try Alphabet(symbols: ["", "\u{212A}"], unit: .character)
    #expect(try kelvin.encode("\u{212A}") == [1])
    #expect(kelvin != alphabet)
  }

  @Test func `CR LF is one character, and each alone another`() throws {
    let alphabet = try Alphabet(words: ["\r\n", "\r", "\n"])
    #expect(alphabet.count == 4)
    #expect(try alphabet.encode("\r\n").count == 1)
    #expect(try alphabet.encode("\n\r").count == 2)
  }

  @Test func `Byte symbols are written as the scalar of their value`() throws {
    let alphabet = try Alphabet(words: ["é"], unit: .byte)
    #expect(alphabet.symbols == ["", "\u{A9}", "\u{C3}"])
    #expect(alphabet.byte(of: 2) == 0xC3)
    #expect(alphabet.byte(of: 0) == nil)
    #expect(try Alphabet(words: ["é"]).byte(of: 1) == nil)
  }

  @Test func `Decoding stops at the end symbol and repairs bytes that are not UTF-8`() throws {
    let alphabet = try Alphabet(words: ["aé"], unit: .byte)  // 1 a, 2 0xA9, 3 0xC3
    #expect(alphabet.decode([1, 0, 1] as [Int32]) == "a")
    #expect(alphabet.decode([3, 1, 2] as [Int32]) == "\u{FFFD}a\u{FFFD}")
    #expect(try Alphabet(words: ["ab"]).decode([2, 1, 0, 2] as [Int32]) == "ba")
  }

  @Test func `An unknown symbol is named with its place`() throws {
    let alphabet = try Alphabet(words: ["abc"])
    let error = #expect(throws: DataError.self) { try alphabet.encode("ab\u{301}c") }
    #expect(
      error
        == .unknownSymbol(
          "b\u{301}", unit: .character, position: 2, word: "ab\u{301}c",
          alphabet: ["", "a", "b", "c"]))
    #expect(
      error?.description == """
        "b\u{301}" (U+0062 U+0301), character 2 of "ab\u{301}c", is not among the model's symbols \
        (3): a b c. Leave it out, or train on data that has it.
        """)
    let bytes = try Alphabet(words: ["abc"], unit: .byte)
    let byteError = #expect(throws: DataError.self) { try bytes.encode("aé") }
    #expect(byteError?.description.hasPrefix("byte 0xC3, byte 2 of \"aé\"") == true)
    let scalars = try Alphabet(words: ["abc"], unit: .scalar)
    let scalarError = #expect(throws: DataError.self) { try scalars.encode("c\u{1B}[2J") }
    #expect(scalarError?.description.hasPrefix("U+001B, scalar 2 of \"c\\u{001B}[2J\"") == true)
    #expect(throws: DataError.self) { try scalars.encode("é") }
  }

  @Test func `An alphabet survives JSON, and a broken one is refused there too`() throws {
    for unit in SymbolUnit.allCases {
      let alphabet = try Alphabet(words: Self.words, unit: unit)
      let json = try JSONEncoder().encode(alphabet)
      #expect(try JSONDecoder().decode(Alphabet.self, from: json) == alphabet)
    }
    let broken = Data(#"{"symbols":["","a","a"],"unit":"character"}"#.utf8)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Alphabet.self, from: broken) }
  }
}
