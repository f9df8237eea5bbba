/// A seeded generator of test data (SplitMix64: Steele, Lea and Flood, 2014,
/// doi:10.1145/2714064.2660195). The same seed gives the same test on every machine.
package struct TestGenerator: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// `count` floats, uniform in `range`.
  package mutating func floats(
    _ count: Int, in range: ClosedRange<Float> = -1...1
  ) -> [Float] {
    let width = range.upperBound - range.lowerBound
    var values = [Float](repeating: 0, count: count)
    for i in 0..<count {
      values[i] = range.lowerBound + width * Float(next() >> 40) * 0x1p-24
    }
    return values
  }

  /// `count` indices, uniform in `0..<limit`.
  package mutating func indices(_ count: Int, below limit: Int) -> [Int] {
    (0..<count).map { _ in Int(next() % UInt64(limit)) }
  }
}
