/// What a forecast reads and what it predicts.
public struct ForecastShape: Sendable, Codable, Equatable {
  /// What the network's outputs are.
  public enum Prediction: String, Sendable, Codable, CaseIterable {
    /// The change from the last value that was read.
    case change
    /// The value itself.
    case value
  }

  /// The columns that are predicted; they are read, too.
  public var targets: [String]
  /// Columns that are read, and known up to the present.
  public var covariates: [String]
  /// Columns that are read, and known ahead for the whole horizon, such as calendars.
  public var known: [String]
  /// Time steps that are read for a forecast, at the most.
  public var context: Int
  /// Time steps ahead that are predicted, h.
  public var horizon: Int
  /// Time steps after which the series repeats itself, for the seasonal baseline; nil for none.
  public var season: Int?
  /// What the outputs are.
  public var prediction: Prediction
  /// Whether the network reads what the seasonal baseline says of each step ahead.
  public var readsSeason: Bool

  /// Creates a shape.
  public init(
    targets: [String], covariates: [String] = [], known: [String] = [], context: Int,
    horizon: Int = 1, season: Int? = nil, prediction: Prediction = .change,
    readsSeason: Bool = false
  ) {
    self.targets = targets
    self.covariates = covariates
    self.known = known
    self.context = context
    self.horizon = horizon
    self.season = season
    self.prediction = prediction
    self.readsSeason = readsSeason
  }

  /// The columns that a series needs, targets first.
  public var columns: [String] { targets + covariates + known }

  /// Numbers that the network reads at a time step t: targets and their changes since t - 1, covariates,
  /// known covariates of t, ..., t + h, and the seasonal baseline's changes to t + 1, ..., t + h.
  public var inputSize: Int {
    2 * targets.count + covariates.count + known.count * (horizon + 1)
      + (readsSeason ? outputSize : 0)
  }

  /// Numbers that the network predicts at a time step t: the targets of t + 1, then of t + 2, ..., t + h.
  public var outputSize: Int { targets.count * horizon }

  /// The longest context and horizon.
  public static let mostSteps = 100_000

  /// Checks the sizes and names.
  ///
  /// - Throws: ``SeriesError/impossible(_:)``, ``SeriesError/columnUsedTwice(name:)``.
  public func validate() throws(SeriesError) {
    guard !targets.isEmpty else { throw .impossible("a forecast needs a target") }
    for (name, value) in [("context", context), ("horizon", horizon), ("season", season ?? 1)]
    where !(1...ForecastShape.mostSteps).contains(value) {
      throw .impossible("the \(name) is \(value); it must be 1 to \(ForecastShape.mostSteps)")
    }
    var seen: Set<String> = []
    for name in columns where !seen.insert(name).inserted { throw .columnUsedTwice(name: name) }
    guard !readsSeason || season != nil else {
      throw .impossible("a forecast without a season cannot read it")
    }
    let width =
      Double(targets.count) * Double(horizon + 2) + Double(covariates.count)
      + Double(known.count) * Double(horizon + 1)
    guard width <= 1e6, Double(targets.count) * Double(horizon) <= 1e6 else {
      throw .tooLarge(numbers: width, limit: 1_000_000)
    }
  }
}
