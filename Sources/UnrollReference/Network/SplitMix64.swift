/// A small generator of random numbers whose sequence is fixed by its seed.
///
/// Steele, Lea and Flood, 2014, "Fast splittable pseudorandom number generators", OOPSLA,
/// doi:10.1145/2660193.2660195. Good enough for initial weights and tests, and short enough to be
/// checked by eye.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// A generator that starts at `seed`.
  public init(seed: UInt64) {
    state = seed
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// A number uniform in [-1, 1).
  ///
  /// Made from the upper 53 bits by our own arithmetic: the standard library does not promise that
  /// `Double.random` draws the same numbers in its next version.
  public mutating func nextSymmetric() -> Double {
    Double(next() >> 11) * 0x1p-52 - 1
  }
}
