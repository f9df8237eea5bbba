/// Takes text apart into lines and checks each: the words of a word list.
struct LineReader {
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  let bytes: [UInt8]
  let source: String
  private var position = 0
  /// The number of the line that was read last, from 1.
  private(set) var line = 0

  /// Creates a reader before the first line of `bytes`, past a byte-order mark.
  ///
  /// - Throws: `DataError.wideEncoding`.
  init(bytes: [UInt8], source: String) throws(DataError) {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw .wideEncoding(source: source)
    }
    self.bytes = bytes
    self.source = source
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// Returns the next line without white space around it, perhaps empty; nil after the last.
  mutating func next() throws(DataError) -> String? {
    guard let range = nextRange() else { return nil }
    return try word(in: trimmed(range), lineStart: range.lowerBound)
  }

  /// Returns where the bytes of the next line stand, without its end; nil after the last.
  mutating func nextRange() -> Range<Int>? {
    guard position < bytes.count else { return nil }
    line += 1
    let start = position
    var end = start
    while end < bytes.count, bytes[end] != Self.lineFeed, bytes[end] != Self.carriageReturn {
      end += 1
    }
    position = end + 1
    if position < bytes.count, bytes[end] == Self.carriageReturn,
      bytes[position] == Self.lineFeed
    {
      position += 1
    }
    return start..<end
  }

  /// A range of bytes without white space around it.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, Self.isSpace(bytes[start]) { start += 1 }
    while start < end, Self.isSpace(bytes[end - 1]) { end -= 1 }
    return start..<end
  }

  /// Checks from the cheap to the dear, so that a huge line costs one pass and no copy.
  func word(in range: Range<Int>, lineStart: Int) throws(DataError) -> String {
    for offset in range where Self.isControl(bytes[offset]) {
      throw control(Unicode.Scalar(bytes[offset]), at: offset, lineStart: lineStart)
    }
    if range.count > WordList.maximumWordLength {
      let length = range.count { !UTF8.isContinuation(bytes[$0]) }
      guard length <= WordList.maximumWordLength else {
        throw .wordTooLong(
          source: source, line: line, length: length, limit: WordList.maximumWordLength)
      }
    }
    guard let word = String(validating: bytes[range], as: UTF8.self) else {
      let offset = UTF8Continuation.firstInvalidOffset(in: bytes[range]) ?? 0
      let place = range.lowerBound + offset
      throw .invalidUTF8(
        source: source, line: line, byteColumn: place - lineStart + 1, byte: bytes[place])
    }
    // U+0080 to U+009F, in UTF-8 0xC2 and the value: control characters too.
    for offset in range.dropLast() where bytes[offset] == 0xC2 && bytes[offset + 1] < 0xA0 {
      throw control(Unicode.Scalar(bytes[offset + 1]), at: offset, lineStart: lineStart)
    }
    guard !CombiningMarks.exceedLimit(in: word) else {
      throw .tooManyMarks(source: source, line: line, limit: CombiningMarks.limit)
    }
    return word
  }

  private func control(
    _ scalar: Unicode.Scalar, at offset: Int, lineStart: Int
  ) -> DataError {
    let before = String(decoding: bytes[lineStart..<offset], as: UTF8.self)
    return .controlCharacter(
      source: source, line: line, column: before.unicodeScalars.count + 1, scalar)
  }

  /// Whether a byte is ASCII white space: tab to CR, and the space.
  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }

  private static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x7F }
}
