import KernelBodies
import Kernels
import TestSupport
import Testing

@Suite("The transposed product, which adds up the gradient of a weight matrix")
struct TransposedProductTests {
  @Test("Agrees with a plain loop in Double at awkward sizes", arguments: awkwardSizes)
  func agrees(positions: Int) {
    for (rows, columns) in awkwardPairs + [(13, 16), (5, 17), (4, 64)] {
      let operands = TransposedCase(positions: positions, rows: rows, columns: columns)
      for level in InstructionSet.available {
        for segments in [operands.whole, operands.gapped] {
          let result = operands.compute(level, segments: segments)
          let sums = operands.expected(segments)
          let difference = firstDifference(result.sums) {
            ExpectedValue(sums.values[$0], within: sums.bound($0 / columns, $0 % columns))
          }
          #expect(difference == nil, "\(level.name), \(operands.name), \(segments)")
          #expect(result.neighboursAreIntact, "\(level.name), \(operands.name), \(segments)")
        }
      }
    }
  }

  @Test("Agrees with a plain loop over more positions than are summed at once")
  func manyPositions() {
    let operands = TransposedCase(positions: 300, rows: 7, columns: 17)
    let segments = operands.cut(every: 50) + operands.gapped
    let sums = operands.expected(segments)
    for level in InstructionSet.available {
      let result = operands.compute(level, segments: segments)
      let difference = firstDifference(result.sums) {
        ExpectedValue(sums.values[$0], within: sums.bound($0 / 17, $0 % 17))
      }
      #expect(difference == nil, "\(level.name)")
      #expect(result.neighboursAreIntact, "\(level.name)")
    }
  }

  @Test(
    "Agrees with a plain loop where rows are so wide that they are copied together",
    arguments: [(270, 65), (531, 49), (13, 300)])
  func wideRows(rows: Int, columns: Int) {
    let operands = TransposedCase(positions: 200, rows: rows, columns: columns)
    for segments in [operands.cut(every: 50), operands.cut(every: 128), operands.gapped] {
      let sums = operands.expected(segments)
      for level in InstructionSet.available {
        let result = operands.compute(level, segments: segments)
        let difference = firstDifference(result.sums) {
          ExpectedValue(sums.values[$0], within: sums.bound($0 / columns, $0 % columns))
        }
        #expect(difference == nil, "\(level.name), \(operands.name)")
        #expect(result.neighboursAreIntact, "\(level.name), \(operands.name)")
        let shared = operands.compute(
          level, segments: segments, rowRanges: [0..<rows / 3, rows / 3..<rows])
        #expect(firstDifferenceInBits(shared.sums, from: result.sums) == nil, "\(level.name)")
      }
    }
  }

  @Test("Has the same bits whether wide rows are copied together or not")
  func copies() {
    let operands = TransposedCase(positions: 200, rows: 290, columns: 70)
    for level in InstructionSet.available {
      // A single segment longer than a block is summed in place.
      let inPlace = operands.compute(level, segments: operands.whole)
      for length in [64, 100, 128] {
        let copied = operands.compute(level, segments: operands.cut(every: length))
        let difference = firstDifferenceInBits(copied.sums, from: inPlace.sums)
        #expect(difference == nil, "\(level.name), segments of \(length)")
      }
    }
  }

  @Test("Has the same bits however its positions are cut into segments")
  func segments() {
    let operands = TransposedCase(positions: 300, rows: 7, columns: 33)
    for level in InstructionSet.available {
      let whole = operands.compute(level, segments: operands.whole)
      for length in [1, 2, 7, 50, 127, 128, 129, 299] {
        let cut = operands.compute(level, segments: operands.cut(every: length))
        let difference = firstDifferenceInBits(cut.sums, from: whole.sums)
        #expect(difference == nil, "\(level.name), segments of \(length)")
      }
      let empty = RowSegment(left: 300, right: 300, count: 0)
      let withEmpty = operands.compute(level, segments: [empty] + operands.whole + [empty])
      #expect(firstDifferenceInBits(withEmpty.sums, from: whole.sums) == nil, "\(level.name)")
    }
  }

