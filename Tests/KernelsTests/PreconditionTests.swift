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

    @Test("An index beyond a table that is gathered from")
    func gather() async {
      await #expect(processExitsWith: .failure) {
        let (table, result) = (
          GuardedMatrix(rows: 3, columns: 4), GuardedMatrix(rows: 1, columns: 4)
        )
        let indices = IndexOwner([3])
        InstructionSet.active.gather(table.block, indices: indices.block, into: result.block)
      }
    }

    @Test("Weights of gates beyond the end of their array")
    func pack() async {
      await #expect(processExitsWith: .failure) {
        let packed = PackedOwner(depth: 16, columns: 4)
        InstructionSet.active.pack(
          [Float](repeating: 0, count: 2 * 3 * 4), offset: 1, gates: .hidden(3),
          into: packed.block, panels: 0..<1)
      }
    }

    @Test("A step of a cell with recurrent weights, without their products")
    func step() async {
      await #expect(processExitsWith: .failure) {
        let (state, inputs) = (
          GuardedMatrix(rows: 1, columns: 8), GuardedMatrix(rows: 1, columns: 24)
        )
        let saved = GuardedMatrix(rows: 1, columns: 32)
        InstructionSet.active.stepForward(
          .gru, inputs: .rows(inputs.block), recurrent: nil,
          hiddenState: StatePart(previous: state.block, state: state.block, zoneout: nil),
          cellState: nil, saved: saved.block)
      }
    }

    @Test("A step whose numbers to save have no room")
    func saved() async {
      await #expect(processExitsWith: .failure) {
        let (state, inputs) = (
          GuardedMatrix(rows: 1, columns: 9), GuardedMatrix(rows: 1, columns: 32)
        )
        let saved = GuardedMatrix(rows: 1, columns: 18)
        InstructionSet.active.stepForward(
          .minimalGRU, inputs: .rows(inputs.block), recurrent: nil,
          hiddenState: StatePart(previous: state.block, state: state.block, zoneout: nil),
          cellState: nil, saved: saved.block)
      }
    }

    @Test("A normalisation whose gain is shorter than its gates")
    func normalise() async {
      await #expect(processExitsWith: .failure) {
        let products = GuardedMatrix(rows: 1, columns: 32)
        let (gain, scales) = (
          GuardedMatrix(rows: 1, columns: 18), GuardedMatrix(rows: 1, columns: 2)
        )
        InstructionSet.active.normalise(
          products.block, hidden: 9, gates: 2, gain: gain.block, bias: products.block,
          normalised: products.block, scales: scales.block, into: products.block)
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
            rowRange: 0..<1, into: $0.tensor(offset: 0, rows: 1, columns: 1), scratch: Scratch())
        }
      }
    }
  }
#endif
