/// Reads the rows of comma-separated values, byte by byte.
struct CSVScanner {
  /// What breaks the rules, and at which byte.
  struct Fault: Error {
    enum Kind {
      case openQuote, textAfterQuote, strayQuote, controlCharacter
    }

    let kind: Kind
    let position: Int
  }

  /// A row that has been read.
  struct Row {
    /// Where it begins.
    let start: Int
    /// How many fields it has.
    let count: Int
    /// Whether it is an empty line.
    let isEmpty: Bool
  }

  private let bytes: [UInt8]
  private let separator: UInt8
  private var position: Int

  private static let quote = UInt8(ascii: "\"")

  init(_ bytes: [UInt8], position: Int, separator: UInt8) {
    self.bytes = bytes
    self.position = position
    self.separator = separator
  }

  /// Appends the fields of the next row; nil at the end.
  ///
  /// - Parameter most: fields beyond these are counted, and not kept.
  mutating func row(
    into fields: inout [CSVFields.Field], most: Int
  ) throws(Fault) -> Row? {
    guard position < bytes.count else { return nil }
    let start = position
    var count = 0
    while true {
      let field = try position < bytes.count && bytes[position] == Self.quote ? quoted() : plain()
      if count < most { fields.append(field) }
      count += 1
      guard position < bytes.count, bytes[position] == separator else { break }
      position += 1
    }
    let isEmpty = position == start
    if position < bytes.count {
      let isPair =
        bytes[position] == 0x0D && position + 1 < bytes.count && bytes[position + 1] == 0x0A
      position += isPair ? 2 : 1
    }
    return Row(start: start, count: count, isEmpty: isEmpty)
  }

  private mutating func plain() throws(Fault) -> CSVFields.Field {
    let start = position
    while position < bytes.count, !isEnd(bytes[position]) {
      let byte = bytes[position]
      if byte == Self.quote { throw Fault(kind: .strayQuote, position: position) }
      if byte < 0x20 && byte != 0x09 || byte == 0x7F {
        throw Fault(kind: .controlCharacter, position: position)
      }
      position += 1
    }
    return .init(start: Int32(start), end: Int32(position), isQuoted: false)
  }

  private mutating func quoted() throws(Fault) -> CSVFields.Field {
    let start = position
    position += 1
    while true {
      guard position < bytes.count else { throw Fault(kind: .openQuote, position: start) }
      let byte = bytes[position]
      if byte == Self.quote {
        guard position + 1 < bytes.count, bytes[position + 1] == Self.quote else { break }
        position += 1
      } else if byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D || byte == 0x7F {
        throw Fault(kind: .controlCharacter, position: position)
      }
      position += 1
    }
    let end = position
    position += 1
    if position < bytes.count, !isEnd(bytes[position]) {
      throw Fault(kind: .textAfterQuote, position: position)
    }
    return .init(start: Int32(start + 1), end: Int32(end), isQuoted: true)
  }

  private func isEnd(_ byte: UInt8) -> Bool { byte == separator || byte == 0x0A || byte == 0x0D }
}
