import KernelBodies
import Kernels
import TestSupport
import Testing

@Suite("A row's result does not depend on what is computed beside it")
struct RowIndependenceTests {
  /// Every remainder of the tiles' rows, and both sides of the blocks of 96 rows.
  static let counts = Array(1...14) + [95, 96, 97, 98, 100, 192, 193]

  @Test("Products give a row the same bits whatever the number of rows", arguments: [17, 80])
  func products(columns: Int) {
    var generator = TestGenerator(seed: UInt64(columns))
    let depth = 7
    let all = Self.counts.reduce(0, max)
    let left = GuardedMatrix(PlainMatrix(rows: all, columns: depth, using: &generator))
    let right = PlainMatrix(rows: depth, columns: columns, using: &generator)
    let addend = GuardedMatrix(PlainMatrix(rows: all, columns: columns, using: &generator))
    for level in InstructionSet.available {
      let packed = PackedOwner(right, with: level)
      let alone = GuardedMatrix(rows: all, columns: columns)
      for row in 0..<all {
        multiply(level, left, packed, addend, rows: row..<row + 1, into: alone)
      }
      let expected = alone.values.values
      for count in Self.counts {
        let together = GuardedMatrix(rows: count, columns: columns)
        multiply(level, left, packed, addend, rows: 0..<count, into: together)
        let difference = firstDifferenceInBits(
          together.values.values, from: Array(expected.prefix(count * columns)))
        #expect(difference == nil, "\(level.name), \(count) rows of \(columns) columns")
        #expect(together.guardsAreIntact, "\(level.name), \(count) rows of \(columns) columns")
      }
    }
  }

  @Test("Losses and probabilities give a row the same bits whatever the number of rows")
  func losses() {
    var generator = TestGenerator(seed: 12)
    let outputs = GuardedMatrix(PlainMatrix(rows: 9, columns: 19, using: &generator))
    let targets = IndexOwner(generator.indices(9, below: 19))
    for level in InstructionSet.available {
      let together = GuardedMatrix(rows: 9, columns: 19)
      let alone = GuardedMatrix(rows: 9, columns: 19)
      let losses = GuardedMatrix(rows: 1, columns: 9)
      level.softmaxCrossEntropy(
        outputs.block, targets: targets.block, losses: losses.block, gradient: together.block,
        gradientScale: 0.3)
      for row in 0..<9 {
        let loss = GuardedMatrix(rows: 1, columns: 1)
        let range = row..<row + 1
        level.softmaxCrossEntropy(
          outputs.block.rows(range), targets: targets.block.slice(range), losses: loss.block,
          gradient: alone.block.rows(range), gradientScale: 0.3)
        #expect(loss.block[0, 0] == losses.block[0, row], "\(level.name), row \(row)")
      }
      let difference = firstDifferenceInBits(together.values.values, from: alone.values.values)
      #expect(difference == nil, "\(level.name)")
    }
  }

  private func multiply(
    _ level: InstructionSet, _ left: GuardedMatrix, _ right: PackedOwner, _ addend: GuardedMatrix,
    rows: Range<Int>, into result: GuardedMatrix
  ) {
    level.multiply(
      left.block.rows(rows), right.block, addend: .rows(addend.block.rows(rows)),
      into: result.block.rows(rows))
  }
}
