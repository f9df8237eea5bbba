/// What one symbol of a sequence is: the piece of text that a model predicts at each time step.
public enum SymbolUnit: String, Codable, CaseIterable, Sendable {
  /// A user-perceived character (an extended grapheme cluster): "é", "👩‍👧", "🇫🇷" are one each.
  ///
  /// Two spellings of a character that Unicode holds canonically equivalent (é in one scalar, or e
  /// with a combining accent) are the same symbol, as they are the same `Character` in Swift.
  case character

  /// A Unicode scalar: an accent, a joiner or a skin tone of its own is a symbol of its own.
  ///
  /// Scalars are compared exactly: two spellings of é are different sequences.
  case scalar

  /// A byte of the UTF-8 form: at most 256 symbols, whatever the script.
  ///
  /// A symbol is written as the one-scalar string U+00NN of its value, so that every alphabet is an
  /// array of strings: byte 0xC3 is "Ã".
  case byte

  /// A word with the space before it, if there is one; what is no word is a symbol for each
  /// user-perceived character. For texts.
  case word
}
