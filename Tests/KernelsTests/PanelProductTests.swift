import KernelBodies
import Kernels
import TestSupport
import Testing

@Suite("The product with row factors, in panels")
struct PanelProductTests {
  @Test("Agrees with a plain loop in Double", arguments: awkwardSizes + [14, 97])
  func agrees(rows: Int) {
    for (depth, columns) in awkwardPairs + [(5, 80)] {
      let operands = PanelCase(rows: rows, depth: depth, columns: columns)
      for level in InstructionSet.available {
        let result = operands.compute(level, split: [0..<operands.panels])
        let difference = firstDifference(result.block) { i, j in
          let factor = Double(operands.factors[0, i])
          let value = operands.sums.value(i, j) * factor
          let carried = operands.sums.bound(i, j) * factor.magnitude
          return ExpectedValue(value, within: carried + unitRoundoff * value.magnitude)
        }
        #expect(difference == nil, "\(level.name), \(rows)×\(depth) · \(depth)×\(columns)")
      }
    }
  }

  @Test("Does not depend on how the panels are split", arguments: [1, 2, 3, 14, 97])
  func split(rows: Int) {
    let operands = PanelCase(rows: rows, depth: 5, columns: 129)
    for level in InstructionSet.available {
      let whole = operands.compute(level, split: [0..<9])
      for cuts in [[0..<4, 4..<9], [3..<9, 0..<3], (0..<9).map { $0..<$0 + 1 }] {
        let parts = operands.compute(level, split: cuts)
        let difference = firstDifferenceInBits(parts.values.values, from: whole.values.values)
        #expect(difference == nil, "\(level.name), \(rows) rows, \(cuts)")
      }
    }
  }
}

private struct PanelCase {
  /// Values before the left matrix in its array.
  static let offset = 3

  let left: [Float]
  let right: PlainMatrix
  let factors: PlainMatrix
  let sums: PlainSums
  let rows: Int

  var panels: Int { Packing.panelCount(columns: right.columns) }

  init(rows: Int, depth: Int, columns: Int) {
    var generator = TestGenerator(seed: UInt64(rows * 1_000_000 + depth * 1_000 + columns))
    let left = PlainMatrix(rows: rows, columns: depth, using: &generator)
    self.left = [Float](repeating: .nan, count: Self.offset) + left.values
    right = PlainMatrix(rows: depth, columns: columns, using: &generator)
    factors = PlainMatrix(rows: 1, columns: rows, using: &generator)
    sums = plainProduct(left, right)
    self.rows = rows
  }

  /// The product, read back from its panels by a product with the identity, which is exact.
  func compute(_ level: InstructionSet, split: [Range<Int>]) -> GuardedMatrix {
    let packed = PackedOwner(right, with: level)
    let factors = GuardedMatrix(factors)
    let product = PackedOwner(depth: rows, columns: right.columns)
    for range in split {
      level.multiply(
        left, offset: Self.offset, packed.block, rowFactors: factors.block, panels: range,
        into: product.block)
    }
    return unpacked(product, with: level)
  }
}

/// The values of a packed matrix: the identity times it.
func unpacked(_ owner: PackedOwner, with level: InstructionSet) -> GuardedMatrix {
  let packed = owner.block
  var identity = PlainMatrix(
    rows: packed.depth, columns: packed.depth,
    values: [Float](repeating: 0, count: packed.depth * packed.depth))
  for i in 0..<packed.depth { identity[i, i] = 1 }
  let left = GuardedMatrix(identity)
  let result = GuardedMatrix(rows: packed.depth, columns: packed.columns)
  level.multiply(left.block, packed, into: result.block)
  return result
}
