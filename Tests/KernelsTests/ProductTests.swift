import KernelBodies
import Kernels
import TestSupport
import Testing

@Suite("Products agree with a plain loop in Double")
struct ProductTests {
  @Test("All products at all combinations of awkward sizes", arguments: awkwardSizes)
  func awkward(rows: Int) {
    for (depth, columns) in awkwardPairs { check(rows: rows, depth: depth, columns: columns) }
  }

  /// Whole panels, the four panels that one row takes at once, a stride with a panel to spare, and
  /// more rows than go through the panels together.
  @Test(
    "All products at sizes around tiles, panels and blocks of rows",
    arguments: [
      (1, 5, 64), (1, 9, 65), (1, 3, 129), (2, 16, 17), (3, 17, 80), (4, 15, 15), (5, 100, 16),
      (13, 7, 64), (97, 2, 17), (100, 3, 5), (193, 3, 17),
    ])
  func large(rows: Int, depth: Int, columns: Int) {
    check(rows: rows, depth: depth, columns: columns)
  }

  @Test("A product of depth zero is its addend")
  func noDepth() {
    var generator = TestGenerator(seed: 5)
    let bias = PlainMatrix(rows: 1, columns: 17, using: &generator)
    for level in InstructionSet.available {
      let left = GuardedMatrix(rows: 3, columns: 0)
      let right = PackedOwner(depth: 0, columns: 17)
      let guardedBias = GuardedMatrix(bias)
      let result = GuardedMatrix(rows: 3, columns: 17)
      level.multiply(left.block, right.block, bias: guardedBias.block, into: result.block)
      for row in 0..<3 { #expect(result.block.row(row) == bias.values, "\(level.name)") }
    }
  }

  @Test("A product of no rows writes nothing")
  func noRows() {
    var generator = TestGenerator(seed: 6)
    let right = PlainMatrix(rows: 4, columns: 9, using: &generator)
    for level in InstructionSet.available {
      let left = GuardedMatrix(rows: 0, columns: 4)
      let packed = PackedOwner(right, with: level)
      let result = GuardedMatrix(rows: 2, columns: 9)
      level.multiply(left.block, packed.block, into: result.block)
      #expect(result.guardsAreIntact)
      #expect(result.values.values.allSatisfy { $0 == GuardedMatrix.canary }, "\(level.name)")
    }
  }

  private func check(rows: Int, depth: Int, columns: Int) {
    let operands = ProductCase(rows: rows, depth: depth, columns: columns)
    for level in InstructionSet.available {
      let right = PackedOwner(operands.right, with: level)
      operands.checkPlain(level, right)
      operands.checkBias(level, right)
      operands.checkAddend(level, right)
      operands.checkLookUp(level, right)
      operands.checkInPlace(level, right)
    }
  }
}

/// One product with all that its tails may add; padding and guard rows are NaN.
private struct ProductCase {
  let name: String
  let left: GuardedMatrix
  let right: PlainMatrix
  let sums: PlainSums
  let bias: GuardedMatrix
  let addend: GuardedMatrix
  let table: GuardedMatrix
  let indices: IndexOwner

  init(rows: Int, depth: Int, columns: Int) {
    name = "\(rows)×\(depth) · \(depth)×\(columns)"
    var generator = TestGenerator(seed: UInt64(rows * 1_000_000 + depth * 1_000 + columns))
    let left = PlainMatrix(rows: rows, columns: depth, using: &generator)
    self.left = GuardedMatrix(left)
    right = PlainMatrix(rows: depth, columns: columns, using: &generator)
    sums = plainProduct(left, right)
    bias = GuardedMatrix(PlainMatrix(rows: 1, columns: columns, using: &generator))
    addend = GuardedMatrix(PlainMatrix(rows: rows, columns: columns, using: &generator))
    table = GuardedMatrix(PlainMatrix(rows: 5, columns: columns, using: &generator))
    indices = IndexOwner(generator.indices(rows, below: 5))
  }

  func checkPlain(_ level: InstructionSet, _ right: PackedOwner) {
    expect("plain", level) {
      level.multiply(left.block, right.block, into: $0)
    } toBe: { i, j in
      ExpectedValue(sums.value(i, j), within: sums.bound(i, j))
    }
  }

  func checkBias(_ level: InstructionSet, _ right: PackedOwner) {
    expect("bias", level) {
      level.multiply(left.block, right.block, bias: bias.block, into: $0)
    } toBe: { i, j in
      sum(i, j, addend: bias.block[0, j])
    }
  }

  func checkAddend(_ level: InstructionSet, _ right: PackedOwner) {
    expect("addend", level) {
      level.multiply(left.block, right.block, addend: .rows(addend.block), into: $0)
    } toBe: { i, j in
      sum(i, j, addend: addend.block[i, j])
    }
  }

  func checkLookUp(_ level: InstructionSet, _ right: PackedOwner) {
    expect("addend from a table", level) {
      level.multiply(
        left.block, right.block, addend: .lookUp(table: table.block, indices: indices.block),
        into: $0)
    } toBe: { i, j in
      sum(i, j, addend: table.block[Int(indices.block[i]), j])
    }
  }

  /// The addend may be the result: the product is added to it, with the same bits.
  func checkInPlace(_ level: InstructionSet, _ right: PackedOwner) {
    let apart = GuardedMatrix(rows: left.block.rows, columns: self.right.columns)
    level.multiply(left.block, right.block, addend: .rows(addend.block), into: apart.block)
    let result = GuardedMatrix(addend.values)
    level.multiply(left.block, right.block, addend: .rows(result.block), into: result.block)
    let difference = firstDifferenceInBits(result.values.values, from: apart.values.values)
    #expect(difference == nil, "\(level.name), in place, \(name)")
    #expect(result.guardsAreIntact, "\(level.name), in place, \(name)")
  }

  private func sum(_ i: Int, _ j: Int, addend: Float) -> ExpectedValue {
    let addend = Double(addend)
    return ExpectedValue(sums.value(i, j) + addend, within: sums.bound(i, j, addend: addend))
  }

  private func expect(
    _ what: String, _ level: InstructionSet, _ compute: (Block) -> Void,
    toBe expected: (Int, Int) -> ExpectedValue
  ) {
    let result = GuardedMatrix(rows: left.block.rows, columns: right.columns)
    compute(result.block)
    let difference = firstDifference(result.block, from: expected)
    #expect(difference == nil, "\(level.name), \(what), \(name)")
    #expect(result.guardsAreIntact, "\(level.name), \(what), \(name)")
  }
}
