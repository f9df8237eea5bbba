/// What may come next in a well-formed UTF-8 sequence, byte by byte.
///
/// A model over bytes gives some probability to every byte. A sampler that leaves out the bytes that
/// this automaton does not allow, and the end symbol where it is not at a boundary, can only produce
/// valid UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
///
/// Reference: The Unicode Standard 16.0 (2024), table 3-7, well-formed UTF-8 byte sequences.
public struct UTF8Continuation: Sendable, Equatable {
  /// How many bytes the current scalar still needs.
  private var missing = 0

  /// The bytes that may come next while `missing` is not zero.
  private var next: ClosedRange<UInt8> = 0x80...0xBF

  /// Creates the state before the first byte: at a boundary.
  public init() {}

  /// Whether the bytes so far are whole scalars, so that the sequence may end here.
  public var isAtBoundary: Bool { missing == 0 }

  /// Returns whether `byte` may come next.
  public func allows(_ byte: UInt8) -> Bool {
    isAtBoundary ? byte < 0x80 || (0xC2...0xF4).contains(byte) : next.contains(byte)
  }

  /// Takes `byte` as the next of the sequence.
  ///
  /// - Precondition: `allows(byte)`.
  public mutating func advance(_ byte: UInt8) {
    precondition(allows(byte), "Byte \(byte) cannot come next in UTF-8.")
    guard isAtBoundary else {
      missing -= 1
      next = 0x80...0xBF
      return
    }
    switch byte {
    case ..<0x80: break
    case ..<0xE0: (missing, next) = (1, 0x80...0xBF)
    case 0xE0: (missing, next) = (2, 0xA0...0xBF)  // below: overlong
    case 0xED: (missing, next) = (2, 0x80...0x9F)  // above: surrogates
    case ..<0xF0: (missing, next) = (2, 0x80...0xBF)
    case 0xF0: (missing, next) = (3, 0x90...0xBF)  // below: overlong
    case ..<0xF4: (missing, next) = (3, 0x80...0xBF)
    default: (missing, next) = (3, 0x80...0x8F)  // above: past U+10FFFF
    }
  }

  /// Returns where the first ill-formed scalar of `bytes` begins, or nil when all are well formed.
  ///
  /// The offset counts from the start of the collection. Linear time.
  static func firstInvalidOffset(in bytes: some Collection<UInt8>) -> Int? {
    var state = UTF8Continuation()
    var start = 0
    for (offset, byte) in bytes.enumerated() {
      if state.isAtBoundary { start = offset }
      guard state.allows(byte) else { return start }
      state.advance(byte)
    }
    return state.isAtBoundary ? nil : start
  }
}
