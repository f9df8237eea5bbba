/// A field in quotation marks, in which a mark that belongs to the text is doubled.
enum QuotedField {
  /// The text of the bytes between the quotation marks, each doubled mark as one.
  ///
  /// Byte by byte: an accent after a mark makes one character of the two, which would no longer be found as
  /// a mark. Bytes that are not UTF-8 are repaired.
  static func text(_ bytes: ArraySlice<UInt8>) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    var isSecond = false
    for byte in bytes {
      isSecond = byte == UInt8(ascii: "\"") && !isSecond && text.last == byte
      if !isSecond { text.append(byte) }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
