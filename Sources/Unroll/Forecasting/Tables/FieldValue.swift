/// What a field of a table holds.
enum FieldValue {
  case missing
  case number(Double)
  /// A number beyond ``largestNumber``.
  case tooLarge
  case date(CalendarDate)
  case text

  /// Squares of such numbers, and sums of many of them, are still finite.
  static let largestNumber = 1e100
  /// The longest field that is looked at for a number or a date.
  private static let longest = 64
  private static let missingMarks: Set<String> = ["na", "n/a", "nan", "null", "?"]

  init(_ fields: CSVFields, row: Int, column: Int) {
    let range = fields.range(row: row, column: column)
    guard !range.isEmpty else {
      self = .missing
      return
    }
    guard range.count <= FieldValue.longest else {
      self = .text
      return
    }
    let bytes = fields.bytes[range]
    let text = String(decoding: bytes, as: UTF8.self)
    if bytes.allSatisfy(FieldValue.isOfNumber), let number = Double(text) {
      self = abs(number) <= FieldValue.largestNumber ? .number(number) : .tooLarge
    } else if let date = CalendarDate(text) {
      self = .date(date)
    } else if FieldValue.missingMarks.contains(text.lowercased()) {
      self = .missing
    } else {
      self = .text
    }
  }

  /// Digits, signs, point and exponent: what else Swift reads as a number, such as 0x1p3 and inf, is none here.
  private static func isOfNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }
}

extension Table.Column {
  /// Reads a column: its first value tells what it is of.
  init(_ fields: CSVFields, column: Int, headerRows: Int) {
    let named = headerRows > 0 ? fields.text(row: 0, column: column) : ""
    name = named.isEmpty ? "\(column + 1)" : named
    let rows = headerRows..<fields.rows
    let first = rows.lazy.map { FieldValue(fields, row: $0, column: column) }
      .first { if case .missing = $0 { false } else { true } }
    switch first {
    case nil: (content, fault) = (.empty, nil)
    case .number, .tooLarge: (content, fault) = Self.numbers(fields, column, name, rows)
    case .date: (content, fault) = (Self.dates(fields, column, rows), nil)
    default: (content, fault) = (.text, nil)
    }
  }

  private static func numbers(
    _ fields: CSVFields, _ column: Int, _ name: String, _ rows: Range<Int>
  ) -> (Table.Content, SeriesError?) {
    var numbers: [Double] = []
    numbers.reserveCapacity(rows.count)
    var fault: SeriesError?
    for row in rows {
      switch FieldValue(fields, row: row, column: column) {
      case .number(let number): numbers.append(number)
      case .missing: numbers.append(.nan)
      case let other:
        numbers.append(.nan)
        guard fault == nil else { continue }
        let place = fields.place(row: row, column: column)
        let text = fields.text(row: row, column: column)
        fault =
          if case .tooLarge = other {
            .numberTooLarge(place, name: name, text: text)
          } else {
            .notANumber(place, name: name, text: text)
          }
      }
    }
    return (.numbers(numbers), fault)
  }

  private static func dates(
    _ fields: CSVFields, _ column: Int, _ rows: Range<Int>
  ) -> Table.Content {
    var dates: [CalendarDate?] = []
    for row in rows {
      switch FieldValue(fields, row: row, column: column) {
      case .date(let date): dates.append(date)
      case .missing: dates.append(nil)
      default: return .text
      }
    }
    return .dates(dates)
  }
}
