import Unroll

/// What a search has come to.
struct TuneReport {
  let search: Search
  let plan: TunePlan
  let lossUnit: String
  let record: TuneRecord
  let given: GivenArguments

  /// Runs that have ended.
  var runs: Int { search.results.reduce(0) { $0 + $1.count } }

  /// Seconds of training in all of them.
  private var seconds: Double { search.results.joined().reduce(0) { $0 + $1.seconds } }

  /// The command that trains a setting at length.
  func command(_ setting: Setting) -> String {
    let numbers = SearchSpace.Dimension.allCases.filter(plan.space.searched.contains).flatMap {
      ["--" + $0.rawValue, TuneTable.text($0, setting)]
    }
    return given.trainCommand(numbers + plan.fullLength.option)
  }

  /// The end for people, line by line.
  var lines: [String] {
    guard let best = search.best else { return [] }
    let table = TuneTable(search: search, space: plan.space).lines
    return table + ["", remark].compactMap { $0 } + [
      """
      searched         \(Format.count(search.settings.count, "setting")) in \(Format.count(runs, "run")), \
      \(Format.seconds(seconds)) of training
      """,
      "validation loss  \(Format.loss(best.validationLoss)) \(lossUnit)\(comparison(best))",
      "model            \(Format.path(record.modelPath)), the best one's of the last round",
      "train it longer  \(command(best.setting))",
    ]
  }

  /// A warning where longer runs came to less than shorter ones.
  private var remark: String? {
    guard let best = search.best, let lowest = search.lowest, lowest.rung < best.rung else {
      return nil
    }
    let cause =
      plan.isTimed
      ? "chance, long runs that learn by heart, or a machine that was busier then (--threads 1 and --epochs help)"
      : "chance, or long runs that learn by heart"
    return
      "warning: round \(lowest.rung) came to \(Format.loss(lowest.validationLoss)), the last one to more: \(cause)"
  }

  private func comparison(_ best: TrialResult) -> String {
    if best.trial == Search.usualTrial { return ", which is the default's" }
    guard let usual = search.usual?.validationLoss else { return "" }
    return ", default \(Format.loss(usual)) at the same length"
  }

  /// The last line of `--json`.
  var event: TuneEndEvent {
    TuneEndEvent(
      reason: search.next == nil ? .done : .interrupted, runs: runs, seconds: seconds,
      best: search.best, defaultLoss: search.usual?.validationLoss,
      model: search.best.map { _ in record.modelPath },
      command: search.best.map { command($0.setting) })
  }
}

/// The last line of a search's `--json`.
struct TuneEndEvent: Encodable {
  /// Why a search ended.
  enum Reason: String, Encodable {
    case done, interrupted
  }

  let event = "end"
  let reason: Reason
  let runs: Int
  let seconds: Double
  /// The best run of the last rung.
  @NullWhenNil var best: TrialResult?
  /// What the usual setting came to in the same rung.
  @NullWhenNil var defaultLoss: Double?
  @NullWhenNil var model: String?
  @NullWhenNil var command: String?
}
