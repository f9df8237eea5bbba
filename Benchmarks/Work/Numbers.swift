import Unroll

/// The same numbers in every run, whatever the library draws its own from.
struct Numbers {
  private var state: UInt64 = 1

  /// Random numbers around 0, or symbols, for so many time steps.
  mutating func track(_ port: NetworkConfiguration.Port, count: Int) -> Dataset.Track {
    switch port {
    case .symbols(let symbols):
      .symbols((0..<count).map { _ in Int32(next() * Double(symbols)) }, count: symbols)
    case .values(let size):
      .values((0..<count * size).map { _ in Float(2 * next() - 1) }, size: size)
    }
  }

  /// A number from 0 to below 1 (Steele, Lea and Flood, 2014, doi:10.1145/2660193.2660195).
  private mutating func next() -> Double {
    state &+= 0x9e37_79b9_7f4a_7c15
    var bits = state
    bits = (bits ^ bits >> 30) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ bits >> 27) &* 0x94d0_49bb_1331_11eb
    return Double((bits ^ bits >> 31) >> 11) / Double(1 << 53)
  }
}
