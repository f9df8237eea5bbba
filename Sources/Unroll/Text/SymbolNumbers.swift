/// Numbers the different symbols of a text in the order in which they come, and counts them.
struct SymbolNumbers {
  private let unit: SymbolUnit
  /// The number of each ASCII scalar, or byte.
  private var table = [UInt32](repeating: absent, count: 256)
  private var characters: [Character: UInt32] = [:]
  private var scalars: [Unicode.Scalar: UInt32] = [:]
  private var tokens: [String: UInt32] = [:]
  /// The spelling and the count of each number.
  private var spellings: [String] = []
  private var counts: [Int] = []

  private static let absent = UInt32.max
  /// Stands for a symbol that no text has.
  private static let noNumber = -1

  init(unit: SymbolUnit) { self.unit = unit }

  /// The number that no symbol gets: it is free for the ends of documents.
  static let end: UInt32 = 0

  /// Appends the numbers of a text's symbols, from 1 on.
  mutating func append(_ text: String, to stream: inout NarrowNumbers) {
    switch unit {
    case .byte:
      for byte in text.utf8 { append(byte, to: &stream) }
    case .word:
      for token in WordTokens(text) { append(token: token, to: &stream) }
    case .character where SymbolIndex.isOneCharacterPerByte(text):
      for byte in text.utf8 { append(byte, to: &stream) }
    case .character:
      for character in text { append(character, to: &stream) }
    case .scalar:
      for scalar in text.unicodeScalars { append(scalar, to: &stream) }
    }
  }

  /// Appends the numbers of bytes.
  mutating func append(_ bytes: ArraySlice<UInt8>, to stream: inout NarrowNumbers) {
    for byte in bytes { append(byte, to: &stream) }
  }

  private mutating func append(_ byte: UInt8, to stream: inout NarrowNumbers) {
    var number = table[Int(byte)]
    if number == SymbolNumbers.absent {
      let character = Character(Unicode.Scalar(byte))
      // Some characters beyond ASCII are equivalent to one of it: the Kelvin sign is a K.
      if unit == .character, let known = characters[character] {
        number = known
        spellings[Int(number)] = String(character)
      } else {
        number = add(String(character))
        if unit == .character { characters[character] = number }
      }
      table[Int(byte)] = number
    }
    counts[Int(number)] += 1
    stream.append(number + 1)
  }

  private mutating func append(_ character: Character, to stream: inout NarrowNumbers) {
    if let ascii = character.asciiValue, character != "\r\n" {
      return append(ascii, to: &stream)
    }
    let number: UInt32
    if let known = characters[character] {
      number = known
      let spelling = Character(spellings[Int(number)])
      if SymbolCollector.isPreferred(character, to: spelling) {
        spellings[Int(number)] = String(character)
      }
    } else {
      number = add(String(character))
      characters[character] = number
    }
    counts[Int(number)] += 1
    stream.append(number + 1)
  }

  private mutating func append(_ scalar: Unicode.Scalar, to stream: inout NarrowNumbers) {
    if scalar.isASCII { return append(UInt8(scalar.value), to: &stream) }
    let number: UInt32
    if let known = scalars[scalar] {
      number = known
    } else {
      number = add(String(scalar))
      scalars[scalar] = number
    }
    counts[Int(number)] += 1
    stream.append(number + 1)
  }

  private mutating func append(token: Substring, to stream: inout NarrowNumbers) {
    let spelling = String(token)
    let number: UInt32
    if let known = tokens[spelling] {
      number = known
    } else {
      number = add(spelling)
      tokens[spelling] = number
    }
    counts[Int(number)] += 1
    stream.append(number + 1)
  }

  private mutating func add(_ spelling: String) -> UInt32 {
    spellings.append(spelling)
    counts.append(0)
    return UInt32(spellings.count - 1)
  }

  /// Symbols that were counted, of all that were read, which are kept as unknown.
  func rare(_ alphabet: Alphabet, _ symbols: [Int32]) -> Int {
    guard let unknown = alphabet.unknown else { return 0 }
    return counts.indices.reduce(0) { $0 + (symbols[$1 + 1] == unknown ? counts[$1] : 0) }
  }

  /// Chooses the alphabet, and tells the symbol of each number, that of documents' ends included.
  func alphabet(
    _ vocabulary: TextCollector.Vocabulary
  ) throws(DataError) -> (alphabet: Alphabet, symbols: [Int32]) {
    var kept = spellings.indices.filter { counts[$0] >= max(vocabulary.minimumCount, 1) }
    if kept.count > vocabulary.limit {
      // Of equal counts those that came first.
      kept.sort { (counts[$0], $1) > (counts[$1], $0) }
      kept.removeLast(kept.count - vocabulary.limit)
    }
    // Byte by byte, not as strings: two scalars may be equal as those.
    func precedes(_ left: String, _ right: String) -> Bool {
      left.utf8.lexicographicallyPrecedes(right.utf8)
    }
    kept.sort { precedes(spellings[$0], spellings[$1]) }
    var symbols = kept.map { spellings[$0] }
    let needsUnknown = vocabulary.hasUnknown || kept.count < spellings.count
    let hasUnknown = symbols.contains { $0.utf8.elementsEqual(Alphabet.unknownSymbol.utf8) }
    if needsUnknown && !hasUnknown && unit != .byte {
      let place =
        symbols.firstIndex { precedes(Alphabet.unknownSymbol, $0) } ?? symbols.endIndex
      symbols.insert(Alphabet.unknownSymbol, at: place)
      kept.insert(SymbolNumbers.noNumber, at: place)
    }
    let alphabet = try Alphabet(symbols: [""] + symbols, unit: unit)
    var symbolOfNumber = [Int32](
      repeating: alphabet.unknown ?? Alphabet.end, count: spellings.count + 1)
    symbolOfNumber[Int(SymbolNumbers.end)] = Alphabet.end
    for (place, number) in kept.enumerated() where number != SymbolNumbers.noNumber {
      symbolOfNumber[number + 1] = Int32(place + 1)
    }
    return (alphabet, symbolOfNumber)
  }
}
