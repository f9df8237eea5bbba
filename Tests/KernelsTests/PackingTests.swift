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
      let straight = unpacked(packed, with: level).values
      #expect(straight.values == matrix.values, "\(level.name), \(depth)×\(columns)")

      let other = PackedOwner(depth: depth, columns: columns)
      level.packTransposed(
        [.nan] + matrix.transposed.values, offset: 1, into: other.block, panels: panels)
      let turned = unpacked(other, with: level).values
      #expect(turned.values == matrix.values, "\(level.name), transposed, \(depth)×\(columns)")
    }
  }

  @Test("Each panel holds its sixteen columns, then zeros, and no other panel is written")
  func layout() {
    let (depth, columns, width) = (3, 37, panelWidth)
    var generator = TestGenerator(seed: 4)
    let matrix = PlainMatrix(rows: depth, columns: columns, using: &generator)
    for level in InstructionSet.available {
      for panels in [0..<3, 0..<1, 1..<2, 2..<3, 1..<1] {
        var expected = [Float](repeating: GuardedMatrix.canary, count: 4 * width * depth)
        for panel in panels {
          for k in 0..<depth {
            for j in 0..<width {
              let column = panel * width + j
              expected[(panel * depth + k) * width + j] = column < columns ? matrix[k, column] : 0
            }
          }
        }
        for transposed in [false, true] {
          let packed = pack(matrix, transposed: transposed, panels, with: level.kernels)
          let difference = firstDifferenceInBits(packed, from: expected)
          #expect(difference == nil, "\(level.name), transposed: \(transposed), \(panels)")
        }
      }
    }
  }

  /// The raw kernel, with a panel's worth of canaries behind the packed matrix.
  private func pack(
    _ matrix: PlainMatrix, transposed: Bool, _ panels: Range<Int>, with kernels: any KernelSet.Type
  ) -> [Float] {
    let source = transposed ? matrix.transposed : matrix
    var packed = [Float](
      repeating: GuardedMatrix.canary, count: 4 * panelWidth * matrix.rows)
    packed.withUnsafeMutableBufferPointer { target in
      source.values.withUnsafeBufferPointer { source in
        guard let to = target.baseAddress, let from = source.baseAddress else { return }
        let stride = transposed ? matrix.rows : matrix.columns
        let packing = Packing(
          depth: matrix.rows, columns: matrix.columns, stride: stride, packed: to)
        if transposed {
          kernels.packColumns(from, packing, panels: panels)
        } else {
          kernels.packRows(from, packing, panels: panels)
        }
      }
    }
    return packed
  }
}
