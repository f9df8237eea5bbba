import KernelBodies

/// A counter-based stream of random numbers: the same seed, purpose and index give the same bits
/// on every machine, whatever was drawn elsewhere.
///
/// Philox 4×32 with ten rounds: the counter is (block, purpose, index), the key is the seed.
/// Source: Salmon, Moraes, Dror and Shaw, 2011, doi:10.1145/2063384.2063405.
public struct RandomStream: RandomNumberGenerator, Sendable, Equatable {
  /// What the numbers are for; streams of different purposes are independent.
  public enum Purpose: UInt32, Sendable, Codable {
    /// Initial parameters; the index is the tensor's place in the table.
    case initialisation = 1
    /// The split into training and validation data.
    case split = 2
    /// The order of the training data; the index is the epoch.
    case shuffling = 3
    /// Sampling from a model; the index counts the samples.
    case sampling = 4
    /// What dropout and zoneout leave out.
    case dropout = 6
    /// The settings that a search tries; the index is the setting's place.
    case search = 7
    /// Made-up data and networks, as in gradient checks.
    case trials = 5
  }

  private let key: SIMD2<UInt32>
  private let purpose: UInt32
  private let index: (UInt32, UInt32)
  private var block: UInt32 = 0
  private var words = SIMD4<UInt32>()
  private var unread = 0

  /// Creates the stream of a seed for a purpose; `index` tells streams of one purpose apart.
  public init(seed: UInt64, purpose: Purpose, index: UInt64 = 0) {
    key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    self.purpose = purpose.rawValue
    self.index = (UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32))
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    if unread == 0 {
      words = philox(SIMD4(block, purpose, index.0, index.1), key: key)
      block &+= 1
      unread = 2
    }
    unread -= 1
    return unread == 1
      ? UInt64(words[1]) << 32 | UInt64(words[0]) : UInt64(words[3]) << 32 | UInt64(words[2])
  }

  /// A number in [0, 1) with 53 random bits.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A whole number in 0 ..< `bound`, each equally likely; `bound` must be positive.
  public mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0, "a bound of \(bound)")
    return Int(draw(below: UInt64(bound)))
  }

  /// Two streams are equal when they will give the same numbers.
  public static func == (left: RandomStream, right: RandomStream) -> Bool {
    left.key == right.key && left.purpose == right.purpose && left.index == right.index
      && left.block == right.block && left.unread == right.unread
  }
}
