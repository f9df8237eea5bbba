import Testing

@testable import Unroll

@Suite struct AlphabetValidationTests {
  private func expect(
    _ error: DataError, for symbols: [String], _ unit: SymbolUnit,
    at location: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: error, sourceLocation: location) { try Alphabet(symbols: symbols, unit: unit) }
  }

  @Test func `An alphabet without symbols is refused`() {
    expect(.emptyAlphabet, for: [], .character)
    expect(.emptyAlphabet, for: [""], .byte)
    #expect(throws: DataError.emptyAlphabet) { try Alphabet(words: [""]) }
  }

  @Test func `Symbol 0 must be the end symbol, and no other may be`() {
    expect(.misplacedEnd(found: "a"), for: ["a", "b"], .character)
    expect(.misplacedEnd(found: "a"), for: ["a"], .character)
    for unit in SymbolUnit.allCases {
      expect(.notOneUnit("", index: 2, unit: unit), for: ["", "a", ""], unit)
    }
  }

  @Test func `A symbol must be one unit`() {
    expect(.notOneUnit("ab", index: 1, unit: .character), for: ["", "ab"], .character)
    expect(.notOneUnit("\n\r", index: 1, unit: .character), for: ["", "\n\r"], .character)
    expect(.notOneUnit("e\u{301}", index: 1, unit: .scalar), for: ["", "e\u{301}"], .scalar)
    expect(.notOneUnit("\u{100}", index: 2, unit: .byte), for: ["", "a", "\u{100}"], .byte)
    expect(.notOneUnit("ab", index: 1, unit: .byte), for: ["", "ab"], .byte)
  }

  @Test func `A symbol may stand there once, in one of its spellings`() {
    func repeated(_ symbol: String, _ unit: SymbolUnit) -> DataError {
      .repeatedSymbol(symbol, unit: unit, firstIndex: 1, index: 2)
    }
    for unit in SymbolUnit.allCases { expect(repeated("a", unit), for: ["", "a", "a"], unit) }
    expect(repeated("e\u{301}", .character), for: ["", "\u{E9}", "e\u{301}"], .character)
    expect(repeated("K", .character), for: ["", "\u{212A}", "K"], .character)
    expect(repeated("\u{E9}", .scalar), for: ["", "\u{E9}", "\u{E9}"], .scalar)
  }

  @Test func `Equivalent scalars are two symbols of a scalar alphabet`() throws {
    let alphabet = try Alphabet(
      symbols: ["", "\u{C5}", "\u{212B}", "K", "\u{212A}"], unit: .scalar)
    #expect(try alphabet.encode("\u{212B}\u{212A}K") == [2, 4, 3])
  }

  @Test func `Too many symbols are refused, the limit is not`() throws {
    let limit = Alphabet.maximumCount
    let scalars = (0x2_0000..<0x4_0000 as Range<UInt32>).compactMap(Unicode.Scalar.init)
    let symbols = [""] + scalars.prefix(limit).map { String($0) }
    expect(.alphabetTooLarge(limit: limit), for: symbols, .scalar)
    #expect(try Alphabet(symbols: symbols.dropLast(), unit: .scalar).count == limit)
  }

  @Test func `A byte that the others cannot complete is refused, for sampling would be stuck`() {
    expect(.incompletableByte(0xC3), for: ["", "a", "\u{C3}"], .byte)
    expect(.incompletableByte(0xE0), for: ["", "\u{80}", "\u{E0}"], .byte)
    expect(.incompletableByte(0xF0), for: ["", "\u{8F}", "\u{F0}"], .byte)
  }

  @Test func `All 256 bytes are a byte alphabet`() throws {
    let symbols = [""] + (UInt8.min...UInt8.max).map { String(Unicode.Scalar($0)) }
    let alphabet = try Alphabet(symbols: symbols, unit: .byte)
    #expect(try alphabet.encode("é") == [0xC4, 0xAA])
  }

  @Test func `A symbol with a heap of marks is refused quickly`() {
    let heap = "a" + String(repeating: "\u{301}\u{323}", count: 200_000)
    let clock = ContinuousClock()
    let time = clock.measure {
      expect(.notOneUnit(heap, index: 1, unit: .character), for: ["", heap], .character)
    }
    #expect(time < .seconds(2))
  }

  @Test func `Messages name the fault and what to do next`() {
    let errors: [DataError] = [
      .emptyAlphabet, .alphabetTooLarge(limit: 9), .misplacedEnd(found: "\u{7}"),
      .notOneUnit("ab", index: 4, unit: .scalar), .incompletableByte(0xC3),
      .repeatedSymbol("é", unit: .byte, firstIndex: 1, index: 2),
    ]
    #expect(
      errors.map { $0.description.prefix(60) } == [
        "The alphabet has no symbols. It needs the end symbol and at ",
        "The alphabet has more than 9 symbols. Use bytes as symbols: ",
        "The alphabet's symbol 0 is \"\\u{0007}\"; it must be the end sy",
        "The alphabet's symbol 4, \"ab\", is not one scalar. Use an alp",
        "The alphabet has byte 0xC3, but not the bytes that must foll",
        "The alphabet's symbols 1 and 2 are the same: byte 0xE9. Use ",
      ])
  }
}
