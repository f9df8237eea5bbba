/// The twin of the counter-based generator Philox 4×32-10, word by word (Salmon, Moraes, Dror and
/// Shaw, 2011, doi:10.1145/2063384.2063405, section 3.3).
package func plainPhilox(_ counter: [UInt32], key: [UInt32]) -> [UInt32] {
  func half(_ word: UInt32, _ factor: UInt64) -> (high: UInt32, low: UInt32) {
    let product = UInt64(word) * factor
    return (UInt32(product / 0x1_0000_0000), UInt32(product % 0x1_0000_0000))
  }
  var words = counter
  for round in 0..<10 as Range<UInt64> {
    // The key grows by the golden ratio and by √3 - 1, in 32 bits after the point.
    let keys = [
      UInt32((UInt64(key[0]) + round * 0x9E37_79B9) % 0x1_0000_0000),
      UInt32((UInt64(key[1]) + round * 0xBB67_AE85) % 0x1_0000_0000),
    ]
    let left = half(words[0], 0xD251_1F53)
    let right = half(words[2], 0xCD9E_8D57)
    words = [
      right.high ^ words[1] ^ keys[0], right.low, left.high ^ words[3] ^ keys[1], left.low,
    ]
  }
  return words
}
