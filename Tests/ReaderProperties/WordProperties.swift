import Unroll

// Lists of words, and the alphabets that are made of them.

extension Reader {
  func checkWords(_ bytes: [UInt8]) throws(Violation) {
    let list: WordList
    do {
      list = try WordList(bytes: bytes, source: "fuzz", repeats: .keep)
    } catch {
      return try checkError(error, in: bytes)
    }
    let fewer: WordList
    do {
      fewer = try WordList(bytes: bytes, source: "fuzz")
    } catch {
      throw Violation("read with repeats, but not without: \(error)")
    }
    try require(
      list.words.count == fewer.words.count + fewer.droppedRepeats, "repeats that are not counted")
    try require(Set(list.words).count == fewer.words.count, "words that come twice")
    let lines = bytes.count { $0 == 0x0A || $0 == 0x0D } + 1
    try require(list.words.count + list.blankLines <= lines, "more words than lines")
    // A byte-order mark first: a word may begin with another one.
    let joined = "\u{FEFF}" + list.words.joined(separator: "\n") + "\n"
    do {
      let again = try WordList(bytes: Array(joined.utf8), source: "fuzz", repeats: .keep)
      try require(again.words == list.words && again.blankLines == 0, "words do not come back")
      for unit in SymbolUnit.allCases { try checkAlphabet(list.words, unit) }
    } catch let error as Violation {
      throw error
    } catch {
      throw Violation("what was written cannot be read: \(error)")
    }
  }

  private func checkAlphabet(_ words: [String], _ unit: SymbolUnit) throws {
    guard let alphabet = try? Alphabet(words: words, unit: unit) else { return }
    for word in words {
      let symbols = try alphabet.encode(word)
      try require(!symbols.contains(Alphabet.end), "an end symbol within a word")
      try require(alphabet.decode(symbols) == word, "\(word.debugDescription) of \(unit) is lost")
    }
    let again = try Alphabet(symbols: alphabet.symbols, unit: unit)
    try require(again == alphabet, "an alphabet does not come back")
  }
}
