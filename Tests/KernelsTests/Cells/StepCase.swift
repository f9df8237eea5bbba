import KernelBodies
import Kernels
import TestSupport

extension CellKernel {
  /// All cells.
  static let all: [CellKernel] =
    ActivationFunction.allCases.map(CellKernel.vanilla) + [
      .lstm,
      .gru,
      .minimalGRU,
      .minimalLSTM,
    ]
}

/// Which parts of the state zoneout keeps, and whether by draws or by their rate.
enum ZoneoutCase: CaseIterable {
  case none, draws, rate, hiddenStateOnly, cellStateOnly

  /// k of a part for some neurons; nil without zoneout.
  func keep(_ part: Int, _ rows: Int, _ hidden: Int, _ generator: inout TestGenerator)
    -> PlainMatrix?
  {
    let share = PlainMatrix(rows: rows, columns: hidden, in: 0...1, using: &generator)
    switch (self, part) {
    case (.draws, _), (.hiddenStateOnly, 0), (.cellStateOnly, 1):
      return PlainMatrix(
        rows: rows, columns: hidden, values: share.values.map { $0 < 0.4 ? 1 : 0 })
    case (.rate, _):
      return PlainMatrix(rows: rows, columns: hidden, values: share.values.map { _ in 0.3 })
    default: return nil
    }
  }
}

/// The operands of a time step of some rows, forward and backward.
struct StepCase {
  let kernel: CellKernel
  let rows: Int
  let hidden: Int
  /// X_t and R_t, [rows, G·H], without padding.
  var inputs: PlainMatrix
  var recurrent: PlainMatrix
  /// The parts of the state at t - 1, zoneout's k, and the gradients that come from t + 1.
  var previous: [PlainMatrix]
  let keep: [PlainMatrix?]
  let carries: [PlainMatrix]
  /// ∂L_t/∂a_t
  var dOutput: PlainMatrix

  var gates: Int { kernel.shape.gates }
  var parts: Int { kernel.shape.stateParts }
  var name: String { "\(kernel), \(rows)×\(hidden)" }

  init(_ kernel: CellKernel, rows: Int, hidden: Int, zoneout: ZoneoutCase = .none) {
    self.kernel = kernel
    self.rows = rows
    self.hidden = hidden
    var generator = TestGenerator(seed: UInt64(rows * 1_000 + hidden))
    func matrix(_ columns: Int, _ reach: Float) -> PlainMatrix {
      PlainMatrix(rows: rows, columns: columns, in: -reach...reach, using: &generator)
    }
    let shape = kernel.shape
    inputs = matrix(shape.gates * hidden, 3)
    recurrent = matrix(shape.gates * hidden, shape.hasRecurrentProducts ? 2 : 0)
    previous = (0..<shape.stateParts).map { _ in matrix(hidden, 2) }
    carries = (0..<shape.stateParts).map { _ in matrix(hidden, 1) }
    dOutput = matrix(hidden, 1)
    keep = (0..<shape.stateParts).map { zoneout.keep($0, rows, hidden, &generator) }
  }

  /// The twin of one neuron.
  func twin(_ row: Int, _ j: Int) -> PlainStep {
    let gates = (0..<gates).map { $0 * hidden + j }
    return PlainStep(
      kernel, inputs: gates.map { Double(inputs[row, $0]) },
      recurrent: gates.map { Double(recurrent[row, $0]) },
      previous: previous.map { Double($0[row, j]) },
      keep: keep.map { $0.map { Double($0[row, j]) } ?? 0 },
      dState: carries.enumerated().map { part, carry in
        Double(carry[row, j]) + (part == 0 ? Double(dOutput[row, j]) : 0)
      })
  }

  /// Takes the step forward and backward.
  ///
  /// - Parameters:
  ///   - filler: what all padding holds before.
  ///   - ranges: the rows to take together; nil for all at once.
  ///   - indices: which row of a table each row's inputs are, the table's rows being `inputs`.
  func compute(
    _ level: InstructionSet, filler: Float = .nan, ranges: [Range<Int>]? = nil,
    indices: IndexOwner? = nil
  ) -> StepResult {
    let memory = StepMemory(self, filler: filler)
    for range in ranges ?? [0..<rows] {
      memory.compute(
        level, range,
        inputs: indices.map {
          .lookUp(table: memory.inputs.block, indices: $0.block.slice(range))
        } ?? .rows(memory.inputs.block.rows(range)))
    }
    return memory.result
  }
}

