/// A table read from comma-separated values: columns of numbers, of dates and of text.
///
/// The text is UTF-8, with or without a byte-order mark; rows and fields are those of RFC 4180. The
/// first row is a header if it has a text that is neither a number nor a date, and no number or date;
/// otherwise columns are called "1", "2", ... Missing are empty fields, `NA`, `N/A`, `NaN`, `null` and `?`,
/// in small or capital letters. A column is one of numbers if its first value is a number, and one of
/// dates if all its values are (``CalendarDate``).
public struct Table: Sendable {
  /// What a column holds.
  public enum Content: Sendable, Equatable {
    /// Numbers; NaN where one is missing.
    case numbers([Double])
    /// Dates; nil where one is missing.
    case dates([CalendarDate?])
    /// Anything else. The fields are not kept.
    case text
    /// Nothing: every value is missing.
    case empty
  }

  /// A column.
  public struct Column: Sendable {
    /// Its name in the header, or its number.
    public let name: String
    /// Its values.
    public let content: Content
    /// What stands where a number should, if anything does: to be thrown when the column is used.
    let fault: SeriesError?

    /// The numbers of the column, or nil.
    public var numbers: [Double]? {
      if case .numbers(let numbers) = content { numbers } else { nil }
    }
  }

  /// How a table's form is told.
  public struct Form: Sendable, Equatable {
    /// The character between fields: a comma, semicolon or tab; nil for what the first line has most of.
    public var separator: Character?
    /// Whether the first row is a header; nil for what it looks like.
    public var hasHeader: Bool?

    /// Creates a form; nil is found out.
    public init(separator: Character? = nil, hasHeader: Bool? = nil) {
      self.separator = separator
      self.hasHeader = hasHeader
    }
  }

  /// The columns, in order.
  public let columns: [Column]
  /// The number of rows, the header not among them; never 0.
  public let rows: Int
  /// The name under which the caller knows the data.
  public let source: String
  /// The line of each row, for messages: counted from the row's place in the bytes.
  let fields: CSVFields
  /// Rows of `fields` before the first of the table.
  let headerRows: Int

  /// The largest text in bytes, 256 MiB.
  public static let maximumByteCount = 1 << 28

  /// Reads a table.
  ///
  /// - Throws: ``SeriesError``. Fields that are no numbers are reported when their column is used.
  /// - Complexity: linear in the bytes.
  public init(
    bytes: [UInt8], source: String, form: Form = Form()
  ) throws(SeriesError) {
    guard bytes.count <= Table.maximumByteCount else {
      throw .data(
        .tooLarge(source: source, size: bytes.count, limit: Table.maximumByteCount))
    }
    let fields = try CSVFields(
      bytes, source: source, separator: form.separator.flatMap(\.asciiValue))
    if let offset = UTF8Continuation.firstInvalidOffset(in: bytes) {
      let line = CSVFields.place(bytes, source, at: offset).line
      let start = bytes[..<offset].lastIndex { $0 == 0x0A || $0 == 0x0D } ?? -1
      throw .data(
        .invalidUTF8(
          source: source, line: line, byteColumn: offset - start, byte: bytes[offset]))
    }
    guard fields.rows > 0 else { throw .noRows(source: source) }
    let hasHeader = form.hasHeader ?? Table.looksLikeHeader(fields)
    headerRows = hasHeader ? 1 : 0
    rows = fields.rows - headerRows
    guard rows > 0 else { throw .noRows(source: source) }
    self.source = source
    self.fields = fields
    var columns: [Column] = []
    for column in 0..<fields.width {
      if hasHeader { try Table.checkName(fields, column: column) }
      columns.append(Column(fields, column: column, headerRows: hasHeader ? 1 : 0))
    }
    self.columns = columns
  }

  /// Reads the table of a file, which is read in full first.
  ///
  /// - Throws: ``SeriesError``.
  public init(contentsOf path: String, form: Form = Form()) throws(SeriesError) {
    let bytes: [UInt8]
    do throws(DataError) {
      bytes = try FileBytes.read(path: path, limit: Table.maximumByteCount)
    } catch {
      throw .data(error)
    }
    try self.init(bytes: bytes, source: path, form: form)
  }

  /// Where a field of the table stands in its file.
  func place(row: Int, column: Int) -> SeriesError.Place {
    fields.place(row: row + headerRows, column: column)
  }

  /// Names are compared, which takes long where marks pile up.
  private static func checkName(_ fields: CSVFields, column: Int) throws(SeriesError) {
    guard CombiningMarks.exceedLimit(in: fields.text(row: 0, column: column)) else { return }
    let line = fields.place(row: 0, column: column).line
    throw .data(
      .tooManyMarks(source: fields.source, line: line, limit: CombiningMarks.limit))
  }

  private static func looksLikeHeader(_ fields: CSVFields) -> Bool {
    guard fields.rows > 1 else { return false }
    var hasText = false
    for column in 0..<fields.width {
      switch FieldValue(fields, row: 0, column: column) {
      case .number, .tooLarge, .date: return false
      case .text: hasText = true
      case .missing: break
      }
    }
    return hasText
  }
}
