import Unroll

/// A network's configuration in words.
struct NetworkText {
  let configuration: NetworkConfiguration

  init(_ configuration: NetworkConfiguration) { self.configuration = configuration }

  /// `rnn, tanh` or `lstm`.
  var cell: String {
    configuration.cell == .vanilla
      ? "\(configuration.cell.name), \(configuration.activation.rawValue)"
      : configuration.cell.name
  }

  /// `128 hidden neurons` or `2 layers of 128 hidden neurons`.
  var size: String {
    let neurons = Format.count(configuration.hiddenSize, "hidden neuron")
    return configuration.layers == 1
      ? neurons : "\(Format.count(configuration.layers, "layer")) of \(neurons)"
  }

  /// What the network has beside its layers.
  var additions: [String] {
    [
      (configuration.isBidirectional, "both directions"),
      (configuration.isNormalised, "layer normalisation"),
      (configuration.hasResidualConnections, "residual connections"),
      (configuration.learnsInitialState, "a learned initial state"),
      (configuration.tiesWeights, "tied weights"),
    ].filter { $0.0 }.map { $0.1 }
  }

  /// What makes learning by heart harder, with its rates.
  var regularisation: [String] {
    let dropout = configuration.dropout
    var smoothing = 0.0
    // A Float's own digits: 0.1 is not to become 0.10000000149.
    if case .crossEntropy(let share, _) = configuration.loss { smoothing = Double("\(share)") ?? 0 }
    return [
      ("dropout", dropout.layers), ("input dropout", dropout.input),
      ("recurrent dropout", dropout.recurrent), ("zoneout", dropout.zoneout),
      ("cell zoneout", dropout.cellZoneout), ("label smoothing", smoothing),
      ("word dropout", configuration.spelling?.wordDropout ?? 0),
    ].filter { $0.1 > 0 }.map { "\($0.0) \($0.1)" }
  }

  /// The loss's name, for networks of numbers.
  var loss: String {
    switch configuration.loss {
    case .crossEntropy: "cross-entropy"
    case .squaredError: "squared error"
    case .absoluteError: "absolute error"
    case .gaussian: "normal distributions"
    case .quantiles(let levels): "quantiles \(levels.map { "\($0)" }.joined(separator: ", "))"
    case .binary: "independent binary cross-entropies"
    }
  }
}

extension NetworkConfiguration.Port {
  /// `27 symbols` or `3 numbers`.
  var text: String {
    switch self {
    case .symbols(let count): Format.count(count, "symbol")
    case .values(let size): Format.count(size, "number")
    }
  }
}
