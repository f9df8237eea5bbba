import Kernels
import TestSupport
import Testing

// Floats multiplied and added in a fixed order: these twins are in Float, and the bits must match.

@Suite("The influence of parameters on the state agrees with plain loops to the bit")
struct InfluenceTests {
  @Test(
    "diag(∂s/∂z) E of a gate is added where each neuron's parameters stand",
    arguments: awkwardSizes, [1, 2, 3, 7])
  func immediate(hidden: Int, inputs: Int) {
    for gates in 1...3 {
      for gate in 0..<gates {
        for kind in ImmediateCase.Recurrence.allCases {
          let operands = ImmediateCase(
            hidden: hidden, inputs: inputs, gates: gates, gate: gate, recurrence: kind)
          for level in InstructionSet.available {
            for symbol in [nil, 0, inputs - 1] {
              let difference = firstDifferenceInBits(
                operands.compute(level, symbol: symbol), from: operands.expected(symbol: symbol))
              #expect(
                difference == nil,
                "\(level.name), H \(hidden), I \(inputs), \(kind), \(gate) of \(gates), \(symbol ?? -1)"
              )
            }
          }
        }
      }
    }
  }

  @Test("Rows times their factors are added to a matrix in panels", arguments: awkwardPairs)
  func addScaledRows(rows: Int, columns: Int) {
    var generator = TestGenerator(seed: UInt64(rows * 100 + columns))
    let source = PlainMatrix(rows: rows, columns: columns, using: &generator)
    let factors = PlainMatrix(rows: 1, columns: rows, using: &generator)
    let before = PlainMatrix(rows: rows, columns: columns, using: &generator)
    var expected = before
    for i in 0..<rows {
      for j in 0..<columns { expected[i, j] += factors[0, i] * source[i, j] }
    }
    let row = GuardedMatrix(factors)
    for level in InstructionSet.available {
      let (from, to) = (PackedOwner(source, with: level), PackedOwner(before, with: level))
      level.addScaledRows(from.block, factors: row.block, to: to.block)
      let difference = firstDifferenceInBits(to.block.unpacked(), from: expected.values)
      #expect(difference == nil, "\(level.name), \(rows)×\(columns)")
      #expect(from.block.unpacked() == source.values, "\(level.name), \(rows)×\(columns)")
    }
  }

  @Test("Unpacking gives back what was packed", arguments: awkwardSizes, [1, 15, 16, 17, 33])
  func unpacking(depth: Int, columns: Int) {
    var generator = TestGenerator(seed: UInt64(depth * 100 + columns))
    let matrix = PlainMatrix(rows: depth, columns: columns, using: &generator)
    let packed = PackedOwner(matrix, with: .active)
    #expect(packed.block.unpacked() == matrix.values)
  }
}

/// The parameters of one gate among some, on one part of the state.
private struct ImmediateCase {
  enum Recurrence: CaseIterable { case none, weights, weightsAndBias }

  let gates: Int
  let gate: Int
  let recurrence: Recurrence
  let before: PlainMatrix
  let inputFactors: PlainMatrix
  let recurrentFactors: PlainMatrix
  let previous: PlainMatrix
  let values: PlainMatrix

  /// Columns of a gate's parameters of one neuron.
  private var columns: Int {
    switch recurrence {
    case .none: values.columns + 1
    case .weights: before.rows + values.columns + 1
    case .weightsAndBias: before.rows + values.columns + 2
    }
  }

  init(hidden: Int, inputs: Int, gates: Int, gate: Int, recurrence: Recurrence) {
    self.gates = gates
    self.gate = gate
    self.recurrence = recurrence
    var generator = TestGenerator(seed: UInt64(hidden * 1_000 + inputs * 10 + gate))
    inputFactors = PlainMatrix(rows: 1, columns: hidden, using: &generator)
    recurrentFactors = PlainMatrix(rows: 1, columns: hidden, using: &generator)
    previous = PlainMatrix(rows: 1, columns: hidden, using: &generator)
    values = PlainMatrix(rows: 1, columns: inputs, using: &generator)
    let recurrent = recurrence == .none ? 0 : hidden + (recurrence == .weights ? 0 : 1)
    before = PlainMatrix(
      rows: hidden, columns: hidden * gates * (recurrent + inputs + 1), using: &generator)
  }

  func compute(_ level: InstructionSet, symbol: Int?) -> [Float] {
    let influence = PackedOwner(before, with: level)
    let rows = [inputFactors, recurrentFactors, previous, values].map { GuardedMatrix($0) }
    withExtendedLifetime(rows) {
      level.addImmediateInfluence(
        .init(
          inputFactors: rows[0].block,
          recurrentFactors: recurrence == .none ? nil : rows[1].block,
          hasRecurrentBias: recurrence == .weightsAndBias, previous: rows[2].block,
          input: symbol == nil ? rows[3].block : nil, symbol: symbol ?? 0,
          inputs: values.columns),
        gate: gate, of: gates, to: influence.block)
    }
    return influence.block.unpacked()
  }

  /// Neuron i's row of W gets ∂s/∂R a_{t-1}, its row of U ∂s/∂X x_t, its biases ∂s/∂X and ∂s/∂R.
  func expected(symbol: Int?) -> [Float] {
    var expected = before
    for i in 0..<before.rows {
      let (f, r) = (inputFactors[0, i], recurrentFactors[0, i])
      var immediate: [Float] = []
      if recurrence != .none { immediate += previous.values.map { r * $0 } }
      if let symbol {
        immediate += (0..<values.columns).map { $0 == symbol ? f : 0 }
      } else {
        immediate += values.values.map { f * $0 }
      }
      immediate.append(f)
      if recurrence == .weightsAndBias { immediate.append(r) }
      for (q, value) in immediate.enumerated() {
        expected[i, (i * gates + gate) * columns + q] += value
      }
    }
    return expected.values
  }
}
