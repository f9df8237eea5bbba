import KernelBodies
import Kernels
import TestSupport
import Testing

// Each element has one or two roundings in a fixed order: these twins are in Float, and the bits
// must match.

@Suite("Rows combined element by element agree with plain loops to the bit")
struct RowTests {
  enum Operation: CaseIterable {
    case multiply, addProduct, add, copy

    func run(_ level: InstructionSet, _ a: Block, _ b: Block, _ c: Block) {
      switch self {
      case .multiply: level.multiply(a, by: b, into: c)
      case .addProduct: level.addProduct(a, b, to: c)
      case .add: level.add(a, to: c)
      case .copy: level.copy(a, into: c)
      }
    }

    func value(_ a: Float, _ b: Float, _ c: Float) -> Float {
      switch self {
      case .multiply: a * b
      case .addProduct: c + a * b
      case .add: c + a
      case .copy: a
      }
    }
  }

  /// The operands lie at different places between other columns, as directions do side by side.
  @Test(
    "At all combinations of awkward sizes, without a touch to the columns beside",
    arguments: Operation.allCases, awkwardSizes)
  func agrees(operation: Operation, rows: Int) {
    for columns in awkwardSizes {
      let operands = RowCase(rows: rows, columns: columns)
      for level in InstructionSet.available {
        for left in [0, 1, 8] {
          let (a, b, c) = operands.guarded(left: left)
          operation.run(level, a.block, b.block, c.block)
          let name = "\(level.name), \(operation), \(rows)×\(columns) at column \(left)"
          let difference = firstDifferenceInBits(
            c.values.values, from: operands.expected(operation))
          #expect(difference == nil, "\(name)")
          let isIntact = [a, b, c].map(\.guardsAreIntact)
          #expect(!isIntact.contains(false), "\(name)")
          #expect(a.values.values == operands.a.values, "\(name)")
        }
      }
    }
  }

  @Test("A product may take the place of one of its factors", arguments: awkwardPairs)
  func inPlace(rows: Int, columns: Int) {
    let operands = RowCase(rows: rows, columns: columns)
    for level in InstructionSet.available {
      let (a, b, _) = operands.guarded(left: 1)
      level.multiply(a.block, by: b.block, into: a.block)
      #expect(a.values.values == operands.expected(.multiply), "\(level.name), the first")
      let (c, d, _) = operands.guarded(left: 1)
      level.multiply(c.block, by: d.block, into: d.block)
      #expect(d.values.values == operands.expected(.multiply), "\(level.name), the second")
    }
  }

  @Test(
    "A matrix with more rows and columns gives those of the result", arguments: Operation.allCases)
  func part(operation: Operation) {
    let operands = RowCase(rows: 7, columns: 17)
    for level in InstructionSet.available {
      let (a, b, c) = operands.guarded(left: 0)
      let whole = c.values
      operation.run(level, a.block, b.block, c.block.rows(1..<4).columns(3..<12))
      for row in 0..<7 {
        for column in 0..<17 {
          let isInside = (1..<4).contains(row) && (3..<12).contains(column)
          let expected =
            isInside
            ? operation.value(
              operands.a[row - 1, column - 3], operands.b[row - 1, column - 3], whole[row, column])
            : whole[row, column]
          #expect(
            c.block[row, column] == expected, "\(level.name), \(operation), \(row), \(column)")
        }
      }
    }
  }

  @Test("A row's result does not depend on the rows beside it", arguments: Operation.allCases)
  func rows(operation: Operation) {
    let operands = RowCase(rows: 9, columns: 17)
    for level in InstructionSet.available {
      let (a, b, c) = operands.guarded(left: 0)
      for row in [4, 8, 0, 1, 7, 2, 6, 3, 5] {
        let range = row..<row + 1
        operation.run(level, a.block.rows(range), b.block.rows(range), c.block.rows(range))
      }
      #expect(c.values.values == operands.expected(operation), "\(level.name)")
    }
  }

  @Test("Rows are looked up in a table", arguments: awkwardPairs)
  func gather(rows: Int, columns: Int) {
    var generator = TestGenerator(seed: UInt64(rows * 1_000 + columns))
    let table = PlainMatrix(rows: 5, columns: columns, using: &generator)
    let indices = generator.indices(rows, below: 5)
    let expected = indices.flatMap { index in (0..<columns).map { table[index, $0] } }
    for level in InstructionSet.available {
      for left in [0, 3] {
        let from = GuardedMatrix(table, left: left, writable: columns)
        let to = GuardedMatrix(rows: rows, columns: columns, left: left, writable: columns)
        let owner = IndexOwner(indices)
        level.gather(from.block, indices: owner.block, into: to.block)
        let name = "\(level.name), \(rows)×\(columns) at column \(left)"
        #expect(firstDifferenceInBits(to.values.values, from: expected) == nil, "\(name)")
        #expect(to.guardsAreIntact, "\(name)")
      }
    }
  }

  @Test(
    "Sums of products add rows in order, only on the columns asked for", arguments: awkwardPairs)
  func addColumnSumsOfProducts(rows: Int, columns: Int) {
    let operands = RowCase(rows: rows, columns: columns)
    var generator = TestGenerator(seed: 4)
    let before = generator.floats(columns)
    for level in InstructionSet.available {
      for range in [0..<columns, 0..<columns / 2, columns / 2..<columns] {
        let (a, b, _) = operands.guarded(left: 3)
        var sums = GuardedArray(before)
        sums.withValues(rows: 1, columns: columns) {
          level.addColumnSums(ofProducts: a.block, b.block, columns: range, into: $0)
        }
        var expected = before
        for row in 0..<rows {
          for j in range { expected[j] += operands.a[row, j] * operands.b[row, j] }
        }
        let difference = firstDifferenceInBits(sums.values, from: expected)
        #expect(difference == nil, "\(level.name), \(rows)×\(columns), columns \(range)")
        #expect(sums.neighboursAreIntact, "\(level.name), \(rows)×\(columns), columns \(range)")
      }
    }
  }
}

private struct RowCase {
  let a: PlainMatrix
  let b: PlainMatrix
  let c: PlainMatrix

  init(rows: Int, columns: Int) {
    var generator = TestGenerator(seed: UInt64(rows * 1_000 + columns))
    a = PlainMatrix(rows: rows, columns: columns, using: &generator)
    b = PlainMatrix(rows: rows, columns: columns, using: &generator)
    c = PlainMatrix(rows: rows, columns: columns, using: &generator)
  }

  func guarded(left: Int) -> (GuardedMatrix, GuardedMatrix, GuardedMatrix) {
    func guarded(_ matrix: PlainMatrix) -> GuardedMatrix {
      GuardedMatrix(
        matrix, left: left, writable: matrix.columns, filler: GuardedMatrix.canary)
    }
    return (guarded(a), guarded(b), guarded(c))
  }

  func expected(_ operation: RowTests.Operation) -> [Float] {
    a.values.indices.map { operation.value(a.values[$0], b.values[$0], c.values[$0]) }
  }
}
