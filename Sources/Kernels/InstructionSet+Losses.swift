import KernelBodies

// Losses and probabilities of rows of outputs.

extension InstructionSet {
  /// Softmax with cross-entropy: one loss for each row in `losses[r, 0]`, and the scaled gradient
  /// by the outputs. Targets must be valid symbols.
  package func softmaxCrossEntropy(
    _ outputs: Block, targets: IndexBlock, losses: Block, gradient: Block?, gradientScale: Float
  ) {
    precondition(targets.count >= outputs.rows, "\(targets.count) targets, \(outputs.rows) rows")
    targets.check(outputs.rows, below: outputs.columns)
    kernels.softmaxCrossEntropy(
      operands(outputs, losses, gradient, gradientScale), targets: targets.base)
  }

  /// Squared error: one loss for each row in `losses[r]`, and the scaled gradient.
  package func squaredError(
    _ outputs: Block, targets: Block, losses: Block, gradient: Block?, gradientScale: Float
  ) {
    precondition(
      targets.rows >= outputs.rows && targets.columns == outputs.columns,
      "targets \(targets.rows)×\(targets.columns), outputs \(outputs.rows)×\(outputs.columns)")
    kernels.squaredError(
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
