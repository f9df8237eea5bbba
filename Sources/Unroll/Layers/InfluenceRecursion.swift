import Kernels

/// The derivation's own recursion: the derivatives of the state by every parameter, carried
/// forward in time (real-time recurrent learning).
///
///     ∂a_t/∂θ = diag(h'(z_t)) ( E + W ∂a_{t-1}/∂θ ),   ∂a_0/∂θ = 0      (11) to (13)
///     ∂L/∂θ   = Σ_t ∂L_t/∂a_t · ∂a_t/∂θ                                 (14), (15)
///
/// θ holds, for each neuron i, row i of W, row i of U and b_i: P = H (H + I + 1) columns, kept in
/// panels so that one step is one product. A row at work takes two influences of H × P floats.
final class InfluenceRecursion {
  private let configuration: NetworkConfiguration
  private let instructionSet: InstructionSet
  private let workspaces: [Workspace]

  /// The memory of one row at work.
  private final class Workspace {
    let even: PackedMatrix
    let odd: PackedMatrix
    let derivatives: Matrix
    let ones: Matrix
    let gradient: Matrix
    let zero: Matrix

    init(hidden: Int, columns: Int) {
      even = PackedMatrix(depth: hidden, columns: columns)
      odd = PackedMatrix(depth: hidden, columns: columns)
      derivatives = Matrix(rows: 1, columns: hidden)
      ones = Matrix(rows: 1, columns: hidden)
      ones.block.copy(from: [Float](repeating: 1, count: hidden))
      gradient = Matrix(rows: 1, columns: columns)
      zero = Matrix(rows: 1, columns: hidden)
    }
  }

  /// Bytes that the recursion takes for each row at work; nil when that is beyond arithmetic.
  static func bytes(_ configuration: NetworkConfiguration) -> Int? {
    let hidden = configuration.hiddenSize
    let (sum, _) = (hidden + 1).addingReportingOverflow(configuration.input.width)
    let (columns, first) = hidden.multipliedReportingOverflow(by: sum)
    let (floats, second) = columns.multipliedReportingOverflow(by: 2 * hidden + 1)
    let (bytes, third) = floats.multipliedReportingOverflow(by: 4)
    return first || second || third ? nil : bytes
  }

  /// The most memory that the recursion may take for all rows at work, in bytes.
  static let memoryLimit = 1 << 30

  /// How many rows to have at work for `threads` threads: fewer where memory would not do, at
  /// least one. Gradients are added row after row, so their bits do not depend on it.
  static func rowsAtWork(_ configuration: NetworkConfiguration, threads: Int) -> Int {
    let bytes = bytes(configuration) ?? memoryLimit
    return max(1, min(threads, memoryLimit / max(bytes, 1)))
  }

  /// Makes room for `rows` rows at work at the same time.
  init(_ configuration: NetworkConfiguration, instructionSet: InstructionSet, rows: Int) {
    self.configuration = configuration
    self.instructionSet = instructionSet
    let hidden = configuration.hiddenSize
    let columns = hidden * (hidden + configuration.input.width + 1)
    workspaces = (0..<rows).map { _ in Workspace(hidden: hidden, columns: columns) }
  }

  /// Adds ∂L/∂θ of all rows to `gradient`, row after row whatever the number of threads.
  ///
  /// - Parameters:
  ///   - weights: W [H, H], row-major.
  ///   - states: a_t of every position.
  ///   - dStates: ∂L_t/∂a_t of every position.
  func addGradients(
    _ batch: Batch, weights: [Float], states: Block, dStates: Block,
    to gradient: inout Parameters, team: WorkerTeam
  ) {
    var first = 0
    while first < batch.rows {
      let group = min(workspaces.count, batch.rows - first)
      team.run(parts: group) { part in
        recurse(
          batch, row: first + part, weights: weights, states: states, dStates: dStates,
          workspaces[part])
      }
      for part in 0..<group { add(workspaces[part].gradient.block, to: &gradient) }
      first += group
    }
  }

  /// The recursion over one row's time steps.
  private func recurse(
    _ batch: Batch, row: Int, weights: [Float], states: Block, dStates: Block,
    _ workspace: Workspace
  ) {
    let layout = batch.layout
    workspace.even.clear()
    workspace.gradient.block.clear()
    for t in 0..<batch.lengths[row] {
      let (old, new) =
        t.isMultiple(of: 2)
        ? (workspace.even.block, workspace.odd.block)
        : (workspace.odd.block, workspace.even.block)
      let position = layout.offsets[t] + row
      let here = position..<position + 1
      let previous =
        t == 0
        ? workspace.zero.block
        : states.rows(layout.offsets[t - 1] + row..<layout.offsets[t - 1] + row + 1)
      instructionSet.multiplyByDerivative(
        workspace.ones.block, states: states.rows(here),
        activation: configuration.activation.function, into: workspace.derivatives.block)
      instructionSet.multiply(
        weights, offset: 0, old, rowFactors: workspace.derivatives.block,
        panels: 0..<old.panels, into: new)
      addImmediateInfluence(batch, position: position, previous, workspace, into: new)
      instructionSet.multiply(
        dStates.rows(here), new, bias: workspace.gradient.block, into: workspace.gradient.block)
    }
  }

  private func addImmediateInfluence(
    _ batch: Batch, position: Int, _ previous: Block, _ workspace: Workspace,
    into influence: PackedBlock
  ) {
    let symbol: Int
    let values: Block?
    switch configuration.input {
    case .symbols:
      symbol = Int(batch.inputs.symbols.block[position])
      values = nil
    case .values:
      symbol = 0
      values = batch.inputs.values.block.rows(position..<position + 1)
    }
    instructionSet.addImmediateInfluence(
      influence, derivatives: workspace.derivatives.block, previous: previous, input: values,
      symbol: symbol, inputs: configuration.input.width)
  }

  /// Adds a row's gradient, ordered by neuron, to the tensors W, U and b.
  private func add(_ row: Block, to gradient: inout Parameters) {
    let (hidden, inputs) = (configuration.hiddenSize, configuration.input.width)
    let table = gradient.table
    let (w, u, b) = (table["W"].offset, table["U"].offset, table["b"].offset)
    gradient.values.withFlatBlock { flat in
      for i in 0..<hidden {
        let start = i * (hidden + inputs + 1)
        flat.add(row, columns: start..<start + hidden, at: w + i * hidden)
        flat.add(
          row, columns: start + hidden..<start + hidden + inputs, at: u + i * inputs)
        flat.add(
          row, columns: start + hidden + inputs..<start + hidden + inputs + 1, at: b + i)
      }
    }
  }
}
