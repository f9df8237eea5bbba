/// Takes text apart into words and what stands between them, losing nothing: put together again, the
/// tokens are the text.
///
///     "He said: don't!"  →  "He", " said", ":", " don't", "!"
///
/// A word is a run of letters, numbers and underscores; an apostrophe between two letters belongs to it,
/// and so does one space before it. Every other character is a token of its own.
struct WordTokens: Sequence, IteratorProtocol {
  private let text: String
  private var position: String.Index

  init(_ text: String) {
    self.text = text
    position = text.startIndex
  }

  /// Whether a text is one token, and not empty.
  static func isOne(_ text: String) -> Bool {
    var tokens = WordTokens(text)
    return tokens.next() != nil && tokens.next() == nil
  }

  mutating func next() -> Substring? {
    guard position < text.endIndex else { return nil }
    let start = position
    let first = text[position]
    position = text.index(after: position)
    if first == " " {
      guard position < text.endIndex, WordTokens.isInWord(text[position]) else {
        return text[start..<position]
      }
    } else if !WordTokens.isInWord(first) {
      return text[start..<position]
    }
    while position < text.endIndex {
      let character = text[position]
      let after = text.index(after: position)
      if WordTokens.isApostrophe(character) {
        guard position > start, after < text.endIndex, WordTokens.isInWord(text[after]),
          WordTokens.isInWord(text[text.index(before: position)])
        else { break }
      } else if !WordTokens.isInWord(character) {
        break
      }
      position = after
    }
    return text[start..<position]
  }

  /// By its first scalar, which is quick however many marks follow it.
  private static func isInWord(_ character: Character) -> Bool {
    guard let first = character.unicodeScalars.first else { return false }
    return first.properties.isAlphabetic || first.properties.numericType != nil || first == "_"
  }

  private static func isApostrophe(_ character: Character) -> Bool {
    character == "'" || character == "\u{2019}"
  }
}
