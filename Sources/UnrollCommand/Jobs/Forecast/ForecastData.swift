import Unroll

/// A series read, split in the order of time and scaled, ready to train on.
struct ForecastData {
  let shape: ForecastShape
  let scaling: Scaling
  let training: Dataset
  let validation: Dataset?
  /// What the model is measured on at the end, and the origins there; training never sees it.
  let test: (series: Series, origins: [Int])?
  /// The baseline with the smallest loss on the validation part.
  let floor: (baseline: Baseline, loss: Double)?
  /// What a person should know about the series.
  let introduction: [String]

  /// The parts of the series that are held out.
  struct Parts {
    /// The share of what is trained on that chooses the best model, or a file.
    var validation: ValidationArgument
    /// The share of the series that is measured at the end, or a file.
    var test: ValidationArgument
  }

  init(
    _ path: String, _ arguments: ForecastArguments, _ table: TableArguments, _ parts: Parts
  ) throws(CommandFailure) {
    let read = try table.table(path)
    do throws(SeriesError) {
      var shape = try ForecastData.shape(read, arguments)
      let series = try Series(read, shape, missing: table.missing)
      let (trainingEnd, validationEnd) = ForecastData.ends(series.rows, parts)
      let needed = shape.horizon + 2
      guard trainingEnd >= needed else {
        throw .tooShort(
          source: series.source, rows: series.rows, needed: needed,
          purpose: "training \(Format.count(shape.horizon, "step")) ahead on \(trainingEnd) of them"
        )
      }
      var season = arguments.season
      if season == nil { season = series.guessedSeason(rows: trainingEnd) }
      shape.season = season == 0 ? nil : season
      shape.context = arguments.context ?? ForecastData.context(shape)
      shape.readsSeason =
        shape.season.map { trainingEnd > 3 * $0 && $0 <= ForecastData.longestReadSeason } ?? false
      if let asked = arguments.readSeason {
        shape.readsSeason = asked == .yes && shape.season != nil
      }
      try shape.validate()
      let scaling = Scaling(series, shape, rows: trainingEnd)
      let windows = ForecastWindows(series, shape, scaling)
      let learned = windows.origins(predicting: 0..<trainingEnd)
      training = try windows.dataset(
        covering: windows.firstOrigin(of: learned)..<learned.upperBound,
        stride: max(shape.context / ForecastData.windowsPerContext, 1))
      var judged = (windows, windows.origins(predicting: trainingEnd..<validationEnd))
      if case .file(let path) = parts.validation {
        let other = try ForecastData.other(path, shape, table)
        let windows = ForecastWindows(other, shape, scaling)
        judged = (windows, windows.origins(predicting: 1..<other.rows))
      }
      let (judging, origins) = judged
      validation = origins.isEmpty ? nil : try judging.dataset(endingAt: origins)
      floor = shape.baselines
        .map { ($0, judging.loss(of: $0, origins: origins, arguments.loss)) }
        .min { $0.1 < $1.1 }.flatMap { origins.isEmpty ? nil : $0 }
      switch parts.test {
      case .fraction:
        let origins = windows.origins(predicting: validationEnd..<series.rows)
        test = origins.isEmpty || validationEnd == series.rows ? nil : (series, Array(origins))
      case .file(let path):
        let other = try ForecastData.other(path, shape, table)
        let origins = ForecastWindows(other, shape, scaling).origins(predicting: 1..<other.rows)
        test = origins.isEmpty ? nil : (other, Array(origins))
      }
      self.shape = shape
      self.scaling = scaling
      introduction = ForecastData.introduction(
        series, shape, isSeasonGiven: arguments.season != nil, ends: (trainingEnd, validationEnd),
        parts)
    } catch {
      throw CommandFailure(error)
    }
  }

  /// The longest season that is read of itself: a longer one, guessed from noisy waves, misleads.
  private static let longestReadSeason = 64

  /// Windows that a time step lies in: each is predicted after contexts of that many lengths.
  private static let windowsPerContext = 4

  private static func shape(
    _ table: Table, _ arguments: ForecastArguments
  ) throws(SeriesError) -> ForecastShape {
    let targets = ForecastArguments.names(arguments.target, of: table)
    return ForecastShape(
      targets: targets.isEmpty ? [try table.usualTarget()] : targets,
      covariates: ForecastArguments.names(arguments.covariate, of: table),
      known: ForecastArguments.names(arguments.known, of: table),
      context: arguments.context ?? 1, horizon: arguments.horizon ?? 1,
      prediction: arguments.predict ?? .change)
  }

  /// Steps that are read where the user does not say: two seasons, but not more than can be learned from in
  /// good time.
  private static func context(_ shape: ForecastShape) -> Int {
    min(max(2 * (shape.season ?? 0), 2 * shape.horizon, 32), 64)
  }

  /// The rows at which training and validation end.
  private static func ends(_ rows: Int, _ parts: Parts) -> (Int, Int) {
    func rest(_ rows: Int, _ held: ValidationArgument) -> Int {
      guard case .fraction(let share) = held else { return rows }
      return rows - Int((Double(rows) * share).rounded())
    }
    let validationEnd = rest(rows, parts.test)
    return (rest(validationEnd, parts.validation), validationEnd)
  }

  private static func other(
    _ path: String, _ shape: ForecastShape, _ table: TableArguments
  ) throws(SeriesError) -> Series {
    try Series(
      Table(contentsOf: path, form: table.form), shape, missing: table.missing)
  }

  private static func introduction(
    _ series: Series, _ shape: ForecastShape, isSeasonGiven: Bool, ends: (Int, Int), _ parts: Parts
  ) -> [String] {
    func list(_ names: [String]) -> String {
      names.map { Format.printable($0) }.joined(separator: ", ")
    }
    var lines = [
      """
      \(Format.count(series.rows, "row")) from \(Format.printable(series.source)): \(Format.count(ends.0)) to \
      learn, \(Format.count(ends.1 - ends.0)) to choose the best model, \
      \(Format.count(series.rows - ends.1)) at the end to test it
      """,
      """
      predicts \(list(shape.targets)), \(Format.count(shape.horizon, "step")) ahead, from \
      \(Format.count(shape.context, "step"))\(shape.covariates.isEmpty ? "" : " and " + list(shape.covariates))\
      \(shape.known.isEmpty ? "" : "; known ahead: " + list(shape.known))
      """,
    ]
    if !isSeasonGiven {
      lines.append(
        shape.season.map {
          "season of \(Format.count($0, "step")), by the autocorrelation (--season says otherwise)"
        } ?? "no season found in the autocorrelation (--season says otherwise)")
    }
    if series.filled > 0 {
      lines.append("\(Format.count(series.filled, "missing value")) filled in")
    }
    if series.leadingRows > 0 {
      lines.append(
        "\(Format.count(series.leadingRows, "row")) before the first values left out")
    }
    if !series.unused.isEmpty { lines.append("columns not read: \(list(series.unused))") }
    return lines
  }
}
