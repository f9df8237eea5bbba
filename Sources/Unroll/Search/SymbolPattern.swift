/// What a text has to look like, symbol by symbol.
///
///     Jo??        Jo and any two symbols
///     *ar*        something with "ar" in it
///     [A-C]*[aeiou]
///     \?          a question mark; so are \* \[ \] \\ themselves
///
/// `?` is any symbol, `*` any number of any symbols, `[...]` one of those listed, where `a-z` is a range of
/// scalars and `[^...]` one that is not listed. The end symbol is never part of a match.
public struct SymbolPattern: Sendable, Equatable {
  /// What is wrong with a pattern; positions count characters from 1.
  public enum Fault: Error, Equatable, CustomStringConvertible {
    /// A `[` without its `]`.
    case unclosedSet(position: Int)
    /// `[]` or `[^]`.
    case emptySet(position: Int)
    /// A range whose end comes before its beginning, or that is not of single scalars.
    case impossibleRange(position: Int)
    /// A set in a pattern of words or bytes that are no single characters.
    case setWithoutCharacters(position: Int)
    /// A `\` at the end.
    case danglingEscape
    /// More elements than a pattern may have.
    case tooLong(count: Int, limit: Int)
    /// More characters than a pattern may have.
    case tooManyCharacters(limit: Int)
    /// A character with more combining marks than any has.
    case tooManyMarks(limit: Int)

    /// What happened, and what to do.
    public var description: String {
      switch self {
      case .unclosedSet(let position):
        "the pattern's '[' at character \(position) has no ']'; for the bracket itself write '\\['"
      case .emptySet(let position): "the pattern's set at character \(position) is empty"
      case .impossibleRange(let position):
        "the pattern's range at character \(position) does not go from one character to a later one"
      case .setWithoutCharacters(let position):
        "the pattern has a set at character \(position), and the model's symbols are not characters"
      case .danglingEscape: "the pattern ends with '\\'; for the backslash itself write '\\\\'"
      case .tooLong(let count, let limit):
        "the pattern has \(count) elements; \(limit) are the most, after what it begins with"
      case .tooManyCharacters(let limit):
        "the pattern has more than \(limit) characters; shorten it"
      case .tooManyMarks(let limit):
        "a character of the pattern has more than \(limit) combining marks; take them off"
      }
    }
  }

  /// The symbols with which every match begins: those before the first special character.
  public private(set) var beginning: [Int32] = []
  /// The rest.
  private(set) var elements: [Element] = []

  /// One part of a pattern.
  enum Element: Sendable, Equatable {
    case one(Int32)
    case any
    /// Sorted symbols.
    case among([Int32])
    /// Any number of any symbols.
    case run
  }

  /// The most elements after the beginning.
  static let limit = 255
  /// The most scalars: each of a set's ranges is held against each symbol of the alphabet.
  static let longest = 10_000

  /// Reads a pattern.
  ///
  /// - Throws: ``Fault``, or `DataError.unknownSymbol` for a symbol that the alphabet does not have.
  public init(_ text: String, alphabet: Alphabet) throws {
    guard text.unicodeScalars.count <= SymbolPattern.longest else {
      throw Fault.tooManyCharacters(limit: SymbolPattern.longest)
    }
    guard !CombiningMarks.exceedLimit(in: text) else {
      throw Fault.tooManyMarks(limit: CombiningMarks.limit)
    }
    var parser = Parser(text: Array(text), alphabet: alphabet)
    elements = try parser.parse()
    let first = elements.firstIndex { if case .one = $0 { false } else { true } }
    for case .one(let symbol) in elements[..<(first ?? elements.endIndex)] {
      beginning.append(symbol)
    }
    elements.removeFirst(beginning.count)
    guard elements.count <= SymbolPattern.limit else {
      throw Fault.tooLong(count: elements.count, limit: SymbolPattern.limit)
    }
  }

  /// Whether a match may go on for ever.
  public var isOpen: Bool { elements.last == .run }

