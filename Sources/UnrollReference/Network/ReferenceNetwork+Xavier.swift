extension ReferenceNetwork {
  /// A network with random weights and zero biases.
  ///
  /// Every weight matrix of shape [out, in] is drawn uniformly from ±√(6 / (in + out)), which keeps
  /// the variance of activations and of gradients about equal from layer to layer (Glorot and
  /// Bengio, 2010, "Understanding the difficulty of training deep feedforward neural networks",
  /// AISTATS, PMLR 9:249-256). The same seed gives the same network on every machine.
  ///
  /// - Parameter seed: chooses the numbers; matrices are filled in the order U, W, V.
  public init(
    shape: NetworkShape, activation: Activation = .tanh,
    output: OutputKind = .softmaxCrossEntropy, seed: UInt64
  ) {
    self.init(shape: shape, activation: activation, output: output)
    var generator = SplitMix64(seed: seed)
    var parameters = flat
    for slice in shape.slices where slice.dimensions.count == 2 {
      let limit = (6.0 / Double(slice.dimensions[0] + slice.dimensions[1])).squareRoot()
      for index in slice.range {
        parameters[index] = limit * generator.nextSymmetric()
      }
    }
    flat = parameters
  }
}
