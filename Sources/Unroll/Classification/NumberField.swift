/// A field that should hold a number.
struct NumberField {
  private let bytes: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  /// What stands for a missing value, in small letters.
  private static let missing: Set = ["", "?", "na", "n/a", "nan", "null", "none", "-", "nil"]

  /// The number as a Float: nil where there is none, or one that a Float does not hold.
  var number: Float? {
    // Whole numbers are most of what there is in tables of pixels.
    if (1...6).contains(bytes.count) {
      var whole = 0
      var isWhole = true
      for byte in bytes {
        guard (0x30...0x39).contains(byte) else {
          isWhole = false
          break
        }
        whole = 10 * whole + Int(byte - 0x30)
      }
      if isWhole { return Float(whole) }
    }
    // Swift would also read `inf`, `nan` and hexadecimal numbers.
    guard bytes.count <= 400, bytes.allSatisfy({ NumberField.isOfNumber($0) }),
      let value = Double(String(decoding: bytes, as: UTF8.self)),
      Float(value).isFinite
    else { return nil }
    return Float(value)
  }

  private static func isOfNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "e"),
      UInt8(ascii: "E"):
      true
    default: false
    }
  }

  /// Whether the field stands for a value that is not there.
  var isMissing: Bool { bytes.count <= 4 && NumberField.missing.contains(text.lowercased()) }

  /// Whether the field belongs to a column of numbers.
  var isNumberOrMissing: Bool { number != nil || isMissing }

  /// The number.
  ///
  /// - Throws: ``ClassificationError/missingValue(_:found:)`` or
  ///   ``ClassificationError/unexpected(_:found:expected:)`` at `place`.
  func value(at place: () -> DataPlace) throws(ClassificationError) -> Float {
    if let number { return number }
    if isMissing { throw .missingValue(place(), found: text) }
    throw .unexpected(
      place(), found: text, expected: "a number of at most 3.4e38 in size, such as -1.5 or 2e3")
  }

  private var text: String { String(decoding: bytes.prefix(200), as: UTF8.self) }
}
