/// The lines of a text in UTF-8, one after the other, for formats in which an empty line ends a sentence.
///
/// Lines end with LF or CRLF; a byte-order mark is taken off.
struct SentenceLines {
  let source: String
  /// The line that was read last, counted from 1.
  private(set) var line = 0
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8], source: String) throws(TaggingError) {
    self.bytes = bytes
    self.source = source
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw .data(.wideEncoding(source: source))
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// Where the line that was read last is.
  var place: TaggingError.Place { .init(source: source, line: line) }

  /// The next line without its end; nil after the last.
  mutating func next() throws(TaggingError) -> String? {
    guard position < bytes.count else { return nil }
    line += 1
    let start = position
    var end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    position = end + 1
    if end > start && bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    for place in start..<end where bytes[place] < 0x20 && bytes[place] != UInt8(ascii: "\t") {
      let before = String(decoding: bytes[start..<place], as: UTF8.self)
      throw .data(
        .controlCharacter(
          source: source, line: line, column: before.unicodeScalars.count + 1,
          Unicode.Scalar(bytes[place])))
    }
    guard let text = String(validating: bytes[start..<end], as: UTF8.self) else {
      let offset = UTF8Continuation.firstInvalidOffset(in: bytes[start..<end]) ?? 0
      throw .data(
        .invalidUTF8(
          source: source, line: line, byteColumn: offset + 1, byte: bytes[start + offset]))
    }
    guard !CombiningMarks.exceedLimit(in: text) else {
      throw .data(.tooManyMarks(source: source, line: line, limit: CombiningMarks.limit))
    }
    return text
  }
}
