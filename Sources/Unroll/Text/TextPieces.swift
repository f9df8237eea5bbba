/// Takes a text that comes in pieces of any size apart into pieces of whole symbols, and into documents.
///
/// What is held at a time does not grow with the text: a piece, and what its last symbol may still be part
/// of. A byte-order mark at the beginning is taken off, except from bytes.
struct TextPieces {
  /// Something that a text is made of.
  enum Part {
    /// Whole symbols, and where they begin.
    case text(String, at: TextPosition)
    /// Bytes, where those are the symbols, and where they begin.
    case bytes(ArraySlice<UInt8>, at: TextPosition)
    /// The end of a document; there may be several in a row.
    case documentEnd
  }

  /// Bytes that are held for a symbol's end, at the most.
  private static let longestSymbol = 1 << 16

  private let unit: SymbolUnit
  private let separator: [UInt8]
  private let source: String
  private var pending: [UInt8] = []
  private var position = TextPosition()
  private var isAtStart = true

  /// - Parameters:
  ///   - separator: what stands between documents; empty for one document.
  ///   - source: the name for messages.
  init(unit: SymbolUnit, separator: String, source: String) {
    self.unit = unit
    self.separator = Array(separator.utf8)
    self.source = source
  }

  /// Takes the next bytes, and hands on what is whole.
  mutating func add(
    _ bytes: some Sequence<UInt8>, _ body: (Part) throws(DataError) -> Void
  ) throws(DataError) {
    pending += bytes
    try takeMark(isLast: false)
    // Until it is clear that there is no byte-order mark.
    guard !isAtStart || unit == .byte else { return }
    try handOn(isLast: false, body)
  }

  /// Hands on what is left at the text's end, and the last document's end.
  mutating func finish(_ body: (Part) throws(DataError) -> Void) throws(DataError) {
    try takeMark(isLast: true)
    try handOn(isLast: true, body)
    try body(.documentEnd)
  }

  /// Takes a byte-order mark off.
  private mutating func takeMark(isLast: Bool) throws(DataError) {
    guard isAtStart, unit != .byte, pending.count >= 3 || isLast else { return }
    isAtStart = false
    if pending.starts(with: [0xFF, 0xFE]) || pending.starts(with: [0xFE, 0xFF]) {
      throw .wideEncoding(source: source)
    }
    if pending.starts(with: [0xEF, 0xBB, 0xBF]) { pending.removeFirst(3) }
  }

  private mutating func handOn(
    isLast: Bool, _ body: (Part) throws(DataError) -> Void
  ) throws(DataError) {
    var done = 0
    while let found = separatorPlace(from: done) {
      try handOn(done..<found, isWhole: true, body)
      try body(.documentEnd)
      position.advance(over: separator)
      done = found + separator.count
    }
    // A separator may have begun in the last bytes.
    let held = isLast ? 0 : max(separator.count - 1, 0)
    let end = max(pending.count - held, done)
    done += try handOn(done..<end, isWhole: isLast, body)
    pending.removeFirst(done)
  }

  private func separatorPlace(from start: Int) -> Int? {
    guard let first = separator.first, pending.count >= separator.count else { return nil }
    var place = start
    while place <= pending.count - separator.count {
      if pending[place] == first
        && pending[place..<place + separator.count].elementsEqual(separator)
      {
        return place
      }
      place += 1
    }
    return nil
  }

  /// Hands on the symbols of a range of the bytes at hand: all of them, or where more may follow all that
  /// are certain to have ended.
  ///
  /// - Returns: how many bytes they had.
  @discardableResult
  private mutating func handOn(
    _ range: Range<Int>, isWhole: Bool, _ body: (Part) throws(DataError) -> Void
  ) throws(DataError) -> Int {
    guard !range.isEmpty else { return 0 }
    if unit == .byte {
      try body(.bytes(pending[range], at: position))
      position.advance(over: pending[range])
      return range.count
    }
    let scalars = isWhole ? range : range.lowerBound..<wholeScalars(range)
    guard let text = String(validating: pending[scalars], as: UTF8.self) else {
      let offset = UTF8Continuation.firstInvalidOffset(in: pending[scalars]) ?? 0
      let place = scalars.lowerBound + offset
      let fault = position.advanced(over: pending[scalars.lowerBound..<place])
      throw .invalidUTF8(
        source: source, line: fault.line, byteColumn: fault.byte, byte: pending[place])
    }
    if let zero = text.utf8.firstIndex(of: 0) {
      let fault = position.advanced(over: text.utf8[..<zero])
      throw .controlCharacter(source: source, line: fault.line, column: fault.byte, "\0")
    }
    if unit != .scalar, let mark = CombiningMarks.excess(in: text) {
      let fault = position.advanced(over: text.utf8[..<mark])
      throw .tooManyMarks(source: source, line: fault.line, limit: CombiningMarks.limit)
    }
    let whole = isWhole ? text : withoutLastSymbol(text)
    guard !whole.isEmpty else { return 0 }
    try body(.text(whole, at: position))
    position.advance(over: whole.utf8)
    return whole.utf8.count
  }

  /// Where a scalar begins that the range may have cut; its end when there is none.
  private func wholeScalars(_ range: Range<Int>) -> Int {
    var place = range.upperBound
    for _ in 0..<3 where place > range.lowerBound {
      place -= 1
      let byte = pending[place]
      if byte < 0x80 { break }
      if byte >= 0xC0 {
        let needed = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
        return place + needed > range.upperBound ? place : range.upperBound
      }
    }
    return range.upperBound
  }

  private func withoutLastSymbol(_ text: String) -> String {
    let whole: Substring
    switch unit {
    case .byte, .scalar: return text
    case .character: whole = text.dropLast()
    case .word:
      // A word may go on, also after an apostrophe that ends the piece.
      let end = text.dropLast().lastIndex(where: \.isWhitespace) ?? text.startIndex
      whole = text[..<end]
    }
    // To hold more and more of one symbol would be to read it again with every piece.
    guard whole.isEmpty, text.utf8.count > TextPieces.longestSymbol else { return String(whole) }
    let cut = text.dropLast()
    return cut.isEmpty ? text : String(cut)
  }
}
