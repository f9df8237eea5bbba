/// The symbols that a model knows, in the order of their indices.
///
/// Symbol 0 is the end symbol, written as the empty string: it closes a word and opens it, and is
/// never part of what `encode(_:)` returns. The others are sorted by their Unicode scalars, so that
/// an alphabet depends on the set of words only, not on their order.
///
/// With `SymbolUnit.character`, spellings that are canonically equivalent are one symbol. The
/// alphabet keeps the spelling of fewest scalars, then the first in scalar order, and decodes to it:
/// a decoded word equals the encoded one as a `String`, though its bytes may differ.
public struct Alphabet: Sendable {
  /// The most symbols an alphabet may have, the end symbol included.
  ///
  /// Above the number of characters of any script; an output layer of 65,536 columns is slow, and
  /// a larger one is a sign of data that is not text.
  public static let maximumCount = 65_536

  /// The index of the end symbol.
  public static let end: Int32 = 0

  /// Stands in an alphabet for every symbol that it does not have: U+FFFD, the replacement character.
  public static let unknownSymbol = "\u{FFFD}"

  /// The symbols in index order, the end symbol first.
  public let symbols: [String]

  /// What one symbol is.
  public let unit: SymbolUnit

  /// The index of the symbol that stands for all that the alphabet does not have; nil without one.
  public let unknown: Int32?

  private let index: SymbolIndex

  /// The number of symbols, the end symbol included.
  public var count: Int { symbols.count }

  /// Creates an alphabet from its symbols, which may come from a stranger's file.
  ///
  /// Linear time.
  ///
  /// - Parameters:
  ///   - symbols: The symbols in index order, the empty string first.
  ///   - unit: what one symbol is.
  /// - Throws: `DataError` if there is no symbol beside the end symbol, if there are more than
  ///   `maximumCount`, if one is not a single unit, if two are the same, or if a byte alphabet has
  ///   a leading byte that cannot be completed.
  public init(symbols: [String], unit: SymbolUnit) throws(DataError) {
    guard symbols.count <= Self.maximumCount else {
      throw .alphabetTooLarge(limit: Self.maximumCount)
    }
    if let first = symbols.first, !first.isEmpty { throw .misplacedEnd(found: first) }
    guard symbols.count > 1 else { throw .emptyAlphabet }
    self.symbols = symbols
    self.unit = unit
    unknown =
      unit == .byte
      ? nil
      // Byte by byte: to compare strings, a symbol with a heap of marks would be brought into order.
      : symbols.firstIndex { $0.utf8.elementsEqual(Alphabet.unknownSymbol.utf8) }.map { Int32($0) }
    index = try SymbolIndex(symbols: symbols, unit: unit)
    if unit == .byte { try checkThatBytesCanBeCompleted() }
  }

  /// Creates the alphabet of the symbols that occur in `words`.
  ///
  /// Linear time in the length of the words.
  ///
  /// - Throws: `DataError.emptyAlphabet` if the words have no symbol, `DataError.alphabetTooLarge`
  ///   if they have too many.
  public init(words: some Sequence<String>, unit: SymbolUnit = .character) throws(DataError) {
    var collector = SymbolCollector(unit: unit)
    for word in words { collector.add(word) }
    try self.init(symbols: [""] + collector.sortedSymbols, unit: unit)
  }

  /// Returns the indices of the symbols of `word`, without an end symbol.
  ///
  /// - Throws: `DataError.unknownSymbol` at the first symbol that the alphabet does not have.
  public func encode(_ word: String) throws(DataError) -> [Int32] {
    var encoded: [Int32] = []
    let unknown = index.encode(word, into: &encoded)
    guard let unknown else { return encoded }
    throw .unknownSymbol(
      unknown, unit: unit, position: encoded.count + 1, word: word, alphabet: symbols)
  }

  /// Appends the indices of the symbols of `text`, what the alphabet does not have as ``unknown`` if it
  /// has that.
  ///
  /// - Returns: The first symbol that stopped it, or nil.
  func encode(_ text: String, into encoded: inout [Int32]) -> String? {
    index.encode(text, into: &encoded, unknown: unknown)
  }

  /// Returns the text of `encoded` up to the first end symbol.
  ///
  /// The result is always valid UTF-8: bytes that are not are repaired with U+FFFD. Neighbours may
  /// join (two regional indicators make a flag), so encoding the result may give other symbols.
  ///
  /// - Precondition: Each symbol is in `0..<count`.
  public func decode(_ encoded: some Sequence<Int32>) -> String {
    if unit == .byte {
      var bytes: [UInt8] = []
      for symbol in encoded {
        guard let byte = byte(of: symbol) else { break }
        bytes.append(byte)
      }
      return String(decoding: bytes, as: UTF8.self)
    }
    var text = ""
    for symbol in encoded {
      guard symbol != Self.end else { break }
      text += self[symbol]
    }
    return text
  }

  /// The symbol at an index.
  ///
  /// - Precondition: The index is in `0..<count`.
  public subscript(symbol: Int32) -> String {
    precondition(
      symbols.indices.contains(Int(symbol)), "Symbol \(symbol) of an alphabet of \(count).")
    return symbols[Int(symbol)]
  }

  /// Returns the value of a symbol of a byte alphabet; nil for the end symbol and for other units.
  ///
  /// With `UTF8Continuation` it tells a sampler which symbols may come next.
  ///
  /// - Precondition: The symbol is in `0..<count`.
  public func byte(of symbol: Int32) -> UInt8? {
    let scalar = self[symbol].unicodeScalars.first
    return unit == .byte ? scalar.map { UInt8(truncatingIfNeeded: $0.value) } : nil
  }

  /// Returns the symbol of a byte, in a byte alphabet; nil where the alphabet does not have it.
  func symbol(ofByte byte: UInt8) -> Int32? { index.symbol(ofByte: byte) }

  /// Keeps a sampler from a dead end: a leading byte whose scalar no byte at hand completes.
  private func checkThatBytesCanBeCompleted() throws(DataError) {
    let bytes = symbols.indices.compactMap { byte(of: Int32($0)) }
    for leading in bytes where UTF8Continuation().allows(leading) {
      var state = UTF8Continuation()
      state.advance(leading)
      while !state.isAtBoundary {
        guard let next = bytes.first(where: state.allows) else { throw .incompletableByte(leading) }
        state.advance(next)
      }
    }
  }
}

extension Alphabet: Equatable {
  /// Whether both have the same unit and the same symbols, scalar for scalar.
  ///
  /// Equality of `String` would hold alphabets equal that decode to different bytes.
  public static func == (left: Self, right: Self) -> Bool {
    left.unit == right.unit && left.count == right.count
      && zip(left.symbols, right.symbols).allSatisfy { $0.utf8.elementsEqual($1.utf8) }
  }
}

extension Alphabet: Codable {
  private enum CodingKeys: String, CodingKey {
    case symbols, unit
  }

  /// Reads an alphabet with all the checks of `init(symbols:unit:)`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let symbols = try container.decode([String].self, forKey: .symbols)
    let unit = try container.decode(SymbolUnit.self, forKey: .unit)
    do {
      try self.init(symbols: symbols, unit: unit)
    } catch {
      throw DecodingError.dataCorruptedError(
        forKey: .symbols, in: container, debugDescription: error.description)
    }
  }

  /// Writes the symbols and the unit.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(symbols, forKey: .symbols)
    try container.encode(unit, forKey: .unit)
  }
}
