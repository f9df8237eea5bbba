import Kernels
import TestSupport
import Testing

// Sums of floats in a fixed order: these twins are in Float, and the bits must match.

@Suite("Tables, scattered rows and column sums agree with plain loops to the bit")
struct TableTests {
  @Test("A table is the transposed weights, plus the bias if any", arguments: awkwardPairs)
  func transpose(symbols: Int, size: Int) {
    var generator = TestGenerator(seed: UInt64(symbols * 1_000 + size))
    let weights = PlainMatrix(rows: size, columns: symbols, using: &generator)
    let bias = PlainMatrix(rows: 1, columns: size, using: &generator)
    let row = GuardedMatrix(bias)
    for level in InstructionSet.available {
      for (cut, isBiased) in [(0, true), (symbols / 2, true), (symbols / 2, false)] {
        let table = GuardedMatrix(rows: symbols, columns: size)
        for rows in [cut..<symbols, 0..<cut] {
          level.transpose(
            [.nan, .nan] + weights.values, offset: 2, adding: isBiased ? row.block : nil,
            into: table.block, rows: rows)
        }
        var expected = weights.transposed
        for j in 0..<symbols where isBiased {
          for i in 0..<size { expected[j, i] += bias[0, i] }
        }
        let name = "\(level.name), \(symbols)×\(size), cut at \(cut), bias: \(isBiased)"
        let difference = firstDifferenceInBits(table.values.values, from: expected.values)
        #expect(difference == nil, "\(name)")
        #expect(table.guardsAreIntact, "\(name)")
      }
    }
  }

  @Test("Only the rows of a table that are asked for are written")
  func transposedRows() {
    var generator = TestGenerator(seed: 9)
    let weights = PlainMatrix(rows: 9, columns: 5, using: &generator)
    for level in InstructionSet.available {
      let table = GuardedMatrix(rows: 5, columns: 9)
      level.transpose(weights.values, offset: 0, adding: nil, into: table.block, rows: 1..<3)
      for row in [0, 3, 4] {
        #expect(table.block.row(row).allSatisfy { $0 == GuardedMatrix.canary }, "\(level.name)")
      }
    }
  }

  @Test("A table's gradient goes back transposed, only to rows asked for", arguments: awkwardPairs)
  func addTransposed(symbols: Int, size: Int) {
    var generator = TestGenerator(seed: UInt64(symbols * 1_000 + size))
    let table = PlainMatrix(rows: symbols, columns: size, using: &generator)
    let before = PlainMatrix(rows: size, columns: symbols, using: &generator)
    let transposed = table.transposed
    let source = GuardedMatrix(table)
    for level in InstructionSet.available {
      for range in [0..<size, 0..<size / 2, size / 2..<size] {
        var result = GuardedArray(before.values)
        result.withValues(rows: size, columns: symbols) {
          level.addTransposed(source.block, rows: range, into: $0)
        }
        var expected = before
        for i in range {
          for j in 0..<symbols { expected[i, j] += transposed[i, j] }
        }
        let difference = firstDifferenceInBits(result.values, from: expected.values)
        #expect(difference == nil, "\(level.name), \(symbols)×\(size), rows \(range)")
        #expect(result.neighboursAreIntact, "\(level.name), \(symbols)×\(size), rows \(range)")
      }
    }
  }

  @Test("Rows are scattered in order, only on the columns asked for", arguments: awkwardPairs)
  func scatterAdd(rows: Int, columns: Int) {
    var generator = TestGenerator(seed: UInt64(rows * 1_000 + columns))
    let source = PlainMatrix(rows: rows, columns: columns, using: &generator)
    let before = PlainMatrix(rows: 5, columns: columns, using: &generator)
    let indices = generator.indices(rows, below: 5)
    let (from, owner) = (GuardedMatrix(source), IndexOwner(indices))
    for level in InstructionSet.available {
      for range in [0..<columns, 0..<columns / 2, columns / 2..<columns] {
        let table = GuardedMatrix(before)
        level.scatterAdd(
          from.block, indices: owner.block, columns: range, into: table.block)
        var expected = before
        for row in 0..<rows {
          for j in range { expected[indices[row], j] += source[row, j] }
        }
        let difference = firstDifferenceInBits(table.values.values, from: expected.values)
        #expect(difference == nil, "\(level.name), \(rows)×\(columns), columns \(range)")
        #expect(table.guardsAreIntact, "\(level.name), \(rows)×\(columns), columns \(range)")
      }
    }
  }

  @Test("Column sums add rows in order, only on the columns asked for", arguments: awkwardPairs)
  func addColumnSums(rows: Int, columns: Int) {
    var generator = TestGenerator(seed: UInt64(rows * 1_000 + columns))
    let source = PlainMatrix(rows: rows, columns: columns, using: &generator)
    let before = generator.floats(columns)
    let from = GuardedMatrix(source)
    for level in InstructionSet.available {
      for range in [0..<columns, 0..<columns / 2, columns / 2..<columns] {
        var sums = GuardedArray(before)
        sums.withValues(rows: 1, columns: columns) {
          level.addColumnSums(from.block, columns: range, into: $0)
        }
        var expected = before
        for row in 0..<rows {
          for j in range { expected[j] += source[row, j] }
        }
        let difference = firstDifferenceInBits(sums.values, from: expected)
        #expect(difference == nil, "\(level.name), \(rows)×\(columns), columns \(range)")
        #expect(sums.neighboursAreIntact, "\(level.name), \(rows)×\(columns), columns \(range)")
      }
    }
  }
}
