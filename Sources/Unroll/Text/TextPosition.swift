/// A place in a text of a file, for messages: line and byte, both counted from 1. Lines end with LF, CRLF
/// or CR.
struct TextPosition: Sendable, Equatable {
  private(set) var line = 1
  private(set) var byte = 1
  private var followsReturn = false

  /// Goes on over some bytes.
  mutating func advance(over bytes: some Sequence<UInt8>) {
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\n"):
        if !followsReturn { line += 1 }
        self.byte = 1
      case UInt8(ascii: "\r"):
        line += 1
        self.byte = 1
      default:
        self.byte += 1
      }
      followsReturn = byte == UInt8(ascii: "\r")
    }
  }

  /// The place some bytes further on.
  func advanced(over bytes: some Sequence<UInt8>) -> TextPosition {
    var position = self
    position.advance(over: bytes)
    return position
  }
}
