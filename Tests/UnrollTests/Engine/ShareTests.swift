import Testing

@testable import Unroll

/// How work is cut: what `Benchmarks/bound-on-cores` counts on.
@Suite struct ShareTests {
  @Test func `Parts of a range follow each other and are as even as whole groups allow`() {
    for count in [0, 1, 5, 6, 64, 128, 512, 2500] {
      for unit in [1, 6, 16] {
        for parts in 1...64 {
          let ranges = (0..<parts).map {
            Share.range(count, part: $0, of: parts, multipleOf: unit)
          }
          #expect(ranges.flatMap(Array.init) == Array(0..<count))
          let groups = (count + unit - 1) / unit
          let largest = (groups + parts - 1) / parts * unit
          #expect(ranges.allSatisfy { $0.count <= largest }, "\(count) in \(parts) of \(unit)")
        }
      }
    }
  }

  @Test func `Rows of equal length are divided as evenly as whole rows allow`() {
    var ranges: [Range<Int>] = []
    for rows in [1, 2, 32, 50, 64, 512] {
      for parts in 1...min(rows, 64) {
        Share.rows(lengths: [Int](repeating: 7, count: rows), parts: parts, into: &ranges)
        #expect(ranges.flatMap(Array.init) == Array(0..<rows))
        #expect(ranges.count == parts)
        #expect(ranges.allSatisfy { $0.count <= (rows + parts - 1) / parts })
      }
    }
  }

  @Test func `Rows of mixed length are divided by their time steps`() {
    let lengths = (1...60).reversed().map { $0 }
    var ranges: [Range<Int>] = []
    Share.rows(lengths: lengths, parts: 4, into: &ranges)
    let steps = ranges.map { lengths[$0].reduce(0, +) }
    #expect(steps.reduce(0, +) == 1830)
    #expect(steps.allSatisfy { abs($0 - 1830 / 4) <= 60 })
  }
}
