/// The configuration as a model file states it: what is as usual is left out, so that older versions
/// read the files of networks that they know, and this one reads theirs.
struct ModelDescription: Codable, Equatable {
  var cell: String
  var layers: Int
  var hiddenSize: Int
  var activation: Activation
  var input: NetworkConfiguration.Port
  var output: NetworkConfiguration.Port
  var embeddingSize: Int?
  var spelling: SpellingConfiguration?
  var isBidirectional: Bool?
  var hasResidualConnections: Bool?
  var isNormalised: Bool?
  var learnsInitialState: Bool?
  var tiesWeights: Bool?
  var dropout: DropoutRates?
  var loss: LossFunction?

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case cell, layers, hiddenSize, activation, input, output, embeddingSize, isBidirectional
    case hasResidualConnections, isNormalised, learnsInitialState, tiesWeights, dropout, loss,
      spelling
  }

  /// The keys that this version knows. A key beyond them stands for a choice that changes the network.
  static let keys = Set(CodingKeys.allCases.map(\.rawValue))

  init(_ configuration: NetworkConfiguration) {
    func unlessUsual<Value: Equatable>(_ value: Value, _ usual: Value) -> Value? {
      value == usual ? nil : value
    }
    cell = configuration.cell.name
    layers = configuration.layers
    hiddenSize = configuration.hiddenSize
    activation = configuration.activation
    input = configuration.input
    output = configuration.output
    embeddingSize = configuration.embeddingSize
    spelling = configuration.spelling
    isBidirectional = unlessUsual(configuration.isBidirectional, false)
    hasResidualConnections = unlessUsual(configuration.hasResidualConnections, false)
    isNormalised = unlessUsual(configuration.isNormalised, false)
    learnsInitialState = unlessUsual(configuration.learnsInitialState, false)
    tiesWeights = unlessUsual(configuration.tiesWeights, false)
    dropout = unlessUsual(configuration.dropout, DropoutRates())
    loss = unlessUsual(configuration.loss, .usual(for: configuration.output))
  }

  /// The configuration, once its sizes and choices are known to be possible.
  func networkConfiguration() throws(ModelFault) -> NetworkConfiguration {
    guard let cell = Cell(rawValue: cell) else { throw .unsupported("cell", cell) }
    var configuration = NetworkConfiguration(
      input: input, embeddingSize: embeddingSize, cell: cell, hiddenSize: hiddenSize,
      layers: layers, activation: activation, output: output, loss: loss)
    configuration.spelling = spelling
    configuration.isBidirectional = isBidirectional ?? false
    configuration.hasResidualConnections = hasResidualConnections ?? false
    configuration.isNormalised = isNormalised ?? false
    configuration.learnsInitialState = learnsInitialState ?? false
    configuration.tiesWeights = tiesWeights ?? false
    configuration.dropout = dropout ?? DropoutRates()
    do {
      try configuration.validate()
    } catch {
      throw .contradiction(error.description)
    }
    return configuration
  }
}
