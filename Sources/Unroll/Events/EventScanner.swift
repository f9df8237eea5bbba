/// Reads lists of lists of indices from JSON, byte by byte, and knows where it is.
struct EventScanner {
  private let bytes: [UInt8]
  private let source: String
  private let allowed: ClosedRange<Int>
  private var position = 0

  init(_ bytes: [UInt8], source: String, allowed: ClosedRange<Int>) {
    self.bytes = bytes
    self.source = source
    self.allowed = allowed
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// The next byte that is no white space; nil at the end.
  mutating func peek() -> UInt8? {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
      position += 1
    }
    return position < bytes.count ? bytes[position] : nil
  }

  /// Takes a character, or fails.
  mutating func take(_ character: Character, expected: String) throws(EventError) {
    guard let byte = character.asciiValue, peek() == byte else { throw unexpected(expected) }
    position += 1
  }

  /// Nothing but white space may be left.
  mutating func end() throws(EventError) {
    if peek() != nil { throw unexpected("the end of the file") }
  }

  /// Reads a list; `body` reads each element.
  mutating func list(
    expected: String, _ body: (inout EventScanner) throws(EventError) -> Void
  ) throws(EventError) {
    try take("[", expected: expected)
    if peek() == UInt8(ascii: "]") {
      position += 1
      return
    }
    while true {
      try body(&self)
      if peek() == UInt8(ascii: ",") {
        position += 1
        continue
      }
      try take("]", expected: "a comma, or ']' at the end of the list")
      return
    }
  }

  /// Reads an index.
  mutating func index() throws(EventError) -> Int {
    guard let first = peek(), (0x30...0x39).contains(first) else {
      throw unexpected(
        "an index, a whole number from \(allowed.lowerBound) to \(allowed.upperBound)")
    }
    let start = position
    var value = 0
    while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
      // More digits than any index has; the value no longer matters.
      if value < 1_000_000_000 { value = value * 10 + Int(bytes[position] - 0x30) }
      position += 1
    }
    if position < bytes.count,
      [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")]
        .contains(bytes[position])
    {
      throw unexpected("a comma or ']': an index is a whole number")
    }
    guard allowed.contains(value) else {
      let (line, column) = place(start)
      throw .indexOutOfRange(
        source: source, line: line, column: column, index: value, allowed: allowed)
    }
    return value
  }

  /// Reads a name in quotation marks, without escapes.
  mutating func name() throws(EventError) -> (name: String, line: Int, column: Int) {
    guard peek() == UInt8(ascii: "\"") else {
      throw unexpected("the name of a split in quotation marks")
    }
    let (line, column) = place(position)
    let start = position + 1
    position = start
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      if bytes[position] == UInt8(ascii: "\\") || bytes[position] < 0x20
        || position - start > 200
      {
        throw unexpected("a short name without escapes")
      }
      position += 1
    }
    let name = String(decoding: bytes[start..<position], as: UTF8.self)
    try take("\"", expected: "the closing quotation mark of a name")
    return (name, line, column)
  }

  private func unexpected(_ expected: String) -> EventError {
    let (line, column) = place(position)
    var found = "the end of the file"
    if position < bytes.count {
      let rest = String(decoding: bytes[position..<min(position + 40, bytes.count)], as: UTF8.self)
      let word = rest.prefix { !$0.isWhitespace && !",[]{}".contains($0) }
      let shown = String(word.isEmpty ? rest.prefix(1) : word.prefix(20))
      found = shown.contains("\"") ? VisibleText.escaped(shown) : VisibleText.quoted(shown)
    }
    return .unexpected(
      source: source, line: line, column: column, found: found, expected: expected)
  }

  private func place(_ position: Int) -> (line: Int, column: Int) {
    let place = CSVFields.place(bytes, source, at: position)
    return (place.line, place.column)
  }
}