  /// Whether an element takes a symbol.
  static func matches(_ element: Element, _ symbol: Int32) -> Bool {
    guard symbol != Alphabet.end else { return false }
    switch element {
    case .one(let wanted): return symbol == wanted
    case .any, .run: return true
    case .among(let symbols):
      var (lower, upper) = (0, symbols.count)
      while lower < upper {
        let middle = (lower + upper) / 2
        if symbols[middle] < symbol { lower = middle + 1 } else { upper = middle }
      }
      return lower < symbols.count && symbols[lower] == symbol
    }
  }
}

/// Reads patterns.
private struct Parser {
  let text: [Character]
  let alphabet: Alphabet
  private var place = 0
  private var literal = ""
  private var elements: [SymbolPattern.Element] = []
  private var sets = 0

  init(text: [Character], alphabet: Alphabet) {
    self.text = text
    self.alphabet = alphabet
  }

  mutating func parse() throws -> [SymbolPattern.Element] {
    while place < text.count {
      let character = text[place]
      place += 1
      switch character {
      case "\\": literal.append(try escaped())
      case "?":
        try endLiteral()
        elements.append(.any)
      case "*":
        try endLiteral()
        // Two runs in a row are one.
        if elements.last != .run { elements.append(.run) }
      case "[":
        try endLiteral()
        elements.append(.among(try set()))
      default: literal.append(character)
      }
    }
    try endLiteral()
    return elements
  }

  private mutating func escaped() throws -> Character {
    guard place < text.count else { throw SymbolPattern.Fault.danglingEscape }
    defer { place += 1 }
    return text[place]
  }

  private mutating func endLiteral() throws {
    elements += try alphabet.encode(literal).map { .one($0) }
    literal = ""
  }

  /// The symbols of a set, after its bracket.
  private mutating func set() throws -> [Int32] {
    let start = place
    sets += 1
    // At once: a set may have as many numbers as the alphabet has symbols.
    guard sets <= SymbolPattern.limit else {
      throw SymbolPattern.Fault.tooLong(count: sets, limit: SymbolPattern.limit)
    }
    guard alphabet.unit == .character || alphabet.unit == .scalar else {
      throw SymbolPattern.Fault.setWithoutCharacters(position: start)
    }
    var isNegated = false
    if place < text.count, text[place] == "^" {
      isNegated = true
      place += 1
    }
    var listed: [(Character, Character)] = []
    while true {
      guard place < text.count else { throw SymbolPattern.Fault.unclosedSet(position: start) }
      var character = text[place]
      place += 1
      if character == "]" { break }
      if character == "\\" { character = try escaped() }
      var last = character
      if place + 1 < text.count, text[place] == "-", text[place + 1] != "]" {
        place += 1
        last = text[place]
        place += 1
        if last == "\\" { last = try escaped() }
        guard let from = character.onlyScalar, let to = last.onlyScalar, from <= to else {
          throw SymbolPattern.Fault.impossibleRange(position: place)
        }
      }
      listed.append((character, last))
    }
    guard !listed.isEmpty else { throw SymbolPattern.Fault.emptySet(position: start) }
    let singles = Set(listed.filter { $0.0 == $0.1 }.map { String($0.0) })
    let ranges = listed.compactMap { first, last -> ClosedRange<Unicode.Scalar>? in
      guard first != last, let from = first.onlyScalar, let to = last.onlyScalar else { return nil }
      return from...to
    }
    return alphabet.symbols.indices.dropFirst().compactMap { index in
      let symbol = alphabet.symbols[index]
      let scalar = ranges.isEmpty ? nil : Character(symbol).onlyScalar
      let isListed =
        singles.contains(symbol)
        || scalar.map { scalar in ranges.contains { $0.contains(scalar) } } ?? false
      return isListed != isNegated ? Int32(index) : nil
    }
  }
}

extension Character {
  /// The scalar of a character that has but one.
  fileprivate var onlyScalar: Unicode.Scalar? {
    unicodeScalars.count == 1 ? unicodeScalars.first : nil
  }
}
