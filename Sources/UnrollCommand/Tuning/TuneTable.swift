import Foundation

/// The results of a search as people read them: each setting in the highest round that it has come to, the best
/// first.
struct TuneTable {
  let search: Search
  let space: SearchSpace

  /// The table, a row a line.
  var lines: [String] {
    let dimensions = SearchSpace.Dimension.allCases.filter(space.searched.contains)
    let head =
      ["", "round"] + dimensions.map { $0.rawValue.replacing("-", with: " ") }
      + ["validation loss", "epochs", "time"]
    let rows = search.ranking.enumerated().map { place, result in
      ["\(place + 1)", "\(result.rung)"] + dimensions.map { Self.text($0, result.setting) }
        + [
          Format.loss(result.validationLoss), Format.count(result.epochs),
          Format.seconds(result.seconds),
        ]
    }
    let widths = head.indices.map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
    func line(_ fields: [String], _ remark: String) -> String {
      let padded = zip(fields, widths).map { String(repeating: " ", count: $1 - $0.count) + $0 }
      return padded.joined(separator: "  ") + (remark.isEmpty ? "" : "  " + remark)
    }
    return [line(head, "")] + zip(rows, search.ranking).map { line($0, Self.remark($1)) }
  }

  /// A setting on one line, of what is searched.
  static func text(_ setting: Setting, _ space: SearchSpace) -> String {
    SearchSpace.Dimension.allCases.filter(space.searched.contains)
      .map { "\($0.rawValue.replacing("-", with: " ")) \(text($0, setting))" }
      .joined(separator: ", ")
  }

  /// A number of a setting, as an option takes it.
  static func text(_ dimension: SearchSpace.Dimension, _ setting: Setting) -> String {
    switch dimension {
    case .learningRate: number(setting.learningRate)
    case .hidden: "\(setting.hidden)"
    case .dropout: number(setting.dropout)
    case .batch: setting.batch.map { "\($0)" } ?? "all"
    }
  }

  /// A number with as many digits as it has, and read back to the same bits.
  static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e6 ? "\(Int(value))" : "\(value)"
  }

  private static func remark(_ result: TrialResult) -> String {
    if let problem = result.problem { return problem }
    return result.trial == Search.usualTrial ? "the default" : ""
  }
}
