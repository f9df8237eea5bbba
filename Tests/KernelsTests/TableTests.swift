import Kernels
import TestSupport
import Testing

// Sums of floats in a fixed order: these twins are in Float, and the bits must match.

@Suite("Tables, scattered rows and column sums agree with plain loops to the bit")
struct TableTests {
  @Test("A table is the transposed weights plus the bias", arguments: awkwardPairs)
  func fillTable(symbols: Int, size: Int) {
    var generator = TestGenerator(seed: UInt64(symbols * 1_000 + size))
    let weights = PlainMatrix(rows: size, columns: symbols, using: &generator)
    let bias = generator.floats(size)
    let flat: [Float] = [.nan, .nan] + weights.values + [.nan] + bias
    for level in InstructionSet.available {
      for cut in [0, symbols / 2, symbols] {
        let table = GuardedMatrix(rows: symbols, columns: size)
        for rows in [cut..<symbols, 0..<cut] {
          level.fillTable(
            table.block, from: flat, offset: 2, biasOffset: 3 + symbols * size, rows: rows)
        }
        var expected = weights.transposed
        for j in 0..<symbols {
          for i in 0..<size { expected[j, i] += bias[i] }
        }
        let difference = firstDifferenceInBits(table.values.values, from: expected.values)
        #expect(difference == nil, "\(level.name), \(symbols)×\(size), cut at \(cut)")
        #expect(table.guardsAreIntact, "\(level.name), \(symbols)×\(size), cut at \(cut)")
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
