extension NetworkConfiguration {
  /// The most parameters a network may have: 2^31, eight gigabytes of floats.
  public static let maximumParameterCount = 1 << 31
  /// The most layers.
  public static let maximumLayers = 1024

  /// Throws when a size is not positive, when choices contradict each other, or when the network
  /// would be larger than ``maximumParameterCount``. Nothing is allocated; the arithmetic can't
  /// overflow.
  public func validate() throws(NetworkError) {
    for (name, size) in [
      ("input", input.width), ("hidden", hiddenSize), ("output", output.width),
      ("embedding", embeddingSize ?? 1), ("character alphabet", spelling?.characters ?? 1),
      ("character embedding", spelling?.embeddingSize ?? 1),
      ("character hidden", spelling?.hiddenSize ?? 1),
    ] where size < 1 || size > NetworkConfiguration.maximumParameterCount {
      throw .impossibleSize(name: name, size: size)
    }
    guard (1...NetworkConfiguration.maximumLayers).contains(layers) else {
      throw .impossibleLayers(layers)
    }
    let rates = dropout.named + [("word dropout", spelling?.wordDropout ?? 0)]
    for (name, rate) in rates where !(rate >= 0 && rate < 1) {
      throw .impossibleRate(name: name, rate: rate)
    }
    if let fault = contradiction { throw .contradiction(fault) }
    let count = parameterCount
    if count > Double(NetworkConfiguration.maximumParameterCount) {
      throw .tooManyParameters(count: count)
    }
  }

  /// Two choices that do not go together, or nil.
  private var contradiction: String? {
    let readsSymbols = if case .symbols = input { true } else { false }
    if embeddingSize != nil && !readsSymbols { return "an embedding needs symbols to stand for" }
    if dropout.input > 0 && readsSymbols && embeddingSize == nil {
      return "input dropout needs an embedding, or numbers as inputs"
    }
    if dropout.cellZoneout > 0 && !cell.hasCellState {
      return "cell zoneout needs a cell with a cell state, which \(cell.name) does not have"
    }
    if dropout.recurrent > 0 && !cell.hasRecurrentWeights {
      return "recurrent dropout needs recurrent weights, which \(cell.name) does not have"
    }
    if activation != .tanh && cell != .vanilla {
      return "\(cell.name) has non-linearities of its own; only rnn takes another one"
    }
    if spelling != nil && embeddingSize == nil {
      return "spelled words need an embedding, where known words have vectors"
    }
    if spelling != nil && tiesWeights {
      return "tied weights do not go with spelled words, whose embedding is not all that is read"
    }
    if tiesWeights {
      guard embeddingSize == layerWidth else {
        return "tied weights need an embedding of size \(layerWidth), the width of the last layer"
      }
      guard input == output else { return "tied weights need the same symbols in and out" }
    }
    return lossFault
  }

  /// A loss that does not suit the outputs, or nil.
  private var lossFault: String? {
    let predictsSymbols = if case .symbols = output { true } else { false }
    switch loss {
    case .crossEntropy(let smoothing, let weights):
      guard predictsSymbols else { return "cross-entropy needs symbols as outputs" }
      guard smoothing >= 0 && smoothing < 1 else {
        return "label smoothing is \(smoothing); it must be 0 to below 1"
      }
      if let weights {
        guard weights.count == output.width else {
          return "\(weights.count) class weights for \(output.width) symbols"
        }
        guard weights.allSatisfy({ $0 >= 0 && $0.isFinite }), weights.contains(where: { $0 > 0 })
        else { return "class weights must be 0 or more, and one of them above 0" }
      }
    case .quantiles(let levels):
      guard !levels.isEmpty, levels.count <= 1000, levels.allSatisfy({ $0 > 0 && $0 < 1 }) else {
        return "quantile levels must be 1 to 1000 numbers between 0 and 1"
      }
      fallthrough
    case .squaredError, .absoluteError, .gaussian, .binary:
      if predictsSymbols { return "this loss needs numbers as outputs" }
    }
    return nil
  }

  /// The number of parameters, in floating point so that it cannot overflow, whatever the sizes.
  public var parameterCount: Double {
    let (h, g, d) = (Double(hiddenSize), Double(cell.gates.count), Double(directions))
    let products = cell.hasRecurrentWeights ? 2.0 : 1
    let recurrent = cell.hasRecurrentWeights ? h : 0
    let vectors = 1 + (cell.hasRecurrentBias ? 1 : 0) + (isNormalised ? products : 0)
    let states = learnsInitialState ? Double(cell.stateParts) * h : 0
    func layer(_ inputs: Double) -> Double { d * (g * h * (inputs + recurrent + vectors) + states) }
    let (i, k) = (Double(input.width), Double(output.width) * Double(loss.outputsPerTarget))
    let first = layer((embeddingSize.map { Double($0) } ?? i) + Double(spellingWidth))
    return i * Double(embeddingSize ?? 0) + first + Double(layers - 1) * layer(d * h)
      + (tiesWeights ? 0 : k * d * h) + k + characterParameterCount
  }

  /// The number of parameters that read characters, in floating point.
  private var characterParameterCount: Double {
    guard let network = characterNetwork else { return 0 }
    // Without the output layer, of one symbol, that the character network does not have.
    return network.parameterCount - 2 * Double(network.hiddenSize) - 1
  }
}
