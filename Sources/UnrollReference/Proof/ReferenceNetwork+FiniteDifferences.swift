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
      centralDifference { offset in
        let network = moved(index, by: offset)
        let passes = network.forward(sequences)
        return DifferencePoint(
          value: network.loss(passes, reduction: reduction), sides: network.sides(passes))
      }
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

  /// Which hidden neurons are on, of the rectifier; the other activations are smooth.
  private func sides(_ passes: [ForwardPass]) -> [Bool] {
    guard activation == .relu else { return [] }
    return passes.flatMap { pass in pass.steps.flatMap { $0.z.map { $0 > 0 } } }
  }
}
