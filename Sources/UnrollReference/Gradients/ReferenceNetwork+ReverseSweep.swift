// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Local names are the letters of the derivation.

extension ReferenceNetwork {
  /// The gradient of one sequence by back-propagation through time: one sweep from the last step to
  /// the first.
  ///
  ///     do_t = Σ_k δ²_t[k, ·]  = ŷ_t - y_t  or  2 (ŷ_t - y_t)      (17)
  ///     da_t = Vᵀ do_t + Wᵀ dz_{t+1},   dz_{T+1} = 0               (18)
  ///     dz_t = h'(z_t) ⊙ da_t                                      (19)
  ///     dV = Σ_t do_t a_tᵀ      dc = Σ_t do_t                      (20)
  ///     dW = Σ_t dz_t a_{t-1}ᵀ  dU = Σ_t dz_t x_tᵀ  db = Σ_t dz_t  (21)
  ///
  /// Equal to the sum of ``tensorGradients(_:derivative:)`` up to rounding; the derivation page
  /// proves it. Werbos, 1990, "Backpropagation through time: what it does and how to do it",
  /// Proceedings of the IEEE 78(10), doi:10.1109/5.58337.
  ///
  /// Costs 2 H (H + K) + H I multiply-adds per step, and needs every a_t of the forward pass.
  ///
  /// - Parameter pass: the forward pass of this network over the sequence.
  public func reverseSweep(_ pass: ForwardPass) -> ReferenceGradient {
    let (I, H, K) = (shape.inputSize, shape.hiddenSize, shape.outputSize)
    var gradient = ReferenceGradient(shape: shape)
    var dzAfter = Array(repeating: 0.0, count: H)
    for step in pass.steps.reversed() {
      // (17)
      let factor = output == .softmaxCrossEntropy ? 1.0 : 2.0
      let dO = (0..<K).map { factor * (step.yHat[$0] - step.y[$0]) }
      // (20)
      for k in 0..<K {
        gradient.dc[k] += dO[k]
        for j in 0..<H { gradient.dV[k, j] += dO[k] * step.a[j] }
      }
      // (18)
      var da = Array(repeating: 0.0, count: H)
      for j in 0..<H {
        for k in 0..<K { da[j] += V[k, j] * dO[k] }
        for i in 0..<H { da[j] += W[i, j] * dzAfter[i] }
      }
      // (19)
      let dz = (0..<H).map { activation.derivative(at: step.z[$0]) * da[$0] }
      // (21)
      for i in 0..<H {
        gradient.db[i] += dz[i]
        for j in 0..<H { gradient.dW[i, j] += dz[i] * step.aBefore[j] }
        for j in 0..<I { gradient.dU[i, j] += dz[i] * step.x[j] }
      }
      dzAfter = dz
    }
    return gradient
  }
}