/// The memory of a ``StepCase``, guarded on all sides.
private final class StepMemory {
  let operands: StepCase
  let inputs: GuardedMatrix
  let recurrent: GuardedMatrix
  let previous: [GuardedMatrix]
  let keep: [GuardedMatrix?]
  let dOutput: GuardedMatrix
  let states: [GuardedMatrix]
  let zoned: [GuardedMatrix]
  let carries: [GuardedMatrix]
  let saved: GuardedMatrix
  let dInputs: GuardedMatrix
  let dRecurrent: GuardedMatrix

  init(_ operands: StepCase, filler: Float) {
    self.operands = operands
    let (rows, hidden, gates) = (operands.rows, operands.hidden, operands.gates)
    let stride = gateStride(hidden: hidden)
    func read(_ matrix: PlainMatrix) -> GuardedMatrix { GuardedMatrix(matrix, filler: filler) }
    func written(_ columns: Int) -> GuardedMatrix {
      GuardedMatrix(
        rows: rows, columns: columns, writable: (columns + stride - 1) / stride * stride)
    }
    inputs = read(operands.inputs.spreadColumns(gates: gates, filler: filler))
    recurrent = read(operands.recurrent.spreadColumns(gates: gates, filler: filler))
    previous = operands.previous.map(read)
    keep = operands.keep.map { $0.map(read) }
    dOutput = read(operands.dOutput)
    states = operands.previous.map { _ in written(hidden) }
    zoned = operands.previous.map { _ in written(hidden) }
    carries = operands.carries.map {
      GuardedMatrix($0, writable: stride, filler: filler)
    }
    saved = written(operands.kernel.shape.savedCount * stride)
    dInputs = written(gates * stride)
    dRecurrent = written(gates * stride)
  }

  func compute(_ level: InstructionSet, _ range: Range<Int>, inputs: Addend) {
    let shape = operands.kernel.shape
    level.stepForward(
      operands.kernel, inputs: inputs,
      recurrent: shape.hasRecurrentProducts ? recurrent.block.rows(range) : nil,
      hiddenState: part(0, range), cellState: shape.stateParts > 1 ? part(1, range) : nil,
      saved: saved.block.rows(range))
    level.stepBackward(
      operands.kernel, hiddenState: part(0, range),
      cellState: shape.stateParts > 1 ? part(1, range) : nil, saved: saved.block.rows(range),
      gradients: StepGradients(
        output: dOutput.block.rows(range), inputs: dInputs.block.rows(range),
        recurrent: shape.hasOwnRecurrentGradient ? dRecurrent.block.rows(range) : nil))
  }

  private func part(_ part: Int, _ range: Range<Int>) -> StatePart {
    StatePart(
      previous: previous[part].block.rows(range), state: states[part].block.rows(range),
      zoneout: keep[part].map { (zoned[part].block.rows(range), $0.block.rows(range)) },
      carry: carries[part].block.rows(range))
  }

  var result: StepResult {
    let (gates, hidden) = (operands.gates, operands.hidden)
    let gateBlocks = [dInputs] + (operands.kernel.shape.hasOwnRecurrentGradient ? [dRecurrent] : [])
    let written = states + zoned + carries + [saved, dInputs, dRecurrent]
    let used = states + carries + zip(operands.keep, zoned).compactMap { $0 == nil ? nil : $1 }
    return StepResult(
      states: states.map(\.values),
      zoned: zip(operands.keep, zip(states, zoned)).map { ($0 == nil ? $1.0 : $1.1).values },
      carries: carries.map(\.values),
      dInputs: dInputs.values.gathered(gates: gates, hidden: hidden),
      dRecurrent: (gateBlocks.last ?? dInputs).values.gathered(gates: gates, hidden: hidden),
      padding: used.flatMap(\.padding)
        + gateBlocks.flatMap { $0.values.padding(gates: gates, hidden: hidden) }
        + saved.values.padding(gates: operands.kernel.shape.savedCount, hidden: hidden),
      guardsAreIntact: written.allSatisfy(\.guardsAreIntact))
  }
}

/// What a step leaves, without padding.
struct StepResult {
  let states: [PlainMatrix]
  /// The parts after zoneout; as computed where there is none.
  let zoned: [PlainMatrix]
  let carries: [PlainMatrix]
  let dInputs: PlainMatrix
  /// For cells without one of their own, that of the inputs.
  let dRecurrent: PlainMatrix
  let padding: [Float]
  let guardsAreIntact: Bool

  /// All numbers, each with its row and its neuron.
  func numbers(hidden: Int) -> [(value: Float, row: Int, neuron: Int)] {
    (states + zoned + carries + [dInputs, dRecurrent]).flatMap { matrix in
      matrix.values.indices.map {
        (matrix.values[$0], $0 / matrix.columns, $0 % matrix.columns % hidden)
      }
    }
  }

  /// All numbers in a fixed order.
  var values: [Float] { (states + zoned + carries + [dInputs, dRecurrent]).flatMap(\.values) }
}
