/// Gathers the different symbols of words.
struct SymbolCollector {
  private let unit: SymbolUnit

  /// Which ASCII scalars occurred, or which byte values for `SymbolUnit.byte`.
  private var table = [Bool](repeating: false, count: 256)

  /// The characters that occurred, each with the spelling to keep.
  private var characters: [Character: Character] = [:]

  private var scalars: Set<Unicode.Scalar> = []
  private var tokens: Set<Substring> = []

  init(unit: SymbolUnit) {
    self.unit = unit
  }

  /// Adds the symbols of `word`. Linear time.
  mutating func add(_ word: String) {
    if unit == .word {
      for token in WordTokens(word) { tokens.insert(token) }
    } else if unit == .byte || SymbolIndex.isOneCharacterPerByte(word) {
      for byte in word.utf8 { table[Int(byte)] = true }
    } else if unit == .character {
      for character in word { add(character) }
    } else {
      for scalar in word.unicodeScalars { scalars.insert(scalar) }
    }
  }

  /// The symbols, in the order of their Unicode scalars.
  var sortedSymbols: [String] {
    let singles = table.indices.lazy.filter { table[$0] }.map { Unicode.Scalar(UInt8($0)) }
    var symbols: [String]
    switch unit {
    case .character:
      var kept = self
      for scalar in singles { kept.add(Character(scalar)) }
      symbols = kept.characters.values.map { String($0) }
    case .scalar:
      symbols = scalars.union(singles).map { String($0) }
    case .byte:
      symbols = singles.map { String($0) }
    case .word:
      symbols = tokens.map { String($0) }
    }
    // UTF-8 sorts as its scalars do, and `<` on String does not.
    symbols.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return symbols
  }

  private mutating func add(_ character: Character) {
    guard let kept = characters[character] else {
      characters[character] = character
      return
    }
    if Self.isPreferred(character, to: kept) { characters[character] = character }
  }

  /// Whether `spelling` has fewer scalars than `other`, or as many and comes first in their order.
  static func isPreferred(_ spelling: Character, to other: Character) -> Bool {
    let (count, otherCount) = (spelling.unicodeScalars.count, other.unicodeScalars.count)
    guard count == otherCount else { return count < otherCount }
    return spelling.utf8.lexicographicallyPrecedes(other.utf8)
  }
}
