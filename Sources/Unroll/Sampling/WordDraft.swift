import Kernels

/// What holds for all the words that are written together: how they begin, what may come next, and when
/// they end.
struct WordRules {
  let alphabet: Alphabet
  let options: SamplingOptions
  /// How every word begins.
  let prefix: [Int32]
  /// The byte of each symbol of a byte alphabet, nil for its end symbol; empty for other alphabets.
  let bytes: [UInt8?]

  /// Makes the rules for words that begin with `prefix`.
  ///
  /// - Throws: `DataError.unknownSymbol`.
  init(
    _ alphabet: Alphabet, bytes: [UInt8?], beginning prefix: String, _ options: SamplingOptions
  ) throws(DataError) {
    self.alphabet = alphabet
    self.options = options
    self.bytes = bytes
    self.prefix = try alphabet.encode(prefix)
  }
}

/// A word that is being written, symbol by symbol, and where its chance comes from.
struct WordDraft {
  /// Which word it is.
  let number: Int
  private(set) var stream: RandomStream
  private var symbols: [Int32]
  /// What may come next in a byte alphabet.
  private var bytes = UTF8Continuation()
  /// The symbols up to the last whole scalar; only a byte alphabet ever has more.
  private var whole: Int

  /// Begins a word with the prefix of the rules.
  init(number: Int, _ rules: WordRules, stream: RandomStream) {
    self.number = number
    self.stream = stream
    symbols = rules.prefix
    whole = symbols.count
    if !rules.bytes.isEmpty {
      for symbol in symbols { advanceByte(rules.bytes[Int(symbol)]) }
    }
  }

  /// Draws the next symbol from the logits of what may follow.
  ///
  /// - Returns: the symbol to be read next; nil when the word has come to its end.
  mutating func extend(
    _ rules: WordRules, _ logits: Block, _ choice: inout SymbolChoice
  ) -> Int32? {
    guard mayGrow(rules) else { return nil }
    choice.read(logits)
    if symbols.isEmpty || !bytes.isAtBoundary { choice.exclude(Alphabet.end) }
    for (symbol, byte) in rules.bytes.enumerated() {
      if let byte, !bytes.allows(byte) { choice.exclude(Int32(symbol)) }
    }
    guard let symbol = choice.draw(using: &stream), symbol != Alphabet.end else { return nil }
    symbols.append(symbol)
    if !rules.bytes.isEmpty { advanceByte(rules.bytes[Int(symbol)]) }
    if bytes.isAtBoundary { whole = symbols.count }
    return mayGrow(rules) ? symbol : nil
  }

  /// The text up to the last whole scalar.
  func text(_ rules: WordRules) -> String { rules.alphabet.decode(symbols.prefix(whole)) }

  /// Whether the word has not reached its greatest length, or stands in the midst of a scalar.
  private func mayGrow(_ rules: WordRules) -> Bool {
    symbols.count < max(rules.options.maximumLength, 1) || !bytes.isAtBoundary
  }

  private mutating func advanceByte(_ byte: UInt8?) {
    if let byte { bytes.advance(byte) }
  }
}
