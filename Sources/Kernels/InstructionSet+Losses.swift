import KernelBodies

// Losses and probabilities of rows of outputs: one loss for each row in `losses[0, r]` and, unless
// `gradient` is nil, the scaled gradient by the outputs, which may take the outputs' own memory.

extension InstructionSet {
  /// Softmax with cross-entropy. Targets must be valid symbols.
  package func softmaxCrossEntropy(
    _ outputs: Block, targets: IndexBlock, losses: Block, gradient: Block?, gradientScale: Float
  ) {
    check(targets, for: outputs)
    kernels.softmaxCrossEntropy(
      operands(outputs, losses, gradient, gradientScale), targets: targets.base)
  }

  /// Softmax with cross-entropy in which the target's own loss counts `weights` and every symbol's
  /// loss counts `shares`, both of one row.
  package func weightedCrossEntropy(
    _ outputs: Block, targets: IndexBlock, weights: Block, shares: Block, losses: Block,
    gradient: Block?, gradientScale: Float
  ) {
    check(targets, for: outputs)
    precondition(
      weights.rows == 1 && weights.columns == outputs.columns && shares.rows == 1
        && shares.columns == outputs.columns,
      "\(weights.columns) weights and \(shares.columns) shares for \(outputs.columns) symbols")
    kernels.weightedCrossEntropy(
      operands(outputs, losses, gradient, gradientScale), targets: targets.base,
      weights: SymbolWeights(targets: weights.base, shares: shares.base))
  }

  /// Squared error.
  package func squaredError(
    _ outputs: Block, targets: Block, losses: Block, gradient: Block?, gradientScale: Float
  ) {
    check(targets, for: outputs)
    kernels.squaredError(
      operands(outputs, losses, gradient, gradientScale), targets: targets.base,
      stride: targets.stride)
  }

  /// Absolute error.
  package func absoluteError(
    _ outputs: Block, targets: Block, losses: Block, gradient: Block?, gradientScale: Float
  ) {
    check(targets, for: outputs)
    kernels.absoluteError(
      operands(outputs, losses, gradient, gradientScale), targets: targets.base,
      stride: targets.stride)
  }

  /// The normal density's: the outputs are S means, then S logarithms of variances.
  package func gaussian(
    _ outputs: Block, targets: Block, losses: Block, gradient: Block?, gradientScale: Float
  ) {
    check(targets, for: outputs, outputsPerTarget: 2)
    kernels.gaussian(
      operands(outputs, losses, gradient, gradientScale), targets: targets.base,
      stride: targets.stride)
  }

  /// Quantiles: the outputs are S values for the first of `levels`, then S for the next.
  package func quantiles(
    _ outputs: Block, targets: Block, levels: [Float], losses: Block, gradient: Block?,
    gradientScale: Float
  ) {
    precondition(!levels.isEmpty, "no levels")
    check(targets, for: outputs, outputsPerTarget: levels.count)
    levels.withUnsafeBufferPointer { levels in
      guard let base = levels.baseAddress else { return }
      kernels.quantiles(
        operands(outputs, losses, gradient, gradientScale), targets: targets.base,
        stride: targets.stride, levels: base, levelCount: levels.count)
    }
  }

  /// Independent logistic outputs with cross-entropy.
  package func binary(
    _ outputs: Block, targets: Block, losses: Block, gradient: Block?, gradientScale: Float
  ) {
    check(targets, for: outputs)
    kernels.binary(
      operands(outputs, losses, gradient, gradientScale), targets: targets.base,
      stride: targets.stride)
  }

  /// `probabilities = softmax(outputs)`, row by row.
  package func softmax(_ outputs: Block, into probabilities: Block) {
    precondition(
      probabilities.rows >= outputs.rows && probabilities.columns == outputs.columns,
      "probabilities \(probabilities.rows)×\(probabilities.columns)")
    kernels.softmax(
      outputs.base, stride: outputs.stride, rows: outputs.rows, columns: outputs.columns,
      into: probabilities.base, stride: probabilities.stride)
  }

  private func check(_ targets: IndexBlock, for outputs: Block) {
    precondition(targets.count >= outputs.rows, "\(targets.count) targets, \(outputs.rows) rows")
    targets.check(outputs.rows, below: outputs.columns)
  }

  private func check(_ targets: Block, for outputs: Block, outputsPerTarget: Int = 1) {
    precondition(
      targets.rows >= outputs.rows && targets.columns * outputsPerTarget == outputs.columns,
      """
      targets \(targets.rows)×\(targets.columns), outputs \(outputs.rows)×\(outputs.columns), \
      \(outputsPerTarget) for each target
      """)
  }

  private func operands(
    _ outputs: Block, _ losses: Block, _ gradient: Block?, _ scale: Float
  ) -> LossOperands {
    precondition(losses.rows == 1 && losses.columns >= outputs.rows, "too few places for losses")
    if let gradient {
      precondition(
        gradient.rows >= outputs.rows && gradient.columns == outputs.columns,
        "gradient \(gradient.rows)×\(gradient.columns)")
    }
    return LossOperands(
      rows: outputs.rows, columns: outputs.columns, outputs: outputs.base, stride: outputs.stride,
      losses: losses.base, gradient: gradient?.base, gradientStride: gradient?.stride ?? 0,
      gradientScale: scale)
  }
}
