import Kernels

/// The Jacobians of one step of a cell for one row: diagonal matrices, each given by its diagonal.
final class LocalDerivatives {
  /// ∂s_t/∂X_t, in columns of gates.
  let inputFactors: Matrix
  /// ∂s_t/∂R_t, in columns of gates.
  let recurrentFactors: Matrix
  /// ∂s_t/∂a_{t-1} and ∂s_t/∂s_{t-1} but for what goes through R_t.
  let previous: [Row]
  private let zero: Matrix
  private let one: Matrix

  /// One row of floats, held by reference.
  final class Row {
    private let matrix: Matrix
    init(columns: Int) { matrix = Matrix(rows: 1, columns: columns) }
    var block: Block { matrix.block }
  }

  init(_ configuration: NetworkConfiguration) {
    let hidden = configuration.hiddenSize
    let columns = InstructionSet.gateColumns(
      configuration.cell.kernel(configuration.activation), hidden: hidden)
    inputFactors = Matrix(rows: 1, columns: columns)
    recurrentFactors = Matrix(rows: 1, columns: columns)
    previous = (0..<2).map { _ in Row(columns: hidden) }
    zero = Matrix(rows: 1, columns: hidden)
    one = Matrix(rows: 1, columns: hidden)
    one.block.fill(1)
  }

  /// The unit gradients to start from for a part, and room for what comes of them.
  func start(part: Int) -> (output: Block, carries: [Block]) {
    for row in previous { row.block.clear() }
    if part == 1 { previous[1].block.fill(1) }
    return (part == 0 ? one.block : zero.block, previous.map(\.block))
  }
}

extension RecurrentDirection.Sweep {
  /// The Jacobians of a part of the state at one position: the cell's step, backward from ones.
  func differentiate(
    part: Int, row: Int, position: Int, previous: Int?, _ derivatives: LocalDerivatives
  ) {
    let here = position..<position + 1
    let before = previous.map { $0..<$0 + 1 }
    let rows = row..<row + 1
    let start = derivatives.start(part: part)
    set.stepBackward(
      kernel,
      hiddenState: hiddenState.part(
        here, previous: states(hiddenState, rows, before), carry: start.carries[0]),
      cellState: cellState.map {
        $0.part(here, previous: states($0, rows, before), carry: start.carries[1])
      },
      saved: saved.rows(here),
      gradients: StepGradients(
        output: start.output, inputs: derivatives.inputFactors.block,
        recurrent: dRecurrent == nil ? nil : derivatives.recurrentFactors.block))
    if dRecurrent == nil {
      set.copy(derivatives.inputFactors.block, into: derivatives.recurrentFactors.block)
    }
  }

  /// a_{t-1} of one row.
  func previousHiddenState(row: Int, previous: Int?) -> Block {
    states(hiddenState, row..<row + 1, previous.map { $0..<$0 + 1 })
  }
}
