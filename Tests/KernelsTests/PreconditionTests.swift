import KernelBodies
import Kernels
import TestSupport
import Testing

#if os(Linux) || os(macOS)
  @Suite("What would read or write beyond its memory stops the program")
  struct PreconditionTests {
    @Test("An index beyond a table that is looked up")
    func lookUp() async {
      await #expect(processExitsWith: .failure) {
        let (left, table) = (GuardedMatrix(rows: 1, columns: 2), GuardedMatrix(rows: 3, columns: 4))
        let (right, indices) = (PackedOwner(depth: 2, columns: 4), IndexOwner([3]))
        let result = GuardedMatrix(rows: 1, columns: 4)
        InstructionSet.active.multiply(
          left.block, right.block, addend: .lookUp(table: table.block, indices: indices.block),
          into: result.block)
      }
    }

    @Test("An index beyond a table that is scattered to")
    func scatter() async {
      await #expect(processExitsWith: .failure) {
        let source = GuardedMatrix(rows: 1, columns: 4)
        let table = GuardedMatrix(rows: 3, columns: 4)
        let indices = IndexOwner([-1])
        InstructionSet.active.scatterAdd(
          source.block, indices: indices.block, columns: 0..<4, into: table.block)
      }
    }

    @Test("A segment beyond the rows of its matrices, or of less than none", arguments: [3, -1])
    func segment(count: Int) async {
      await #expect(processExitsWith: .failure) { [count] in
        let (left, right) = (GuardedMatrix(rows: 2, columns: 1), GuardedMatrix(rows: 2, columns: 1))
        var sums: [Float] = [0]
        sums.withFlatBlock {
          InstructionSet.active.addTransposedProduct(
            left.block, right.block, segments: [RowSegment(left: 0, right: 0, count: count)],
            rowRange: 0..<1, into: $0.tensor(offset: 0, rows: 1, columns: 1))
        }
      }
    }
  }
#endif
