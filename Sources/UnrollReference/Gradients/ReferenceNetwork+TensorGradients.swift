extension ReferenceNetwork {
  /// The gradients of one sequence as the derivation writes them: tensors with a loss axis.
  ///
  /// The derivatives of the state run forward in time beside the state itself, equations (7) to
  /// (14); nothing of an earlier step is needed but ∂a_{t-1}/∂θ. This is real-time recurrent
  /// learning (Williams and Zipser, 1989, "A learning algorithm for continually running fully
  /// recurrent neural networks", Neural Computation 1(2), doi:10.1162/neco.1989.1.2.270).
  ///
  /// Costs (H² + K H) (H² + H I + H) + 2 K² H multiply-adds per step.
  ///
  /// - Parameters:
  ///   - pass: the forward pass of this network over the sequence.
  ///   - derivative: the derivation's diagonal δ², or the true Jacobian.
  /// - Returns: the tensors of every step, in order of time.
  public func tensorGradients(
    _ pass: ForwardPass, derivative: LossDerivative = .diagonal
  ) -> [TensorStep] {
    var before = StateDerivatives(zeroFor: shape)
    return pass.steps.map { step in
      let tensors = TensorStep(at: step, after: before, in: self, derivative: derivative)
      before = tensors.state
      return tensors
    }
  }

  /// Σ_t Σ_k ∂L_t/∂θ|_k, equation (15): the sums over the sequence and over the loss axis.
  public func sum(_ steps: [TensorStep]) -> ReferenceGradient {
    var sum = ReferenceGradient(shape: shape)
    for step in steps { sum += step.summedOverLossAxis(shape: shape) }
    return sum
  }
}
