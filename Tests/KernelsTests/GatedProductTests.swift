import Kernels
import TestSupport
import Testing

@Suite("Products through the packed weights of gates agree with a plain loop in Double")
struct GatedProductTests {
  @Test("Forward: each gate's columns, and zeros between them", arguments: awkwardPairs)
  func forward(hidden: Int, inputs: Int) {
    for (rows, gates) in [(1, 3), (3, 4), (9, 2)] {
      var generator = TestGenerator(seed: UInt64(hidden * 1_000 + inputs * 10 + gates))
      let weights = PlainMatrix(rows: gates * hidden, columns: inputs, using: &generator)
      let left = PlainMatrix(rows: rows, columns: inputs, using: &generator)
      let sums = plainProduct(left, weights.transposed)
      let from = GuardedMatrix(left)
      let columns = weights.spread(gates: gates).rows
      for level in InstructionSet.available {
        let packed = PackedOwner(depth: inputs, columns: columns)
        level.packTransposed(
          weights.values, offset: 0, gates: .hidden(hidden), into: packed.block,
          panels: 0..<packed.block.panels)
        let result = GuardedMatrix(rows: rows, columns: columns)
        level.multiply(from.block, packed.block, into: result.block)
        let dense = result.values.gathered(gates: gates, hidden: hidden)
        let name = "\(level.name), \(rows) rows, \(gates) gates of \(hidden), \(inputs) inputs"
        let difference = firstDifference(dense.values) { index in
          let (i, j) = (index / (gates * hidden), index % (gates * hidden))
          return ExpectedValue(sums.value(i, j), within: sums.bound(i, j))
        }
        #expect(difference == nil, "\(name)")
        let padding = result.values.padding(gates: gates, hidden: hidden)
        #expect(padding == [Float](repeating: 0, count: padding.count), "\(name)")
        #expect(result.guardsAreIntact, "\(name)")
      }
    }
  }

  @Test(
    "Backward: whatever finite numbers stand between the gates' columns", arguments: awkwardPairs)
  func backward(hidden: Int, inputs: Int) {
    for (rows, gates) in [(1, 3), (3, 4), (9, 2)] {
      var generator = TestGenerator(seed: UInt64(hidden * 1_000 + inputs * 10 + gates))
      let weights = PlainMatrix(rows: gates * hidden, columns: inputs, using: &generator)
      let left = PlainMatrix(rows: rows, columns: gates * hidden, using: &generator)
      let sums = plainProduct(left, weights)
      let from = GuardedMatrix(left.spreadColumns(gates: gates, filler: 1e30))
      for level in InstructionSet.available {
        let packed = PackedOwner(depth: from.block.columns, columns: inputs)
        level.pack(
          weights.values, offset: 0, gates: .hidden(hidden), into: packed.block,
          panels: 0..<packed.block.panels)
        let result = GuardedMatrix(rows: rows, columns: inputs)
        level.multiply(from.block, packed.block, into: result.block)
        let name = "\(level.name), \(rows) rows, \(gates) gates of \(hidden), \(inputs) inputs"
        let difference = firstDifference(result.block) { i, j in
          ExpectedValue(sums.value(i, j), within: sums.bound(i, j))
        }
        #expect(difference == nil, "\(name)")
        #expect(result.guardsAreIntact, "\(name)")
      }
    }
  }
}
