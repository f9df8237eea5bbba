/// A number that tells data apart: 64 bits in which different data agree by chance alone.
///
///     h := offset basis        h := (h xor byte) · prime  mod 2⁶⁴        for each byte
///
/// Each step is a bijection of h, so two inputs that differ in one byte never agree. It is no protection
/// against somebody who makes data on purpose. Source: Fowler, Noll, Vo and Eastlake,
/// The FNV Non-Cryptographic Hash Algorithm, draft-eastlake-fnv.
public struct Fingerprint: Sendable, Hashable {
  /// The 64 bits.
  public private(set) var bits: UInt64 = 0xcbf2_9ce4_8422_2325

  /// The fingerprint of nothing.
  public init() {}

  /// Takes in a byte.
  mutating func add(_ byte: UInt8) {
    bits = (bits ^ UInt64(byte)) &* 0x100_0000_01b3
  }

  /// Takes in a whole number, the lowest byte first.
  mutating func add(_ number: some FixedWidthInteger) {
    var rest = number
    for _ in 0..<number.bitWidth / 8 {
      add(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }

  /// Takes in bytes, their number first, so that lists one after the other have ends.
  mutating func add(_ bytes: some Sequence<UInt8>, count: Int) {
    add(count)
    for byte in bytes { add(byte) }
  }

  /// Takes in bytes, their number first.
  package mutating func add(_ bytes: [UInt8]) { add(bytes, count: bytes.count) }

  /// Takes in numbers bit by bit, their number first.
  mutating func add(_ numbers: [Float]) {
    add(numbers.count)
    for number in numbers { add(number.bitPattern) }
  }

  /// Takes in whole numbers, their number first.
  mutating func add(_ numbers: some Collection<some FixedWidthInteger>) {
    add(numbers.count)
    for number in numbers { add(number) }
  }
}

extension Fingerprint: CustomStringConvertible, Codable {
  /// Sixteen hexadecimal digits.
  public var description: String {
    let digits = String(bits, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Reads a fingerprint that ``description`` has written.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard text.utf8.count == 16, let bits = UInt64(text, radix: 16) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "'\(text)' is no fingerprint"))
    }
    self.bits = bits
  }

  /// Writes the description.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension Dataset {
  /// Tells whether data are those that a run began with.
  var fingerprint: Fingerprint {
    var fingerprint = Fingerprint()
    for track in [inputs, targets] {
      switch track {
      case .symbols(let symbols, let count):
        fingerprint.add(UInt8(0))
        fingerprint.add(count)
        fingerprint.add(symbols)
      case .values(let values, let size):
        fingerprint.add(UInt8(1))
        fingerprint.add(size)
        fingerprint.add(values)
      }
    }
    fingerprint.add(UInt8(predicted == .last ? 1 : 0))
    fingerprint.add(lengths)
    if let spellings {
      fingerprint.add(spellings.characters)
      fingerprint.add(spellings.steps)
      fingerprint.add(spellings.words.data.fingerprint.bits)
    }
    return fingerprint
  }
}
