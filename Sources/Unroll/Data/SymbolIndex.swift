/// The way from a symbol to its index.
///
/// ASCII text and bytes go through a table; other text through a dictionary. A word's encoding is
/// linear in its length.
struct SymbolIndex: Sendable {
  /// Stands in the table for a symbol that the alphabet does not have.
  private static let absent: Int32 = -1

  private let unit: SymbolUnit

  /// The index of each ASCII scalar, or of each byte value for `SymbolUnit.byte`.
  private var table = [Int32](repeating: absent, count: 256)

  /// All symbols of a character alphabet, ASCII included: some characters beyond ASCII are
  /// canonically equivalent to one (the Kelvin sign U+212A is K).
  private var characters: [Character: Int32] = [:]

  /// The symbols beyond ASCII of a scalar alphabet.
  private var scalars: [Unicode.Scalar: Int32] = [:]

  /// The symbols of an alphabet of words.
  private var tokens: [Substring: Int32] = [:]

  /// Creates the index of `symbols`, leaving out the end symbol at 0.
  ///
  /// - Throws: `DataError` if a symbol is not one unit or stands there twice.
  init(symbols: [String], unit: SymbolUnit) throws(DataError) {
    self.unit = unit
    for (position, symbol) in symbols.enumerated().dropFirst() {
      let earlier: Int32?
      switch unit {
      case .character: earlier = try insert(character: symbol, at: position)
      case .scalar, .byte: earlier = try insert(scalar: symbol, at: position)
      case .word: earlier = try insert(token: symbol, at: position)
      }
      guard let earlier else { continue }
      throw .repeatedSymbol(symbol, unit: unit, firstIndex: Int(earlier), index: position)
    }
  }

  /// Appends the indices of the symbols of `word` to `encoded`, up to the first unknown symbol.
  ///
  /// - Parameter unknown: Stands for unknown symbols, which then end nothing.
  /// - Returns: The unknown symbol, or nil when the alphabet has all of them or `unknown` is given.
  func encode(
    _ word: String, into encoded: inout [Int32], unknown: Int32? = nil
  ) -> String? {
    encoded.reserveCapacity(encoded.count + word.utf8.count)
    if unit == .word {
      var tokens = WordTokens(word)
      while let token = tokens.next() {
        guard let index = self.tokens[token] ?? unknown else { return String(token) }
        encoded.append(index)
      }
    } else if unit == .byte || Self.isOneCharacterPerByte(word) {
      for byte in word.utf8 {
        let index = table[Int(byte)]
        guard let known = index != Self.absent ? index : unknown else {
          return String(Unicode.Scalar(byte))
        }
        encoded.append(known)
      }
    } else if unit == .character {
      for character in word {
        guard let index = characters[character] ?? unknown else { return String(character) }
        encoded.append(index)
      }
    } else {
      for scalar in word.unicodeScalars {
        var index = scalar.isASCII ? table[Int(scalar.value)] : scalars[scalar]
        if index == Self.absent { index = nil }
        guard let index = index ?? unknown else { return String(scalar) }
        encoded.append(index)
      }
    }
    return nil
  }

  /// The index of a byte value in a byte alphabet, or nil.
  func symbol(ofByte byte: UInt8) -> Int32? {
    let symbol = table[Int(byte)]
    return symbol == Self.absent ? nil : symbol
  }

  /// Whether each byte of `text` is a character: ASCII without CR, which joins a following LF.
  static func isOneCharacterPerByte(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 < 0x80 && $0 != 0x0D }
  }

  /// Inserts a symbol of an alphabet of words; returns the index it already had, if any.
  private mutating func insert(token symbol: String, at position: Int) throws(DataError) -> Int32? {
    guard WordTokens.isOne(symbol) else { throw .notOneUnit(symbol, index: position, unit: unit) }
    if let earlier = tokens[Substring(symbol)] { return earlier }
    tokens[Substring(symbol)] = Int32(position)
    return nil
  }

  /// Inserts a symbol of a character alphabet; returns the index it already had, if any.
  private mutating func insert(character symbol: String, at position: Int) throws(DataError)
    -> Int32?
  {
    guard let character = symbol.first, symbol.dropFirst().isEmpty,
      !CombiningMarks.exceedLimit(in: symbol)
    else { throw .notOneUnit(symbol, index: position, unit: unit) }
    if let earlier = characters[character] { return earlier }
    characters[character] = Int32(position)
    if let scalar = symbol.unicodeScalars.first, scalar.isASCII, symbol.utf8.count == 1 {
      table[Int(scalar.value)] = Int32(position)
    }
    return nil
  }

  /// Inserts a symbol of a scalar or byte alphabet; returns the index it already had, if any.
  private mutating func insert(scalar symbol: String, at position: Int) throws(DataError) -> Int32?
  {
    let tableLimit: UInt32 = unit == .byte ? 0x100 : 0x80
    guard let scalar = symbol.unicodeScalars.first, symbol.unicodeScalars.dropFirst().isEmpty,
      unit == .scalar || scalar.value < tableLimit
    else { throw .notOneUnit(symbol, index: position, unit: unit) }
    guard scalar.value < tableLimit else {
      if let earlier = scalars[scalar] { return earlier }
      scalars[scalar] = Int32(position)
      return nil
    }
    let earlier = table[Int(scalar.value)]
    guard earlier == Self.absent else { return earlier }
    table[Int(scalar.value)] = Int32(position)
    return nil
  }
}
