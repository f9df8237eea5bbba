/// The way a gradient is computed. Both give the same numbers up to rounding.
public enum GradientMethod: String, CaseIterable, Codable, Sendable {
  /// The derivation's tensors, carried forward in time.
  case tensors
  /// Back-propagation through time.
  case reverseSweep
}

extension ReferenceNetwork {
  /// The loss of a batch of sequences, which may have different lengths, equation (6).
  ///
  /// - Parameters:
  ///   - passes: the forward pass of every sequence; at least one.
  ///   - reduction: the sum over all steps, or its mean over all symbols of the batch.
  public func loss(_ passes: [ForwardPass], reduction: Reduction = .sum) -> Double {
    passes.reduce(0) { $0 + $1.totalLoss } / divisor(passes, reduction)
  }

  /// The gradient of ``loss(_:reduction:)`` in every parameter, equation (15) summed over the batch.
  ///
  /// Every sequence starts from a zero state and zero derivatives; nothing is carried from one to
  /// the next.
  ///
  /// - Parameters:
  ///   - passes: the forward pass of every sequence; at least one.
  ///   - method: which of the two ways to go.
  ///   - reduction: the sum over all steps, or its mean over all symbols of the batch.
  public func gradient(
    _ passes: [ForwardPass], by method: GradientMethod = .reverseSweep,
    reduction: Reduction = .sum
  ) -> ReferenceGradient {
    var total = ReferenceGradient(shape: shape)
    for pass in passes {
      switch method {
      case .tensors: total += sum(tensorGradients(pass))
      case .reverseSweep: total += reverseSweep(pass)
      }
    }
    return total.divided(by: divisor(passes, reduction))
  }

  private func divisor(_ passes: [ForwardPass], _ reduction: Reduction) -> Double {
    precondition(!passes.isEmpty, "a batch without sequences has no loss")
    return reduction.divisor(
      steps: passes.reduce(0) { $0 + $1.steps.count },
      outputSize: shape.outputSize, output: output)
  }
}