  @Test("Has the same bits however its rows are shared out", arguments: Array(1...14) + [33])
  func rowRanges(rows: Int) {
    let operands = TransposedCase(positions: 21, rows: rows, columns: 19)
    for level in InstructionSet.available {
      let whole = operands.compute(level, segments: operands.gapped)
      for cut in 0...rows {
        let parts = operands.compute(
          level, segments: operands.gapped, rowRanges: [cut..<rows, 0..<cut])
        let difference = firstDifferenceInBits(parts.sums, from: whole.sums)
        #expect(difference == nil, "\(level.name), \(rows) rows cut at \(cut)")
      }
    }
  }

  @Test("Writes only the rows it was asked for", arguments: [0..<0, 0..<1, 3..<8, 2..<13, 12..<13])
  func partialRows(range: Range<Int>) {
    let operands = TransposedCase(positions: 5, rows: 13, columns: 3)
    for level in InstructionSet.available {
      let whole = operands.compute(level, segments: operands.whole)
      let part = operands.compute(level, segments: operands.whole, rowRanges: [range])
      var expected = operands.before.values
      let cells = range.lowerBound * 3..<range.upperBound * 3
      expected.replaceSubrange(cells, with: whole.sums[cells])
      #expect(firstDifferenceInBits(part.sums, from: expected) == nil, "\(level.name), \(range)")
      #expect(part.neighboursAreIntact, "\(level.name), \(range)")
    }
  }
}

/// `before + leftᵀ · right` in the midst of a flat array, with NaN in all padding of the operands.
private struct TransposedCase {
  struct Result {
    let sums: [Float]
    let neighboursAreIntact: Bool
  }

  let left: PlainMatrix
  let right: PlainMatrix
  let before: PlainMatrix

  /// Rows of `right` beyond those of `left`, so that segments can leave gaps.
  static let gap = 4

  var name: String { "\(left.rows) positions, \(before.rows)×\(before.columns)" }
  var whole: [RowSegment] { [RowSegment(left: 0, right: 0, count: left.rows)] }

  /// The last rows first, then the others with a gap between them in `right`.
  var gapped: [RowSegment] {
    let half = left.rows / 2
    let third = half / 2
    return [
      RowSegment(left: half, right: half + Self.gap, count: left.rows - half),
      RowSegment(left: 0, right: 1, count: third),
      RowSegment(left: third, right: third + 3, count: half - third),
    ]
  }

  init(positions: Int, rows: Int, columns: Int) {
    var generator = TestGenerator(seed: UInt64(positions * 1_000_000 + rows * 1_000 + columns))
    left = PlainMatrix(rows: positions, columns: rows, using: &generator)
    right = PlainMatrix(rows: positions + Self.gap, columns: columns, using: &generator)
    before = PlainMatrix(rows: rows, columns: columns, using: &generator)
  }

  func cut(every length: Int) -> [RowSegment] {
    stride(from: 0, to: left.rows, by: length).map {
      RowSegment(left: $0, right: $0, count: min(length, left.rows - $0))
    }
  }

  func expected(_ segments: [RowSegment]) -> PlainSums {
    plainTransposedProduct(left, right, segments: segments, addedTo: before)
  }

  func compute(
    _ level: InstructionSet, segments: [RowSegment], rowRanges: [Range<Int>]? = nil
  ) -> Result {
    let left = GuardedMatrix(left)
    let right = GuardedMatrix(right)
    let scratch = Scratch()
    var flat = GuardedArray(before.values)
    flat.withValues(rows: before.rows, columns: before.columns) { result in
      for range in rowRanges ?? [0..<before.rows] {
        level.addTransposedProduct(
          left.block, right.block, segments: segments, rowRange: range, into: result,
          scratch: scratch)
      }
    }
    return Result(sums: flat.values, neighboursAreIntact: flat.neighboursAreIntact)
  }
}
