import KernelBodies
import Kernels
import TestSupport
import Testing

@Suite("Packing a right-hand matrix")
struct PackingTests {
  @Test("The identity times a packed matrix gives the matrix back", arguments: awkwardPairs)
  func identity(depth: Int, columns: Int) {
    var generator = TestGenerator(seed: UInt64(depth * 1_000 + columns))
    let matrix = PlainMatrix(rows: depth, columns: columns, using: &generator)
    for level in InstructionSet.available {
      let packed = PackedOwner(depth: depth, columns: columns)
      let panels = 0..<packed.block.panels
      level.pack([.nan] + matrix.values, offset: 1, into: packed.block, panels: panels)
      let straight = productWithIdentity(packed, with: level)
      #expect(straight.values == matrix.values, "\(level.name), \(depth)×\(columns)")

      let other = PackedOwner(depth: depth, columns: columns)
      level.packTransposed(
        [.nan] + matrix.transposed.values, offset: 1, into: other.block, panels: panels)
      let turned = productWithIdentity(other, with: level)
      #expect(turned.values == matrix.values, "\(level.name), transposed, \(depth)×\(columns)")
    }
  }

  @Test(
    "Rows of gates are spread to whole vectors, with zeros between, in both directions",
    arguments: awkwardPairs)
  func gates(hidden: Int, columns: Int) {
    for gates in 1...4 {
      var generator = TestGenerator(seed: UInt64(hidden * 1_000 + columns * 10 + gates))
      let weights = PlainMatrix(rows: gates * hidden, columns: columns, using: &generator)
      let spread = weights.spread(gates: gates)
      for level in InstructionSet.available {
        let name = "\(level.name), \(gates) gates of \(hidden), \(columns) columns"
        let backward = PackedOwner(depth: spread.rows, columns: columns)
        level.pack(
          [.nan] + weights.values, offset: 1, gates: .hidden(hidden), into: backward.block,
          panels: 0..<backward.block.panels)
        #expect(productWithIdentity(backward, with: level).values == spread.values, "\(name)")

        let forward = PackedOwner(depth: columns, columns: spread.rows)
        level.packTransposed(
          [.nan] + weights.values, offset: 1, gates: .hidden(hidden), into: forward.block,
          panels: 0..<forward.block.panels)
        #expect(
          productWithIdentity(forward, with: level).values == spread.transposed.values,
          "\(name), transposed")
      }
    }
  }

  @Test(
    "Each panel holds its sixteen columns, then zeros, and no other panel is written",
    arguments: [0..<3, 0..<1, 1..<2, 2..<3, 1..<1])
  func layout(panels: Range<Int>) {
    var generator = TestGenerator(seed: 4)
    let straight = RawPacking(depth: 12, columns: 37, groupSize: 3, groupStride: 4)
    let rows = PlainMatrix(rows: 9, columns: 37, using: &generator)
    let turned = RawPacking(depth: 5, columns: 48, groupSize: 9, groupStride: 16)
    let columns = PlainMatrix(rows: 27, columns: 5, using: &generator)
    for level in InstructionSet.available {
      let rowDifference = firstDifferenceInBits(
        straight.pack(rows) { level.kernels.packRows($0, $1, panels: panels) },
        from: straight.expected(panels, rows.spread(gates: 3, stride: 4)))
      #expect(rowDifference == nil, "\(level.name)")
      let columnDifference = firstDifferenceInBits(
        turned.pack(columns) { level.kernels.packColumns($0, $1, panels: panels) },
        from: turned.expected(panels, columns.spread(gates: 3, stride: 16).transposed))
      #expect(columnDifference == nil, "\(level.name), transposed")
    }
  }
}

/// The raw kernels on three panels, with a panel's worth of canaries behind them.
private struct RawPacking {
  let depth: Int
  let columns: Int
  let groupSize: Int
  let groupStride: Int

  func pack(
    _ source: PlainMatrix, _ kernel: (UnsafePointer<Float>, Packing) -> Void
  ) -> [Float] {
    let stride = source.columns
    var packed = [Float](repeating: GuardedMatrix.canary, count: 4 * panelWidth * depth)
    packed.withUnsafeMutableBufferPointer { target in
      source.values.withUnsafeBufferPointer { source in
        guard let to = target.baseAddress, let from = source.baseAddress else { return }
        kernel(
          from,
          Packing(
            depth: depth, columns: columns, stride: stride,
            groupSize: groupSize, groupStride: groupStride, packed: to))
      }
    }
    return packed
  }

  /// Panel after panel, each of `depth` rows of sixteen columns.
  func expected(_ panels: Range<Int>, _ matrix: PlainMatrix) -> [Float] {
    var expected = [Float](repeating: GuardedMatrix.canary, count: 4 * panelWidth * depth)
    for panel in panels {
      for k in 0..<depth {
        for j in 0..<panelWidth {
          let column = panel * panelWidth + j
          expected[(panel * depth + k) * panelWidth + j] =
            column < columns ? matrix[k, column] : 0
        }
      }
    }
    return expected
  }
}

/// The product of the identity and a packed matrix.
private func productWithIdentity(
  _ owner: PackedOwner, with level: InstructionSet
) -> PlainMatrix {
  let depth = owner.block.depth
  var identity = PlainMatrix(
    rows: depth, columns: depth, values: [Float](repeating: 0, count: depth * depth))
  for i in 0..<depth { identity[i, i] = 1 }
  let left = GuardedMatrix(identity)
  let result = GuardedMatrix(rows: depth, columns: owner.block.columns)
  level.multiply(left.block, owner.block, into: result.block)
  return result.values
}
