import Unroll

/// What a trial is about: a configuration, the lengths of its sequences and how they are run.
struct TrialPlan {
  /// What is special about it, in a few words.
  let title: String
  /// The network.
  var configuration: NetworkConfiguration
  /// T of each sequence.
  var lengths: [Int]
  /// Whether masks are drawn; if not, zoneout takes its expectation.
  var isTraining = false
  /// Whether sequences begin with made-up states, all but the second of them.
  var givesStates = false
  /// Whether each sequence has one target, predicted when all of it is read.
  var predictsOnce = false
  /// Whether there is time for ways to the gradient in Double that cost its square.
  var isWhole = true

  /// Whether the network is that of the derivation, so that its tensors can be computed.
  var isOfDerivation: Bool {
    let plain = NetworkConfiguration(
      input: configuration.input, hiddenSize: configuration.hiddenSize,
      activation: configuration.activation, output: configuration.output)
    return configuration == plain && !givesStates && !predictsOnce
  }

  /// What a reader has to know of the sizes.
  var description: String {
    func text(_ port: NetworkConfiguration.Port) -> String {
      switch port {
      case .symbols(let count): "\(count) symbols"
      case .values(let size): "\(size) values"
      }
    }
    let embedding = configuration.embeddingSize.map { " as \($0) numbers" } ?? ""
    let spelling =
      configuration.spelling.map {
        " spelled with \($0.characters) characters as \($0.embeddingSize) numbers, "
          + "\($0.hiddenSize) hidden"
      } ?? ""
    let activation = configuration.cell == .vanilla ? " \(configuration.activation.rawValue)" : ""
    return """
      \(text(configuration.input))\(embedding)\(spelling) in, \(configuration.hiddenSize) hidden\
      \(activation), \(text(configuration.output)) out, lengths \
      \(lengths.map(String.init).joined(separator: " "))
      """
  }

  /// About how many multiply-adds in Double the trial takes.
  ///
  /// With P parameters and N positions a forward pass takes no more than P N. Finite differences
  /// take four of them for each parameter, with kinks up to six, four times as many where
  /// normalisation bends sharply; tensors of the derivation's network N (H² + K H) P₁ + 2 N K² H,
  /// with P₁ parameters in the hidden layer.
  var multiplyAdds: Double {
    let positions = Double(lengths.reduce(0, +))
    let parameters = configuration.approximateParameterCount
    let sweep = 3 * parameters * positions
    guard isWhole else { return sweep }
    let differences = parameters * parameters * positions * (configuration.isNormalised ? 24 : 6)
    guard isOfDerivation else { return sweep + differences }
    let (h, k) = (Double(configuration.hiddenSize), Double(configuration.output.width))
    let hiddenLayer = h * (Double(configuration.input.width) + h + 1)
    return sweep + differences + positions * ((h * h + k * h) * hiddenLayer + 2 * k * k * h)
  }
}

extension NetworkConfiguration {
  /// What reading the characters of a word costs, as if each had some three of them.
  private var approximateCharacterCount: Double {
    guard let spelling else { return 0 }
    let (d, h) = (Double(spelling.embeddingSize), Double(spelling.hiddenSize))
    return Double(spelling.characters) * d + 6 * Double(cell.gates.count) * h * (d + h + 2)
  }

  /// The number of weights and biases, in floating point.
  fileprivate var approximateParameterCount: Double {
    let (h, y) = (Double(hiddenSize), Double(layerWidth))
    let gates = Double(cell.gates.count * directions)
    let recurrent = (cell.hasRecurrentWeights ? h : 0) + 2
    let hiddenLayers = (0..<layers).reduce(0.0) {
      $0 + gates * h * (Double(inputWidth(layer: $1)) + recurrent)
    }
    let embedding = Double(input.width * (embeddingSize ?? 0)) + approximateCharacterCount
    return embedding + hiddenLayers + Double(outputWidth) * (y + 1)
  }
}
