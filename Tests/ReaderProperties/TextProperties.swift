import Unroll

// Running texts in pieces, and patterns over their symbols.

extension Reader {
  /// The first byte tells unit and separator, the second the size of the pieces; the rest is the text.
  func checkText(_ bytes: [UInt8]) throws(Violation) {
    let choice = Int(bytes.first ?? 0)
    let size = Int(bytes.dropFirst().first ?? 0) + 1
    let bytes = Array(bytes.dropFirst(2))
    let unit = SymbolUnit.allCases[choice & 3]
    let separator = ["", "\n\n", "aa", "\u{301}"][choice >> 2 & 3]
    let pieces = stride(from: 0, to: bytes.count, by: size).map {
      Array(bytes[$0..<min($0 + size, bytes.count)])
    }
    let text = try collected(pieces, bytes, unit, separator)
    let whole = try collected([bytes], bytes, unit, separator)
    try require(text == whole, "pieces of \(size) bytes give another text than the whole")
    guard let text else { return }
    try require(text.stream.count <= bytes.count + text.documents + 1, "more symbols than bytes")
    var encoder = TextEncoder(text.alphabet, separator: separator)
    do {
      try encoder.add(pieces: pieces, source: "fuzz")
    } catch {
      throw Violation("collected, but not encoded: \(error)")
    }
    try require(encoder.documents == text.documents, "documents are missing")
    try require(encoder.stream == text.stream, "the encoded text is another one")
    // An alphabet that lacks most symbols: errors have a place.
    do throws(DataError) {
      var stranger = TextEncoder(
        try Alphabet(symbols: ["", "a", "b"], unit: unit), separator: separator)
      try stranger.add(pieces: pieces, source: "fuzz")
    } catch {
      try checkError(error, in: bytes)
    }
  }

  private func collected(
    _ pieces: [[UInt8]], _ bytes: [UInt8], _ unit: SymbolUnit, _ separator: String
  ) throws(Violation) -> TextCollector.Text? {
    do throws(DataError) {
      var collector = TextCollector(unit: unit, separator: separator)
      try collector.add(pieces: pieces, source: "fuzz")
      return try collector.finish(TextCollector.Vocabulary())
    } catch {
      try checkError(error, in: bytes)
      return nil
    }
  }

  /// The first byte tells the unit; the pattern reads the rest.
  func checkPattern(_ bytes: [UInt8]) throws(Violation) {
    let unit = SymbolUnit.allCases[Int(bytes.first ?? 0) & 3]
    let text = String(decoding: bytes.dropFirst(), as: UTF8.self)
    let symbols = ["", "A", "B", "J", "Z", "[", "]", "a", "b", "c", "o", "\u{E9}", "\u{44F}"]
    let known = unit == .byte ? ["", "a", "b"] : symbols
    guard let alphabet = try? Alphabet(symbols: known, unit: unit) else {
      throw Violation("no alphabet of \(unit)")
    }
    let pattern: SymbolPattern
    do {
      pattern = try SymbolPattern(text, alphabet: alphabet)
    } catch let error as SymbolPattern.Fault {
      return try checkMessage(error.description)
    } catch let error as DataError {
      return try checkMessage(error.description)
    } catch {
      throw Violation("an error of another kind: \(error)")
    }
    try require(
      pattern.beginning.allSatisfy { (1..<Int32(alphabet.count)).contains($0) },
      "a beginning of symbols that there are not")
    let escaped = alphabet.decode(pattern.beginning)
      .map { "*?[]\\".contains($0) ? "\\\($0)" : "\($0)" }.joined()
    guard let again = try? SymbolPattern(escaped, alphabet: alphabet) else {
      throw Violation("the beginning is no pattern")
    }
    try require(again.beginning == pattern.beginning, "the beginning is another pattern")
  }
}
