import ArgumentParser
import Unroll

/// The options of forecasts.
struct ForecastArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      The columns to predict, by name or number, with commas between. (default: the last column of numbers)
      """, valueName: "columns"))
  var target: [String] = []

  @Option(
    help: ArgumentHelp(
      "Columns to read beside the targets, known up to the present.", valueName: "columns"))
  var covariate: [String] = []

  @Option(
    help: ArgumentHelp(
      "Columns to read that are known for the whole horizon, such as calendars.",
      valueName: "columns"))
  var known: [String] = []

  @Option(
    help: ArgumentHelp(
      "Time steps that are read for a forecast. (default: by season and horizon)",
      valueName: "steps"))
  var context: Int?

  @Option(
    help: ArgumentHelp("Time steps ahead that are predicted. (default: 1)", valueName: "steps"))
  var horizon: Int?

  @Option(
    help: ArgumentHelp(
      """
      The steps after which a series repeats itself, for the seasonal baseline; 0 for none. (default: \
      guessed from the autocorrelation)
      """, valueName: "steps"))
  var season: Int?

  @Option(
    help: ArgumentHelp(
      """
      Whether the network reads the values of one season before what it predicts: yes or no. (default: yes, of \
      seasons up to 64)
      """, valueName: "answer"))
  var readSeason: TableArguments.AnswerArgument?

  @Option(
    help: ArgumentHelp(
      "Predict changes from the last value, or values: change or value. (default: change)",
      valueName: "what"))
  var predict: ForecastShape.Prediction?

  @Option(
    help: ArgumentHelp(
      "Predict quantiles, such as 0.1,0.5,0.9, in place of values.", valueName: "levels"))
  var quantiles: LevelsArgument?

  func validate() throws {
    try Check.range("--context", context, 1...ForecastShape.mostSteps)
    try Check.range("--horizon", horizon, 1...ForecastShape.mostSteps)
    try Check.range("--season", season, 0...ForecastShape.mostSteps)
  }

  /// The options that were given, by name: other jobs have no use for them.
  var given: [String] {
    [
      ("--target", !target.isEmpty), ("--covariate", !covariate.isEmpty),
      ("--known", !known.isEmpty), ("--context", context != nil), ("--horizon", horizon != nil),
      ("--season", season != nil), ("--read-season", readSeason != nil),
      ("--predict", predict != nil), ("--quantiles", quantiles != nil),
    ].filter(\.1).map(\.0)
  }

  /// What training makes small.
  var loss: LossFunction { quantiles.map { .quantiles(levels: $0.levels) } ?? .squaredError }

  /// Names as they were given: one that is a column's is taken whole, others are taken apart at commas.
  static func names(_ given: [String], of table: Table) -> [String] {
    given.flatMap { name in
      table.columns.contains { $0.name == name }
        ? [name] : name.split(separator: ",").map(String.init)
    }
  }
}

/// Levels of quantiles, with commas between.
struct LevelsArgument: ExpressibleByArgument {
  let levels: [Float]

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let levels = parts.compactMap { Float($0) }
    guard levels.count == parts.count, levels.count <= 100, Set(levels).count == levels.count,
      levels.allSatisfy({ $0 > 0 && $0 < 1 })
    else { return nil }
    self.levels = levels.sorted()
  }
}
