import KernelBodies

extension InstructionSet {
  /// What a gate's parameters influence at one time step.
  package struct ImmediateInfluence {
    /// ∂s/∂X of the gate, one row of H.
    package let inputFactors: Block
    /// ∂s/∂R of the gate, one row of H; nil for cells without recurrent weights.
    package let recurrentFactors: Block?
    /// Whether the recurrent products have a bias.
    package let hasRecurrentBias: Bool
    /// a_{t-1}, one row of H.
    package let previous: Block
    /// x_t, one row of `inputs` values; nil for the one-hot vector of `symbol`.
    package let input: Block?
    package let symbol: Int
    package let inputs: Int

    package init(
      inputFactors: Block, recurrentFactors: Block?, hasRecurrentBias: Bool, previous: Block,
      input: Block?, symbol: Int, inputs: Int
    ) {
      self.inputFactors = inputFactors
      self.recurrentFactors = recurrentFactors
      self.hasRecurrentBias = hasRecurrentBias
      self.previous = previous
      self.input = input
      self.symbol = symbol
      self.inputs = inputs
    }

    /// The columns that a gate's parameters of one neuron take.
    package static func columns(
      hidden: Int, inputs: Int, hasRecurrentWeights: Bool, hasRecurrentBias: Bool
    ) -> Int {
      (hasRecurrentWeights ? hidden : 0) + inputs + 1 + (hasRecurrentBias ? 1 : 0)
    }
  }

  /// Adds the immediate influence of one gate at one time step, `diag(∂s/∂z) E`, to `influence`: H
  /// rows, and for each neuron the columns of its parameters, gate after gate.
  package func addImmediateInfluence(
    _ immediate: ImmediateInfluence, gate: Int, of gates: Int, to influence: PackedBlock
  ) {
    let hidden = influence.depth
    let columns = ImmediateInfluence.columns(
      hidden: hidden, inputs: immediate.inputs,
      hasRecurrentWeights: immediate.recurrentFactors != nil,
      hasRecurrentBias: immediate.hasRecurrentBias)
    precondition(
      influence.columns == hidden * gates * columns && gate >= 0 && gate < gates
        && immediate.inputFactors.columns >= hidden && immediate.previous.columns >= hidden
        && (immediate.recurrentFactors?.columns ?? hidden) >= hidden
        && (immediate.input?.columns ?? immediate.inputs) == immediate.inputs
        && immediate.symbol >= 0 && immediate.symbol < max(immediate.inputs, 1),
      "influence of \(hidden) neurons, \(columns) columns each: \(influence.columns) columns")
    kernels.addImmediateInfluence(
      InfluenceOperands(
        hidden: hidden, inputs: immediate.inputs, stretch: gates * columns, start: gate * columns,
        influence: influence.base, inputFactors: immediate.inputFactors.base,
        recurrentFactors: immediate.recurrentFactors?.base,
        hasRecurrentBias: immediate.hasRecurrentBias, previous: immediate.previous.base,
        input: immediate.input?.base, symbol: immediate.symbol))
  }

  /// `result += diag(factors) · source` for matrices in panels.
  package func addScaledRows(_ source: PackedBlock, factors: Block, to result: PackedBlock) {
    precondition(
      source.depth == result.depth && source.columns == result.columns
        && factors.columns >= source.depth,
      "\(source.depth)×\(source.columns) to \(result.depth)×\(result.columns)")
    kernels.addScaledRows(
      source.base, factors: factors.base, rows: source.depth, panels: source.panels,
      into: result.base)
  }
}
