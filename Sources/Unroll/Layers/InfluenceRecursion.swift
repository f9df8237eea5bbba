import KernelBodies
import Kernels

/// The derivation's own recursion for any cell: the derivatives of the state by every parameter,
/// carried forward in time (real-time recurrent learning).
///
///     ∂s_t/∂θ = Σ_g diag(∂s_t/∂R_g) (W_g ∂a_{t-1}/∂θ + E_R) + Σ_g diag(∂s_t/∂X_g) E_X
///               + Σ_q diag(∂s_t/∂q_{t-1}) ∂q_{t-1}/∂θ,        ∂s_0/∂θ = 0
///     ∂L/∂θ   = Σ_t ∂L_t/∂a_t · ∂a_t/∂θ
///
/// for each part s of the state, g running over the gates and q over the parts; the diagonal Jacobians
/// are the cell's own step, taken backward from unit vectors. For the vanilla cell these are
/// equations (11) to (15).
///
/// θ holds, for each neuron i, its parameters gate by gate: row i of W, row i of U, b_i, d_i; P columns
/// in all. A row at work takes two influences of H × P floats for each part of the state; they are
/// kept in panels so that a step is one product for each part.
final class InfluenceRecursion {
  private let configuration: NetworkConfiguration
  private let instructionSet: InstructionSet
  private let workspaces: [Workspace]

  /// The influences of the parameters on one part of the state, at even and at odd time steps.
  private final class PartInfluence {
    let even: PackedMatrix
    let odd: PackedMatrix

    init(hidden: Int, columns: Int) {
      even = PackedMatrix(depth: hidden, columns: columns)
      odd = PackedMatrix(depth: hidden, columns: columns)
    }

    /// The influence before a time step, and the one after it.
    func turn(_ t: Int) -> (old: PackedBlock, new: PackedBlock) {
      t.isMultiple(of: 2) ? (even.block, odd.block) : (odd.block, even.block)
    }
  }

  /// The memory of one row at work.
  private final class Workspace {
    let influences: [PartInfluence]
    let derivatives: LocalDerivatives
    let gradient: Matrix
    /// ∂s_t/∂a_{t-1}, whole, [H, H].
    var jacobian: [Float]
    /// Time steps so far, of which one more or less tells which influence is the old one.
    var steps = 0

    init(_ configuration: NetworkConfiguration) {
      let hidden = configuration.hiddenSize
      let columns = hidden * InfluenceRecursion.stretch(configuration)
      influences = (0..<configuration.cell.stateParts).map { _ in
        PartInfluence(hidden: hidden, columns: columns)
      }
      derivatives = LocalDerivatives(configuration)
      gradient = Matrix(rows: 1, columns: columns)
      jacobian = [Float](repeating: 0, count: hidden * hidden)
    }
  }

  /// Makes room for `rows` rows at work at the same time.
  init(_ configuration: NetworkConfiguration, instructionSet: InstructionSet, rows: Int) {
    self.configuration = configuration
    self.instructionSet = instructionSet
    workspaces = (0..<rows).map { _ in Workspace(configuration) }
  }

  /// Columns of one gate's parameters of one neuron.
  private static func gateColumns(_ configuration: NetworkConfiguration) -> Int {
    InstructionSet.ImmediateInfluence.columns(
      hidden: configuration.hiddenSize, inputs: configuration.input.width,
      hasRecurrentWeights: configuration.cell.hasRecurrentWeights,
      hasRecurrentBias: configuration.cell.hasRecurrentBias)
  }

  /// Columns of the parameters of one neuron.
  private static func stretch(_ configuration: NetworkConfiguration) -> Int {
    configuration.cell.gates.count * gateColumns(configuration)
  }

  // MARK: Derivatives that are carried on

  /// The influences of one row after its last time step, for each part of the state [H, P], row after row:
  /// what a pass that `continues` begins with. Nothing before the first pass.
  var carried: [[Float]] {
    get {
      let workspace = workspaces[0]
      guard workspace.steps > 0 else { return [] }
      return workspace.influences.map { $0.turn(workspace.steps).old.unpacked() }
    }
    set {
      let workspace = workspaces[0]
      workspace.steps = newValue.isEmpty ? 0 : 2
      for (influence, values) in zip(workspace.influences, newValue) {
        influence.turn(workspace.steps).old.fill(values)
      }
    }
  }

  /// The numbers of ``carried``, for each part of the state.
  static func carriedCount(_ configuration: NetworkConfiguration) -> Int {
    configuration.hiddenSize * configuration.hiddenSize * stretch(configuration)
  }

  // MARK: The recursion

  /// Adds ∂L/∂θ of all rows to `gradient`, row after row whatever the number of threads.
  ///
  /// - Parameters:
  ///   - direction: the only direction of the only layer, after its forward pass.
  ///   - dStates: ∂L_t/∂a_t of every position.
  ///   - continues: whether the derivatives go on from where the last call left them, as the states do; for
  ///     one row.
  func addGradients(
    _ batch: Batch, _ direction: RecurrentDirection, inputs: LayerInputs, dStates: Block,
    continues: Bool = false, to gradient: inout Parameters, team: WorkerTeam
  ) {
    precondition(!continues || batch.rows == 1, "\(batch.rows) rows that go on")
    let sweep = direction.sweep(inputs)
    let weights = sweep.recurrent?.backward.unpacked()
    var first = 0
    while first < batch.rows {
      let group = min(workspaces.count, batch.rows - first)
      team.run(parts: group) { part in
        recurse(
          batch, row: first + part, sweep, inputs, weights: weights, dStates: dStates,
          continues: continues, workspaces[part])
      }
      for part in 0..<group { add(workspaces[part].gradient.block, to: &gradient) }
      first += group
    }
  }

