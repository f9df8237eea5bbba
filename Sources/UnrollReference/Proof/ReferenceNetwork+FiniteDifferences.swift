/// The step of the finite differences.
///
/// The stencil's truncation error is about s⁴ |f⁽⁵⁾| / 30 and its rounding error about 1.5 ε |f| / s.
/// With ε = 1e-16 and numbers about one both are near 1e-13 at s = 1e-3.
private let differenceStep = 1e-3

/// The smallest step tried on a function with kinks; rounding then costs about 1e-10.
private let smallestDifferenceStep = 1e-6

extension ReferenceNetwork {
  /// The gradient of the loss of a batch by central differences of the fourth order.
  ///
  ///     f'(θ) ≈ ( f(θ - 2s) - 8 f(θ - s) + 8 f(θ + s) - f(θ + 2s) ) / 12 s      (23)
  ///
  /// It knows nothing of the derivation: only forward propagation and the loss. That makes it the
  /// judge of every other gradient here.
  ///
  /// The rectifier has kinks, across which a difference means nothing. There the step is made
  /// smaller until no hidden neuron switches on or off between the outermost points; where that does
  /// not succeed the derivative does not exist, and the result is NaN, which every comparison
  /// rejects.
  ///
  /// Costs four forward propagations per parameter, with the rectifier nine or more.
  ///
  /// - Parameters:
  ///   - sequences: the batch; at least one sequence.
  ///   - reduction: the sum of the losses or their mean.
  public func finiteDifferences(
    _ sequences: [ReferenceSequence], reduction: Reduction = .sum
  ) -> ReferenceGradient {
    let differences = flat.indices.map { index in
      let step = stepWithoutKink(at: index, sequences)
      func loss(_ offset: Double) -> Double {
        let network = moved(index, by: offset * step)
        return network.loss(network.forward(sequences), reduction: reduction)
      }
      // (23). Symmetric pairs are subtracted first: they nearly cancel.
      return (8 * (loss(1) - loss(-1)) - (loss(2) - loss(-2))) / (12 * step)
    }
    return ReferenceGradient(flat: differences, shape: shape)
  }

  /// The network with one parameter changed.
  private func moved(_ index: Int, by offset: Double) -> ReferenceNetwork {
    var network = self
    var parameters = flat
    parameters[index] += offset
    network.flat = parameters
    return network
  }

  /// The largest step at which the loss is smooth between the outermost points, or NaN.
  private func stepWithoutKink(at index: Int, _ sequences: [ReferenceSequence]) -> Double {
    guard activation == .relu else { return differenceStep }
    var step = differenceStep
    while step >= smallestDifferenceStep {
      let patterns = [-2.0, -1, 0, 1, 2].map { offset in
        moved(index, by: offset * step).forward(sequences).flatMap { pass in
          pass.steps.flatMap { $0.z.map { $0 > 0 } }
        }
      }
      if patterns.allSatisfy({ $0 == patterns[0] }) { return step }
      step /= 10
    }
    return .nan
  }
}
