import Kernels
import TestSupport
import Testing

@Suite("The immediate influence of a time step agrees with plain loops to the bit")
struct InfluenceTests {
  static let sizes = [1, 2, 3, 7, 8, 33]

  @Test("diag(h') E is added where each neuron's parameters stand", arguments: sizes, [1, 2, 3, 7])
  func immediate(hidden: Int, inputs: Int) {
    var generator = TestGenerator(seed: UInt64(hidden * 1_000 + inputs))
    let columns = hidden * (hidden + inputs + 1)
    let before = PlainMatrix(rows: hidden, columns: columns, using: &generator)
    let derivatives = PlainMatrix(rows: 1, columns: hidden, using: &generator)
    let previous = PlainMatrix(rows: 1, columns: hidden, using: &generator)
    let values = PlainMatrix(rows: 1, columns: inputs, using: &generator)
    for level in InstructionSet.available {
      for symbol in [nil, 0, inputs - 1] {
        let influence = PackedOwner(before, with: level)
        let input = symbol == nil ? GuardedMatrix(values) : nil
        let (factors, states) = (GuardedMatrix(derivatives), GuardedMatrix(previous))
        withExtendedLifetime((factors, states, input)) {
          level.addImmediateInfluence(
            influence.block, derivatives: factors.block, previous: states.block,
            input: input?.block, symbol: symbol ?? 0, inputs: inputs)
        }
        let x = (0..<inputs).map { index -> Float in
          symbol.map { $0 == index ? 1 : 0 } ?? values[0, index]
        }
        let difference = firstDifferenceInBits(
          influence.block.unpacked(),
          from: Self.plain(before, derivatives, previous: previous, input: x).values)
        #expect(difference == nil, "\(level.name), H \(hidden), I \(inputs), \(symbol ?? -1)")
      }
    }
  }

  @Test("Unpacking gives back what was packed", arguments: sizes, [1, 15, 16, 17, 33])
  func unpacking(depth: Int, columns: Int) {
    var generator = TestGenerator(seed: UInt64(depth * 100 + columns))
    let matrix = PlainMatrix(rows: depth, columns: columns, using: &generator)
    let packed = PackedOwner(matrix, with: .active)
    #expect(packed.block.unpacked() == matrix.values)
  }

  /// `before + diag(h') E`: for neuron i its row of W gets a_{t-1}, its row of U x_t, its bias 1.
  private static func plain(
    _ before: PlainMatrix, _ derivatives: PlainMatrix, previous: PlainMatrix, input: [Float]
  ) -> PlainMatrix {
    var expected = before
    let hidden = before.rows
    let stretch = hidden + input.count + 1
    for i in 0..<hidden {
      let immediate = (0..<hidden).map { previous[0, $0] } + input + [1]
      for (q, value) in immediate.enumerated() {
        expected[i, i * stretch + q] += derivatives[0, i] * value
      }
    }
    return expected
  }
}
