/// Reads the tokens of JSON that a safetensors header is made of, from bytes known to be UTF-8.
///
/// It never calls itself and looks at each byte once. Positions count from the start of the file.
struct HeaderScanner {
  typealias FormatFault = ModelFileError.FormatFault

  private let bytes: [UInt8]
  private let end: Int
  private(set) var position: Int

  init(bytes: [UInt8], range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  /// The next byte that is not white space, left in place; nil at the end.
  mutating func peek() -> UInt8? {
    while let byte = current {
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"):
        position += 1
      default:
        return byte
      }
    }
    return nil
  }

  /// Whether the next token is this one; if so, it is taken.
  mutating func take(_ token: Unicode.Scalar) -> Bool {
    guard peek() == UInt8(ascii: token) else { return false }
    position += 1
    return true
  }

  /// Takes this token, or fails.
  mutating func expect(_ token: Unicode.Scalar) throws(FormatFault) {
    guard take(token) else { throw unexpected("'\(token)'") }
  }

  /// Takes a comma and returns true, or takes the closing token and returns false, or fails.
  mutating func hasNext(before closing: Unicode.Scalar) throws(FormatFault) -> Bool {
    if take(",") { return true }
    if take(closing) { return false }
    throw unexpected("',' or '\(closing)'")
  }

  /// The fault of finding here what should not be here.
  mutating func unexpected(_ expected: String) -> FormatFault {
    .unexpected(found: peek(), offset: position, expected: expected)
  }

  /// Takes a string and returns its value, at most `limit` bytes of UTF-8.
  mutating func string(limit: Int = .max) throws(FormatFault) -> String {
    guard take("\"") else { throw unexpected("a string") }
    let start = position
    var value: [UInt8] = []
    var copied = position
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        value += bytes[copied..<position]
        guard value.count <= limit else { throw .nameTooLong(offset: start, limit: limit) }
        position += 1
        return String(decoding: value, as: UTF8.self)
      case UInt8(ascii: "\\"):
        value += bytes[copied..<position]
        value += String(try escape()).utf8
        copied = position
      case 0..<0x20:
        throw .controlCharacter(offset: position)
      default:
        position += 1
      }
    }
    throw unexpected("the end of a string")
  }

  /// Takes digits that are a whole number from 0 to `Int.max`. The next byte is a digit or a minus.
  mutating func size() throws(ModelFileError.NumberFault) -> Int {
    if current == UInt8(ascii: "-") { throw .negative }
    var value = 0
    while let byte = current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
      guard !overflow, !carry else { throw .tooLarge }
      value = sum
      position += 1
      // JSON has no leading zeros: what follows a first 0 is for the caller to refuse.
      if sum == 0 { break }
    }
    switch current {
    case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): throw .notWhole
    default: return value
    }
  }

  private var current: UInt8? {
    position < end ? bytes[position] : nil
  }
}

// MARK: - Escapes

extension HeaderScanner {
  /// Takes a backslash and what belongs to it.
  private mutating func escape() throws(FormatFault) -> Unicode.Scalar {
    let start = position
    position += 1
    guard let byte = current else { throw unexpected("the end of a string") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try escapedScalar(from: start)
    default: throw .unknownEscape(offset: start)
    }
  }

  /// Takes the four digits behind `\u`, and a second `\u` with four if they are half of a pair.
  private mutating func escapedScalar(from start: Int) throws(FormatFault) -> Unicode.Scalar {
    let first = try fourDigits(from: start)
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, current == UInt8(ascii: "\\") else {
      throw .loneSurrogate(offset: start)
    }
    position += 1
    guard current == UInt8(ascii: "u") else { throw .loneSurrogate(offset: start) }
    position += 1
    let second = try fourDigits(from: position - 2)
    guard (0xDC00..<0xE000).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw .loneSurrogate(offset: start) }
    return scalar
  }

  private mutating func fourDigits(from start: Int) throws(FormatFault) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw .unknownEscape(offset: start)
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}
