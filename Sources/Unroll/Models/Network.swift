/// A recurrent network: a configuration and its parameters.
///
///     X_t = U x_t + b        R_t = W a_{t-1} + d        a_t = the cell's step of X_t, R_t, a_{t-1}
///
/// for each layer and direction, y_t being what a layer hands on to the next one, and
///
///     o_t = V y_t + c        ŷ_t = softmax(o_t) for symbols, o_t for values
///
/// A network is a value: copying it copies its parameters, and many tasks may read one.
/// An ``Engine`` runs it.
public struct Network: Sendable, Equatable {
  /// The sizes and choices.
  public let configuration: NetworkConfiguration
  /// All parameters, in the order of the configuration's table.
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
