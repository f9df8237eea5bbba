import KernelBodies
import Kernels
import TestSupport
import Testing

@Suite("The product of a dense matrix and one in panels, in panels")
struct PanelProductTests {
  @Test("Agrees with a plain loop in Double", arguments: awkwardSizes + [14, 97])
  func agrees(rows: Int) {
    for (depth, columns) in awkwardPairs + [(5, 80)] {
      let operands = PanelCase(rows: rows, depth: depth, columns: columns)
      for level in InstructionSet.available {
        let result = operands.compute(level)
        let difference = firstDifference(result) { index in
          let (i, j) = (index / columns, index % columns)
          return ExpectedValue(operands.sums.value(i, j), within: operands.sums.bound(i, j))
        }
        #expect(difference == nil, "\(level.name), \(rows)×\(depth) · \(depth)×\(columns)")
      }
    }
  }

  @Test("Has the bits of the product in rows", arguments: [1, 2, 3, 14, 97])
  func rows(rows: Int) {
    let operands = PanelCase(rows: rows, depth: 5, columns: 129)
    let left = GuardedMatrix(
      PlainMatrix(rows: rows, columns: 5, values: Array(operands.left.prefix(rows * 5))))
    for level in InstructionSet.available {
      let result = GuardedMatrix(rows: rows, columns: 129)
      let packed = PackedOwner(operands.right, with: level)
      level.multiply(left.block, packed.block, into: result.block)
      let difference = firstDifferenceInBits(
        operands.compute(level), from: result.values.values)
      #expect(difference == nil, "\(level.name), \(rows) rows")
    }
  }
}

private struct PanelCase {
  /// The left matrix, and values behind it that don't belong to it.
  let left: [Float]
  let right: PlainMatrix
  let sums: PlainSums
  let rows: Int

  init(rows: Int, depth: Int, columns: Int) {
    var generator = TestGenerator(seed: UInt64(rows * 1_000_000 + depth * 1_000 + columns))
    let left = PlainMatrix(rows: rows, columns: depth, using: &generator)
    self.left = left.values + [.nan, .nan, .nan]
    right = PlainMatrix(rows: depth, columns: columns, using: &generator)
    sums = plainProduct(left, right)
    self.rows = rows
  }

  /// The product, row by row.
  func compute(_ level: InstructionSet) -> [Float] {
    let packed = PackedOwner(right, with: level)
    let product = PackedOwner(depth: rows, columns: right.columns)
    level.multiply(left, packed.block, into: product.block)
    return product.block.unpacked()
  }
}
