/// Reads tables: of a label and a text, or of numbers.
struct TableReader {
  static let tab = UInt8(ascii: "\t")
  static let comma = UInt8(ascii: ",")
  private static let quote = UInt8(ascii: "\"")

  /// A field of a line.
  struct Field {
    /// Its bytes, without white space or quotes around it.
    let range: Range<Int>
    /// Whether it stands in quotes.
    let isQuoted: Bool
  }

  /// Where the labels of a table of numbers stand.
  enum Labels {
    case last
    /// There are none.
    case none
  }

  let reader: LineReader
  let source: String
  let separator: UInt8
  /// The first line that is not blank, cut at the separators.
  private let first: [Field]
  private let firstByte: UInt8?

  /// Looks at the first line.
  init(bytes: [UInt8], source: String) throws(ClassificationError) {
    self.source = source
    do throws(DataError) {
      reader = try LineReader(bytes: bytes, source: source)
    } catch {
      throw .data(error)
    }
    var lines = reader
    var line = 0..<0
    while let range = lines.nextRange() {
      line = lines.trimmed(range)
      if !line.isEmpty { break }
    }
    separator = bytes[line].contains(TableReader.tab) ? TableReader.tab : TableReader.comma
    firstByte = line.isEmpty ? nil : bytes[line.lowerBound]
    guard firstByte != nil else { throw .noSequences(source: source) }
    first = try TableReader.fields(of: lines, line, separator)
  }

  /// Whether the file is of the time series archive.
  var isSeriesFile: Bool {
    if firstByte == UInt8(ascii: "@") { return true }
    guard firstByte == UInt8(ascii: "#") else { return false }
    var lines = reader
    while let range = lines.nextRange() {
      let line = lines.trimmed(range)
      if line.isEmpty || lines.bytes[line.lowerBound] == UInt8(ascii: "#") { continue }
      return lines.bytes[line.lowerBound] == UInt8(ascii: "@")
    }
    return false
  }

  /// Whether the table has more columns than a label and a text, and numbers in them.
  var isOfNumbers: Bool {
    guard first.count > 2 else { return false }
    var lines = reader
    for _ in 0..<2 {
      guard let range = nextLine(&lines), let fields = try? fields(of: lines, range) else { break }
      let values = fields.dropLast()
      if values.allSatisfy({ NumberField(lines.bytes[$0.range]).isNumberOrMissing }) { return true }
    }
    return false
  }

  /// The range of the next line that is not blank.
  func nextLine(_ lines: inout LineReader) -> Range<Int>? {
    while let range = lines.nextRange() {
      // A tab at an end would be an empty field.
      if !lines.trimmed(range).isEmpty { return range }
    }
    return nil
  }

  /// A line's fields.
  func fields(of lines: LineReader, _ range: Range<Int>) throws(ClassificationError) -> [Field] {
    try TableReader.fields(of: lines, range, separator)
  }

  private static func fields(
    of lines: LineReader, _ range: Range<Int>, _ separator: UInt8
  ) throws(ClassificationError) -> [Field] {
    let bytes = lines.bytes
    var fields: [Field] = []
    var start = range.lowerBound
    while true {
      var position = start
      while position < range.upperBound, isSpace(bytes[position], separator) { position += 1 }
      if position < range.upperBound, bytes[position] == quote {
        let open = position
        position += 1
        var isClosed = false
        while position < range.upperBound {
          if bytes[position] == quote {
            if position + 1 < range.upperBound, bytes[position + 1] == quote {
              position += 1
            } else {
              isClosed = true
              break
            }
          }
          position += 1
        }
        let content = open + 1..<position
        if isClosed { position += 1 }
        while position < range.upperBound, isSpace(bytes[position], separator) { position += 1 }
        guard isClosed, position == range.upperBound || bytes[position] == separator else {
          throw .unexpected(
            place(lines, range, open, fields.count),
            found: String(decoding: bytes[open..<min(range.upperBound, open + 200)], as: UTF8.self),
            expected: "a field that ends with a double quote, and then "
              + (separator == tab ? "a tab" : "a comma") + " or the end of the line")
        }
        fields.append(Field(range: content, isQuoted: true))
      } else {
        while position < range.upperBound, bytes[position] != separator { position += 1 }
        var (low, high) = (start, position)
        while low < high, isSpace(bytes[low], separator) { low += 1 }
        while low < high, isSpace(bytes[high - 1], separator) { high -= 1 }
        fields.append(Field(range: low..<high, isQuoted: false))
      }
      guard position < range.upperBound else { return fields }
      start = position + 1
    }
  }

  /// Where a field begins.
  static func place(
    _ lines: LineReader, _ line: Range<Int>, _ position: Int, _ field: Int
  ) -> DataPlace {
    DataPlace(
      source: lines.source, line: lines.line, column: position - line.lowerBound + 1,
      part: "field \(field + 1)")
  }

  private static func isSpace(_ byte: UInt8, _ separator: UInt8) -> Bool {
    byte == 0x20 || byte == tab && separator != tab
  }

  /// The text of a field, checked as words of a list are.
  func text(
    _ field: Field, of lines: LineReader, _ line: Range<Int>
  ) throws(ClassificationError) -> String {
    do throws(DataError) {
      let text = try lines.word(in: field.range, lineStart: line.lowerBound)
      return field.isQuoted ? QuotedField.text(lines.bytes[field.range]) : text
    } catch {
      throw .data(error)
    }
  }
}