  /// The recursion over one row's time steps.
  private func recurse(
    _ batch: Batch, row: Int, _ sweep: RecurrentDirection.Sweep, _ inputs: LayerInputs,
    weights: [Float]?, dStates: Block, continues: Bool, _ workspace: Workspace
  ) {
    let layout = batch.layout
    if !continues {
      workspace.steps = 0
      for influence in workspace.influences { influence.even.clear() }
    }
    workspace.gradient.block.clear()
    for t in 0..<batch.lengths[row] {
      let turn = workspace.steps
      workspace.steps += 1
      let position = layout.offsets[t] + row
      let previous = t == 0 ? nil : layout.offsets[t - 1] + row
      for (part, influence) in workspace.influences.enumerated() {
        sweep.differentiate(
          part: part, row: row, position: position, previous: previous, workspace.derivatives)
        let (old, new) = influence.turn(turn)
        carry(part: part, turn, weights: weights, workspace, into: new)
        if workspace.influences.count > 1 || weights == nil {
          // Each neuron's own past: of the part itself, and of the cell state for the hidden state.
          let own = workspace.derivatives.previous
          if weights == nil {
            instructionSet.addScaledRows(old, factors: own[0].block, to: new)
          } else {
            instructionSet.addScaledRows(
              workspace.influences[1].turn(turn).old, factors: own[1].block, to: new)
          }
        }
        addImmediate(
          inputs, sweep, row: row, position: position, previous: previous, workspace.derivatives,
          to: new)
      }
      instructionSet.multiply(
        dStates.rows(position..<position + 1), workspace.influences[0].turn(turn).new,
        bias: workspace.gradient.block, into: workspace.gradient.block)
    }
  }

  /// What the influence on a_{t-1} does to the part: `new = (∂s_t/∂a_{t-1}) old`.
  ///
  ///     ∂s_t/∂a_{t-1} = Σ_g diag(∂s_t/∂R_g) W_g + diag(∂s_t/∂a_{t-1} of the step)
  private func carry(
    part: Int, _ turn: Int, weights: [Float]?, _ workspace: Workspace, into new: PackedBlock
  ) {
    guard let weights else {
      new.clear()
      return
    }
    let hidden = configuration.hiddenSize
    let gates = configuration.cell.gates.count
    let stride = gateStride(hidden: hidden)
    let factors = workspace.derivatives.recurrentFactors.block
    let own = workspace.derivatives.previous[0].block
    for j in 0..<hidden {
      for k in 0..<hidden { workspace.jacobian[j * hidden + k] = 0 }
      for gate in 0..<gates {
        let factor = factors[0, gate * stride + j]
        let row = (gate * stride + j) * hidden
        for k in 0..<hidden { workspace.jacobian[j * hidden + k] += factor * weights[row + k] }
      }
      workspace.jacobian[j * hidden + j] += own[0, j]
    }
    instructionSet.multiply(workspace.jacobian, workspace.influences[0].turn(turn).old, into: new)
  }

  private func addImmediate(
    _ inputs: LayerInputs, _ sweep: RecurrentDirection.Sweep, row: Int, position: Int,
    previous: Int?, _ derivatives: LocalDerivatives, to influence: PackedBlock
  ) {
    let hidden = configuration.hiddenSize
    let gates = configuration.cell.gates.count
    let symbol: Int
    let values: Block?
    switch inputs {
    case .symbols(let symbols):
      symbol = Int(symbols[position])
      values = nil
    case .vectors(let vectors):
      symbol = 0
      values = vectors.rows(position..<position + 1)
    }
    for gate in 0..<gates {
      let first = gate * gateStride(hidden: hidden)
      let columns = first..<first + hidden
      instructionSet.addImmediateInfluence(
        .init(
          inputFactors: derivatives.inputFactors.block.columns(columns),
          recurrentFactors: configuration.cell.hasRecurrentWeights
            ? derivatives.recurrentFactors.block.columns(columns) : nil,
          hasRecurrentBias: configuration.cell.hasRecurrentBias,
          previous: sweep.previousHiddenState(row: row, previous: previous),
          input: values, symbol: symbol, inputs: configuration.input.width),
        gate: gate, of: gates, to: influence)
    }
  }

  /// Adds a row's gradient, ordered by neuron, to the tensors W, U, b and d.
  private func add(_ row: Block, to gradient: inout Parameters) {
    let (hidden, inputs) = (configuration.hiddenSize, configuration.input.width)
    let cell = configuration.cell
    let table = gradient.table
    let columns = InfluenceRecursion.gateColumns(configuration)
    gradient.values.withFlatBlock { flat in
      for i in 0..<hidden {
        var start = i * InfluenceRecursion.stretch(configuration)
        for gate in 0..<cell.gates.count {
          var place = start
          func add(_ name: String, _ count: Int) {
            let offset = table[name].range(gate: gate).lowerBound + i * count
            flat.add(row, columns: place..<place + count, at: offset)
            place += count
          }
          if cell.hasRecurrentWeights { add("W", hidden) }
          add("U", inputs)
          add("b", 1)
          if cell.hasRecurrentBias { add("d", 1) }
          start += columns
        }
      }
    }
  }
}
