import KernelBodies

extension InstructionSet {
  /// Adds the immediate influence of one time step, `diag(h') E`, to `influence`: H rows, and for
  /// each neuron the columns of its row of W, its row of U and its bias.
  ///
  /// - Parameters:
  ///   - derivatives: h'(z_t), one row of H.
  ///   - previous: a_{t-1}, one row of H.
  ///   - input: x_t, one row of `inputs` values; nil for the one-hot vector of `symbol`.
  package func addImmediateInfluence(
    _ influence: PackedBlock, derivatives: Block, previous: Block, input: Block?, symbol: Int,
    inputs: Int
  ) {
    let hidden = influence.depth
    precondition(
      influence.columns == hidden * (hidden + inputs + 1) && derivatives.columns == hidden
        && previous.columns == hidden && (input?.columns ?? inputs) == inputs
        && symbol >= 0 && symbol < max(inputs, 1),
      "influence of \(hidden) neurons and \(inputs) inputs: \(influence.columns) columns")
    kernels.addImmediateInfluence(
      InfluenceOperands(
        hidden: hidden, inputs: inputs, influence: influence.base,
        derivatives: derivatives.base, previous: previous.base, input: input?.base,
        symbol: symbol))
  }
}
