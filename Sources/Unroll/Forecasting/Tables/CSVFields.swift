/// A file of comma-separated values taken apart into rows and fields, each with its place.
///
/// RFC 4180 (Shafranovich, 2005, doi:10.17487/RFC4180): fields in quotation marks may hold separators, line
/// ends and doubled marks. Lines end with LF, CRLF or CR. The separator may also be a semicolon or a tab.
/// Empty lines at the end are no rows; elsewhere an empty line is a row of one empty field.
struct CSVFields {
  /// Where a field's text stands in the bytes, without its quotation marks.
  struct Field {
    let start: Int32
    let end: Int32
    /// Whether the field stands in quotation marks.
    let isQuoted: Bool
  }

  let bytes: [UInt8]
  let source: String
  /// All fields, row after row.
  let fields: [Field]
  /// The number of fields of each row.
  let width: Int
  /// The number of rows, the header among them.
  var rows: Int { width == 0 ? 0 : fields.count / width }

  /// The most columns of a table.
  static let mostColumns = 4096

  /// Takes bytes apart.
  ///
  /// - Parameter separator: nil for the one of comma, semicolon and tab that the first line has most of.
  /// - Throws: ``SeriesError``, with the place; a row is as wide as the first or is refused.
  /// - Complexity: linear in the bytes.
  init(_ bytes: [UInt8], source: String, separator: UInt8?) throws(SeriesError) {
    self.bytes = bytes
    self.source = source
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw .data(.wideEncoding(source: source))
    }
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var scanner = CSVScanner(
      bytes, position: start,
      separator: separator ?? CSVFields.separator(of: bytes, from: start))
    var fields: [Field] = []
    var width: Int?
    var rowStart = 0
    // Empty lines count only when something follows them.
    var emptyLines: [Int] = []
    while let end = try CSVFields.row(&scanner, into: &fields, bytes, source) {
      if end.isEmpty {
        fields.removeLast(fields.count - rowStart)
        emptyLines.append(end.start)
        continue
      }
      if width == nil, let first = emptyLines.first {
        throw CSVFields.ragged(bytes, source, at: first, found: 0, expected: end.count)
      }
      for position in emptyLines {
        guard width == 1 else {
          throw CSVFields.ragged(bytes, source, at: position, found: 1, expected: width ?? 1)
        }
        let empty = Field(start: Int32(position), end: Int32(position), isQuoted: false)
        fields.insert(empty, at: rowStart)
        rowStart += 1
      }
      emptyLines.removeAll(keepingCapacity: true)
      let found = end.count
      guard found <= CSVFields.mostColumns else {
        throw .tooManyColumns(source: source, count: found, limit: CSVFields.mostColumns)
      }
      let expected = width ?? found
      width = expected
      guard found == expected else {
        throw CSVFields.ragged(bytes, source, at: end.start, found: found, expected: expected)
      }
      rowStart = fields.count
    }
    self.fields = fields
    self.width = width ?? 0
  }

  /// The bytes of a field, white space around it taken off unless it is quoted.
  func range(row: Int, column: Int) -> Range<Int> {
    let field = fields[row * width + column]
    var (start, end) = (Int(field.start), Int(field.end))
    guard !field.isQuoted else { return start..<end }
    while start < end, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
    while start < end, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
    return start..<end
  }

  /// The text of a field.
  func text(row: Int, column: Int) -> String {
    let field = fields[row * width + column]
    let bytes = bytes[range(row: row, column: column)]
    return field.isQuoted ? QuotedField.text(bytes) : String(decoding: bytes, as: UTF8.self)
  }

  /// Where a field begins.
  func place(row: Int, column: Int) -> SeriesError.Place {
    CSVFields.place(
      bytes, source,
      at: Int(fields[row * width + column].start)
        - (fields[row * width + column].isQuoted ? 1 : 0))
  }

  // MARK: Places

  private static func row(
    _ scanner: inout CSVScanner, into fields: inout [Field], _ bytes: [UInt8], _ source: String
  ) throws(SeriesError) -> CSVScanner.Row? {
    do throws(CSVScanner.Fault) {
      return try scanner.row(into: &fields, most: mostColumns)
    } catch {
      let place = place(bytes, source, at: error.position)
      switch error.kind {
      case .openQuote: throw .openQuote(place)
      case .textAfterQuote: throw .textAfterQuote(place)
      case .strayQuote: throw .strayQuote(place)
      case .controlCharacter: throw .controlCharacter(place, byte: bytes[error.position])
      }
    }
  }

  private static func ragged(
    _ bytes: [UInt8], _ source: String, at position: Int, found: Int, expected: Int
  ) -> SeriesError {
    .raggedRow(
      source: source, line: place(bytes, source, at: position).line, found: found,
      expected: expected)
  }

  /// The line and column of a byte; found by counting from the beginning, for messages only.
  static func place(_ bytes: [UInt8], _ source: String, at position: Int) -> SeriesError.Place {
    var (line, lineStart) = (1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
    var index = lineStart
    while index < position {
      let isEnd =
        bytes[index] == 0x0A
        || bytes[index] == 0x0D && !(index + 1 < bytes.count && bytes[index + 1] == 0x0A)
      index += 1
      if isEnd { (line, lineStart) = (line + 1, index) }
    }
    let column = bytes[lineStart..<max(position, lineStart)].count { !UTF8.isContinuation($0) }
    return SeriesError.Place(source: source, line: line, column: column + 1)
  }

  /// The separator that the first line has most of, outside quotation marks; the comma before others.
  private static func separator(of bytes: [UInt8], from start: Int) -> UInt8 {
    var counts: [UInt8: Int] = [:]
    var isQuoted = false
    for byte in bytes[start...] {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if isQuoted { continue }
      if byte == 0x0A || byte == 0x0D { break }
      counts[byte, default: 0] += 1
    }
    let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    var best = candidates[0]
    for candidate in candidates where counts[candidate, default: 0] > counts[best, default: 0] {
      best = candidate
    }
    return best
  }
}
