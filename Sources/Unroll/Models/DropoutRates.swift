/// How much of a network is left out at random while it learns. All rates are 0 to below 1.
///
/// What is kept is divided by one less the rate, so that expectations stay; nothing is left out
/// when a network is evaluated, where zoneout takes its expectation.
public struct DropoutRates: Sendable, Codable, Equatable {
  /// Of what goes into the first layer: elements of embeddings or of numbers, drawn for each time step.
  public var input = 0.0
  /// Of what each layer hands on, to the next layer and to the output layer, drawn for each time step
  /// (Zaremba, Sutskever and Vinyals, 2014, arXiv:1409.2329).
  public var layers = 0.0
  /// Of the hidden state where it meets W, drawn once for each sequence (Gal and Ghahramani, 2016,
  /// arXiv:1512.05287).
  public var recurrent = 0.0
  /// How often a neuron's hidden state stays what it was, drawn for each time step (Krueger et al.,
  /// 2017, arXiv:1606.01305).
  public var zoneout = 0.0
  /// The same for the cell state.
  public var cellZoneout = 0.0

  /// Creates rates of zero.
  public init() {}

  /// Reads rates; one that is missing is zero.
  public init(from decoder: any Decoder) throws {
    self.init()
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func read(_ key: CodingKeys, _ rate: inout Double) throws {
      if let value = try values.decodeIfPresent(Double.self, forKey: key) { rate = value }
    }
    try read(.input, &input)
    try read(.layers, &layers)
    try read(.recurrent, &recurrent)
    try read(.zoneout, &zoneout)
    try read(.cellZoneout, &cellZoneout)
  }

  /// The rates by the names of messages.
  var named: [(name: String, rate: Double)] {
    [
      ("input dropout", input), ("dropout", layers), ("recurrent dropout", recurrent),
      ("zoneout", zoneout), ("cell zoneout", cellZoneout),
    ]
  }
}
