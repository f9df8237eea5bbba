// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Public for inlining into the levels only; no product exports this module.

// Random masks whose bits depend on what they are for alone, not on when or where they are drawn.

/// One block of the Philox 4×32-10 generator: 128 random bits of a counter and a key
/// (Salmon, Moraes, Dror and Shaw, 2011, doi:10.1145/2063384.2063405).
@inlinable @inline(__always)
public func philox(_ counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
  var c = counter
  var k = key
  for round in 0..<10 {
    if round > 0 {
      k[0] &+= 0x9E37_79B9
      k[1] &+= 0xBB67_AE85
    }
    let p0 = c[0].multipliedFullWidth(by: 0xD251_1F53)
    let p1 = c[2].multipliedFullWidth(by: 0xCD9E_8D57)
    c = SIMD4(p1.high ^ c[1] ^ k[0], p1.low, p0.high ^ c[3] ^ k[1], p0.low)
  }
  return c
}

/// What a mask is drawn with.
public struct MaskDraw: Sendable {
  /// The chance to be hit, in 65,536ths.
  public var threshold: UInt32
  /// The value of an element that is hit.
  public var hit: Float
  /// The value of an element that is not.
  public var missed: Float
  /// Three numbers that tell masks apart; elements are told apart by a fourth.
  public var counter: (UInt32, UInt32, UInt32)
  /// The seed.
  public var key: SIMD2<UInt32>

  @inlinable
  public init(
    threshold: UInt32, hit: Float, missed: Float, counter: (UInt32, UInt32, UInt32),
    key: SIMD2<UInt32>
  ) {
    self.threshold = threshold
    self.hit = hit
    self.missed = missed
    self.counter = counter
    self.key = key
  }
}

extension KernelSet {
  /// Fills a row with `hit` and `missed`: eight elements of sixteen random bits from each block.
  /// Writes whole vectors.
  @inlinable
  public static func drawMask(
    _ mask: UnsafeMutablePointer<Float>, count: Int, _ draw: MaskDraw
  ) {
    var j = 0
    while j < count {
      let counter = SIMD4(
        UInt32(truncatingIfNeeded: j / 8), draw.counter.0, draw.counter.1, draw.counter.2)
      let bits = philox(counter, key: draw.key)
      let chances = SIMD8(lowHalf: bits & 0xFFFF, highHalf: bits &>> 16)
      let isHit = chances .< SIMD8(repeating: draw.threshold)
      let missed = Vector(repeating: draw.missed)
      mask.store(missed.replacing(with: Vector(repeating: draw.hit), where: isHit), j)
      j &+= 8
    }
  }
}
