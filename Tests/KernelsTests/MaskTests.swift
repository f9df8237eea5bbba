import KernelBodies
import Kernels
import TestSupport
import Testing

@Suite("Random masks")
struct MaskTests {
  static func draw(
    _ threshold: UInt32, counter: (UInt32, UInt32, UInt32) = (3, 5, 7),
    key: SIMD2<UInt32> = SIMD2(11, 13)
  ) -> MaskDraw {
    MaskDraw(threshold: threshold, hit: 2.5, missed: -1.25, counter: counter, key: key)
  }

  @Test(
    "Have exactly the bits of the generator's twin", arguments: awkwardSizes + [15, 16, 65, 200])
  func bits(count: Int) {
    for counter: (UInt32, UInt32, UInt32) in [(3, 5, 7), (0, 0, 0), (.max, 1, .max)] {
      // At a threshold that is an element's own chance the element is missed, at the next one hit.
      let edge = chance(count - 1, Self.draw(0, counter: counter))
      for threshold in [0, 1, 6_554, 32_768, 65_535, 65_536, edge, edge + 1] {
        let draw = Self.draw(threshold, counter: counter)
        let expected = plainMask(draw, count: count)
        for level in InstructionSet.available {
          let name = "\(level.name), \(count), \(threshold) of 65536, \(counter)"
          let mask = mask(draw, count: count, with: level)
          #expect(firstDifferenceInBits(mask.values.values, from: expected) == nil, "\(name)")
          #expect(mask.guardsAreIntact, "\(name)")
        }
      }
    }
  }

  @Test("Nothing is hit at 0 of 65536, everything at 65536, almost everything at 65535")
  func limits() {
    let count = 1 << 14
    for level in InstructionSet.available {
      func hits(_ threshold: UInt32) -> Int {
        mask(Self.draw(threshold), count: count, with: level).values.values.count { $0 == 2.5 }
      }
      #expect(hits(0) == 0 && hits(65_536) == count, "\(level.name)")
      // 1/4 of a miss is expected.
      #expect((count - 4...count).contains(hits(65_535)), "\(level.name)")
    }
  }

  /// Hits scatter by `√(n p (1 - p))`; of a million fair draws one is beyond five of these.
  static let deviations = 5.0

  @Test(
    "Elements are hit at the rate, wherever they stand in a block",
    arguments: [655, 6_554, 19_661, 32_768, 58_982])
  func rate(threshold: UInt32) {
    let (rows, count) = (64, 1_024)
    let p = Double(threshold) / 65_536
    for level in InstructionSet.available {
      var hits = [Int](repeating: 0, count: 8)
      for row in 0..<rows as Range<Int> {
        let draw = Self.draw(threshold, counter: (UInt32(row), 5, 7))
        for (j, value) in mask(draw, count: count, with: level).values.values.enumerated()
        where value == 2.5 { hits[j % 8] += 1 }
      }
      let draws = Double(rows * count / 8)
      for (place, hits) in hits.enumerated() {
        let distance = (Double(hits) - draws * p).magnitude
        #expect(
          distance <= Self.deviations * (draws * p * (1 - p)).squareRoot(),
          "\(level.name), place \(place): \(hits)")
      }
    }
  }

  @Test("Masks of other counters and other seeds agree no more often than by chance")
  func independence() {
    let count = 8_192
    var draws = [Self.draw(32_768)]
    draws += [(4, 5, 7), (3, 6, 7), (3, 5, 8), (5, 3, 7)].map { Self.draw(32_768, counter: $0) }
    draws += [SIMD2(12, 13), SIMD2(11, 14), SIMD2(13, 11)].map { Self.draw(32_768, key: $0) }
    for level in InstructionSet.available {
      let masks = draws.map { mask($0, count: count, with: level).values.values }
      for a in masks.indices {
        // With itself, moved on by a place or by a block, as well as with the others.
        for (b, offset) in masks.indices.map({ ($0, 0) }) + [(a, 1), (a, 4), (a, 8)]
        where a != b || offset > 0 {
          let same = zip(masks[a], masks[b].dropFirst(offset)).count { $0 == $1 }
          let pairs = Double(count - offset)
          #expect(
            (Double(same) - pairs / 2).magnitude <= Self.deviations * (pairs / 4).squareRoot(),
            "\(level.name), \(a) and \(b), \(offset)")
        }
      }
    }
  }

  @Test("A mask does not depend on its length, on other masks or on the order of drawing")
  func order() {
    let draws = (0..<4 as Range<UInt32>).map { Self.draw(20_000, counter: ($0, 1, 2)) }
    for level in InstructionSet.available {
      let alone = draws.map { mask($0, count: 65, with: level).values.values }
      let together = GuardedMatrix(rows: 4, columns: 65)
      for row in [2, 0, 3, 1, 0] {
        level.drawMask(together.block.rows(row..<row + 1), draws[row])
      }
      for row in 0..<4 {
        #expect(together.block.row(row) == alone[row], "\(level.name)")
        let short = mask(draws[row], count: 11, with: level).values.values
        #expect(short == Array(alone[row].prefix(11)), "\(level.name)")
      }
    }
  }

  private func mask(_ draw: MaskDraw, count: Int, with level: InstructionSet) -> GuardedMatrix {
    let mask = GuardedMatrix(
      rows: 1, columns: count, writable: (count + 7) / 8 * 8)
    level.drawMask(mask.block, draw)
    return mask
  }

  private func plainMask(_ draw: MaskDraw, count: Int) -> [Float] {
    (0..<count).map { chance($0, draw) < draw.threshold ? draw.hit : draw.missed }
  }

  /// Element j takes sixteen bits of block j / 8: the low halves of its four words, then the high.
  private func chance(_ j: Int, _ draw: MaskDraw) -> UInt32 {
    let words = plainPhilox(
      [UInt32(j / 8), draw.counter.0, draw.counter.1, draw.counter.2],
      key: [draw.key[0], draw.key[1]])
    return j % 8 < 4 ? words[j % 4] % 65_536 : words[j % 4] / 65_536
  }
}
