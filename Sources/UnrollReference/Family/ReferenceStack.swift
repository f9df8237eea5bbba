// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Local names are the letters of the derivation.

/// A recurrent network of the whole family, in Double: embedding, layers, directions, output, loss.
///
///     x_t = E[s_t], or a one-hot vector, or numbers;  [and what its characters say];  times a mask
///     y_t = (a_t forward, a_t reverse) [+ x_t],  layer upon layer;  times a mask
///     o_t = V y_t + c
///
/// It is the oracle that the engine is judged by: plain loops, one sequence at a time, nothing
/// clever and nothing random; masks are given by the caller. ``ReferenceNetwork`` is its special
/// case of one vanilla layer, with the tensors of the derivation.
public struct ReferenceStack: Sendable {
  /// Everything but the parameters.
  public let configuration: ReferenceStackConfiguration
  /// All parameters in the order of ``ReferenceStackConfiguration/slices``.
  ///
  /// The array that is set must have as many numbers as the network has parameters.
  public var flat: [Double] {
    didSet { checkCount() }
  }

  private let parameterCount: Int

  /// A network with the given parameters.
  public init(_ configuration: ReferenceStackConfiguration, flat: [Double]) {
    configuration.check()
    self.configuration = configuration
    parameterCount = configuration.parameterCount
    self.flat = flat
    checkCount()
  }

  /// A network whose parameters are all zero.
  public init(_ configuration: ReferenceStackConfiguration) {
    self.init(configuration, flat: Array(repeating: 0, count: configuration.parameterCount))
  }

  /// The numbers of the parameter array of a name; nil where there is none.
  public subscript(name: String) -> [Double]? {
    configuration.slices.first { $0.name == name }.map { Array(flat[$0.range]) }
  }

  /// One direction of one layer, each counted from zero.
  func direction(
    _ direction: Int, ofLayer layer: Int, _ parameters: StackParameters
  ) -> ReferenceDirection {
    ReferenceDirection(
      configuration: configuration, parameters: parameters.layers[layer][direction],
      isReverse: direction == 1)
  }

  private func checkCount() {
    precondition(
      flat.count == parameterCount,
      "\(flat.count) numbers for a network of \(parameterCount) parameters")
  }
}

extension ReferenceStack {
  /// The first layer's inputs before dropout, [T, I_1].
  func embedded(_ inputs: ReferenceSeries, _ E: Matrix) -> [[Double]] {
    let I = configuration.input.size
    switch (configuration.input, inputs) {
    case (.symbols, .symbols(let symbols)):
      return symbols.map { symbol in
        configuration.embeddingSize == nil
          ? ReferenceSequence.oneHot(symbol, size: I)
          : (0..<E.columns).map { E[symbol, $0] }
      }
    case (.numbers, .numbers(let numbers)):
      for x in numbers {
        precondition(
          x.count == I, "an input of \(x.count) numbers for a network with \(I) inputs")
      }
      return numbers
    default: preconditionFailure("inputs of the wrong kind for \(configuration.input)")
    }
  }

  /// Adds the derivatives of the embedding.
  ///
  ///     dE[s_t] += dx_t
  func embeddedBackward(_ inputs: ReferenceSeries, dx: [[Double]], dE: inout Matrix) {
    guard configuration.embeddingSize != nil, case .symbols(let symbols) = inputs else { return }
    for (symbol, dx) in zip(symbols, dx) {
      for j in 0..<dE.columns { dE[symbol, j] += dx[j] }
    }
  }
}
