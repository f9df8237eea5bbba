/// A vanilla recurrent network: a configuration and its parameters.
///
///     z_t = W a_{t-1} + U x_t + b        a_t = h(z_t)        a_0 = 0
///     o_t = V a_t + c                    ŷ_t = softmax(o_t) for symbols, o_t for values
///
/// A network is a value: copying it copies its parameters, and many tasks may read one.
/// An ``Engine`` runs it.
public struct Network: Sendable, Equatable {
  /// The sizes and the non-linearity.
  public let configuration: NetworkConfiguration
  /// U, W, b, V and c.
  public var parameters: Parameters

  /// Creates a network with freshly drawn parameters.
  ///
  /// - Throws: ``NetworkError`` when a size is impossible or choices contradict each other.
  public init(
    _ configuration: NetworkConfiguration, initialisation: Initialisation = Initialisation(),
    seed: UInt64
  ) throws(NetworkError) {
    try configuration.validate()
    try initialisation.validate(for: configuration.cell)
    self.configuration = configuration
    parameters = Parameters(zerosLike: configuration.parameterTable)
    initialisation.fill(&parameters, cell: configuration.cell, seed: seed)
  }

  /// Creates a network of given parameters, which must have the configuration's table.
  public init(_ configuration: NetworkConfiguration, parameters: Parameters) {
    precondition(
      parameters.table == configuration.parameterTable, "parameters of another configuration")
    self.configuration = configuration
    self.parameters = parameters
  }
}
