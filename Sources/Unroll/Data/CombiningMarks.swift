/// A bound on accents and other marks that pile up on one character.
///
/// To compare or hash strings by canonical equivalence, Swift sorts the marks that follow a letter, in time
/// quadratic in their number. No writing system needs more than a few, and Unicode's stream-safe
/// format allows 30 (Unicode Standard Annex 15); a hostile file may bring millions.
enum CombiningMarks {
  /// The most marks in a row.
  static let limit = 128

  /// Returns whether `text` has more marks in a row than `limit`. Linear time.
  static func exceedLimit(in text: String) -> Bool { excess(in: text) != nil }

  /// Returns where the first mark beyond the limit stands in `text`, or nil. Linear time.
  static func excess(in text: String) -> String.Index? {
    // A mark has two bytes at least: nearly every text is done here.
    guard text.utf8.count > 2 * limit, !text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
    var count = 0
    for index in text.unicodeScalars.indices {
      count = isMark(text.unicodeScalars[index]) ? count + 1 : 0
      if count > limit { return index }
    }
    return nil
  }

  /// Returns whether the strings of a JSON text may have more marks in a row than `limit`, written out or as
  /// `\u0301`. Linear time.
  static func exceedLimit(inJSON text: String) -> Bool {
    if exceedLimit(in: text) { return true }
    guard text.utf8.count > 6 * limit else { return false }
    var count = 0
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\\") {
        let scalar = rest.popFirst() == UInt8(ascii: "u") ? escaped(&rest) : nil
        count = scalar.map(isMark) ?? false ? count + 1 : 0
        if count > limit { return true }
      } else if byte < 0x80 {
        // Written and escaped marks may take turns: only what is surely no mark ends a run.
        count = 0
      }
    }
    return false
  }

  /// Takes the digits behind `\u`, of both halves of a pair; nil where they are none.
  private static func escaped(_ rest: inout Substring.UTF8View) -> Unicode.Scalar? {
    guard let first = UInt32(Substring(rest.prefix(4)), radix: 16) else { return nil }
    rest = rest.dropFirst(4)
    guard (0xD800..<0xDC00).contains(first), rest.starts(with: "\\u".utf8),
      let second = UInt32(Substring(rest.dropFirst(2).prefix(4)), radix: 16),
      (0xDC00..<0xE000).contains(second)
    else { return Unicode.Scalar(first) }
    rest = rest.dropFirst(6)
    return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    !scalar.isASCII && scalar.properties.canonicalCombiningClass != .notReordered
  }
}
