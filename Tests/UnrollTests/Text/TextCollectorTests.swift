import Testing

@testable import Unroll

@Suite("Texts and their alphabets")
struct TextCollectorTests {
  private func collect(
    _ texts: [String], unit: SymbolUnit = .character, separator: String = "",
    _ vocabulary: TextCollector.Vocabulary? = nil
  ) throws -> TextCollector.Text {
    var collector = TextCollector(unit: unit, separator: separator)
    for text in texts { try collector.add(text) }
    return try collector.finish(vocabulary)
  }

  private func symbols(_ stream: SymbolStream) -> [Int32] { (0..<stream.count).map { stream[$0] } }

  @Test("Each document is closed by the end symbol, which opens the next")
  func documents() throws {
    let text = try collect(["ba", "", "c;;a;"], separator: ";")
    #expect(text.alphabet.symbols == ["", "a", "b", "c"])
    #expect(symbols(text.stream) == [0, 2, 1, 0, 3, 0, 1, 0])
    #expect(text.documents == 3 && text.rare == 0 && text.stream.predictions == 7)
  }

  @Test(
    "The alphabet is that of a list of the same words, whatever the order",
    arguments: [
      SymbolUnit.character, .scalar, .byte,
    ])
  func alphabets(unit: SymbolUnit) throws {
    let words = ["e\u{301}a", "\u{E9}\r\n", "K", "\u{212A}", "\u{1F1EB}\u{1F1F7}"]
    let expected = try Alphabet(words: words, unit: unit)
    for order in [words, Array(words.reversed())] {
      let text = try collect(order, unit: unit)
      #expect(text.alphabet == expected)
      var place = 1
      for word in order {
        let encoded = try expected.encode(word)
        #expect((place..<place + encoded.count).map { text.stream[$0] } == encoded)
        place += encoded.count + 1
      }
    }
  }

  @Test("Rare symbols and those past the limit stand as unknown")
  func rare() throws {
    var vocabulary = TextCollector.Vocabulary()
    vocabulary.minimumCount = 2
    let text = try collect(["abcabd"], vocabulary)
    #expect(text.alphabet.symbols == ["", "a", "b", "\u{FFFD}"] && text.rare == 2)
    #expect(symbols(text.stream) == [0, 1, 2, 3, 1, 2, 3, 0])
    vocabulary.minimumCount = 1
    vocabulary.limit = 2
    // Of equal counts those that come first.
    let limited = try collect(["ddcba"], vocabulary)
    #expect(limited.alphabet.symbols == ["", "c", "d", "\u{FFFD}"] && limited.rare == 2)
    let words = try collect(["to be or not to be"], unit: .word)
    #expect(words.alphabet.symbols == ["", " be", "\u{FFFD}"])
    #expect(symbols(words.stream) == [0, 2, 1, 2, 2, 2, 1, 0])
  }

  @Test("A text with the alphabet of a model is what was learned; strangers are unknown or refused")
  func encoding() throws {
    let text = try collect(["the cat\n\nthe hat"], separator: "\n\n")
    var encoder = TextEncoder(text.alphabet, separator: "\n\n")
    try encoder.add("the cat\n\nthe hat", source: "again")
    #expect(encoder.stream == text.stream && encoder.documents == 2)
    #expect {
      try encoder.add("the\ncat is", source: "other")
    } throws: { error in
      guard case .unknownInText("other", 1, 4, "\n", unit: .character, _) = error as? DataError
      else { return false }
      return true
    }
    var vocabulary = TextCollector.Vocabulary()
    vocabulary.hasUnknown = true
    let open = try collect(["abc"], vocabulary)
    var lenient = TextEncoder(open.alphabet)
    try lenient.add("axbyé", source: "strangers")
    #expect(symbols(lenient.stream) == [0, 1, 4, 2, 4, 4, 0] && lenient.unknown == 3)
  }

  @Test("A byte that a model does not have is named with its place")
  func unknownByte() throws {
    let text = try collect(["ab\n"], unit: .byte)
    var encoder = TextEncoder(text.alphabet)
    #expect {
      try encoder.add("a\nbc", source: "other")
    } throws: { error in
      guard case .unknownInText("other", 2, 2, "c", unit: .byte, _) = error as? DataError
      else { return false }
      return true
    }
  }

  @Test("A text without a symbol has no alphabet")
  func empty() {
    for texts in [[], [""], ["", ""]] {
      #expect(throws: DataError.emptyAlphabet) { try collect(texts) }
    }
  }

  @Test("A stream is cut at its end; both sides keep all symbols", arguments: [2, 300])
  func split(count: Int) throws {
    let stream = SymbolStream([1, 1, 0, 1, 1, 1, 0].map { Int32($0) }, alphabetCount: count)
    let (first, second) = stream.split(lastShare: 0.3)
    #expect(symbols(first) == [0, 1, 1, 0, 1, 1] && second.map(symbols) == [0, 1, 0])
    let (most, least) = stream.split(lastShare: 0.001)
    #expect(most.predictions == 6 && least?.predictions == 1)
    #expect(stream.split(lastShare: 0.99).first.predictions == 1)
    #expect(stream.split(lastShare: 0).second == nil && stream.split(lastShare: 0).first == stream)
    let one = SymbolStream([1], alphabetCount: count)
    #expect(one.split(lastShare: 0.5).second == nil)
  }
}
