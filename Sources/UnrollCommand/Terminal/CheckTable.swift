import Foundation
import UnrollProof

/// A report of gradient checks as people read it: for each cell a line for each trial, a column for
/// each way to the gradient, with the largest relative error found there.
///
/// The engine's runs at all levels and numbers of threads share a column. The lines of a trial that
/// failed, or of all trials on demand, are followed by one for each letter of a parameter, with the
/// worst of all layers and directions; comparisons that failed are listed at the end.
struct CheckTable {
  let report: GradientReport
  let isVerbose: Bool

  init(_ report: GradientReport, isVerbose: Bool = false) {
    self.report = report
    self.isVerbose = isVerbose
  }

  private typealias Checks = [GradientReport.Check]

  private static let labelWidth = 42
  private static let columnWidth = 9
  /// Failures that are listed; the rest is counted.
  private static let mostFailures = 20

  /// The ways, each with a name that fits its column.
  private static let ways: [(name: String, takes: @Sendable (GradientReport.Check) -> Bool)] = [
    ("tensors", { $0.against == .derivation }),
    ("differ.", { $0.against == .finiteDifference }),
    ("forward", { $0.against == .reference && $0.gradient == nil }),
    ("bptt", { $0.gradient == .bptt }),
    ("rtrl", { $0.gradient == .rtrl }),
  ]

  var text: String {
    var lines = [
      "Largest relative errors: the derivation's tensors and finite differences in double precision,",
      "the engine's forward pass and gradients in single precision, against the reverse sweep.",
    ]
    for checks in runs(report.checks, by: \.cell.name) {
      lines += ["", header(checks)]
      for trial in runs(checks, by: { [$0.trial, $0.configuration] }) { lines += block(trial) }
    }
    lines += ["", line("tolerance", report.checks, \.tolerance), "", closing]
    return lines.joined(separator: "\n")
  }

  /// Stretches of checks with the same key.
  private func runs<Key: Equatable>(
    _ checks: Checks, by key: (GradientReport.Check) -> Key
  ) -> [Checks] {
    var runs: [Checks] = []
    for check in checks {
      if let last = runs.last?.last, key(last) == key(check) {
        runs[runs.count - 1].append(check)
      } else {
        runs.append([check])
      }
    }
    return runs
  }

  private func header(_ checks: Checks) -> String {
    trimmed(
      pad(checks.first?.cell.name ?? "", CheckTable.labelWidth)
        + CheckTable.ways.map { pad($0.name, CheckTable.columnWidth) }.joined())
  }

  /// A trial's line and, where they are wanted, those of its parameters.
  private func block(_ checks: Checks) -> [String] {
    let isOK = checks.allSatisfy(\.ok)
    let summary =
      pad(
        line("  " + (checks.first?.trial ?? ""), checks, \.maxRelativeError),
        CheckTable.labelWidth + CheckTable.ways.count * CheckTable.columnWidth)
      + (isOK ? "ok" : "FAILED")
    guard isVerbose || !isOK else { return [summary] }
    var letters: [String] = []
    for check in checks where !letters.contains(check.letter) { letters.append(check.letter) }
    return [summary, "    " + (checks.first?.configuration ?? "")]
      + letters.map { letter in
        line("    " + letter, checks.filter { $0.letter == letter }, \.maxRelativeError)
      }
  }

  /// A label and the largest number of each way.
  private func line(
    _ label: String, _ checks: Checks, _ number: (GradientReport.Check) -> Double
  ) -> String {
    trimmed(
      pad(label, CheckTable.labelWidth)
        + CheckTable.ways.map { way in
          let largest = checks.filter(way.takes).map(number).max()
          return pad(largest.map(CheckTable.text) ?? "", CheckTable.columnWidth)
        }.joined())
  }

  private var closing: String {
    let failed = report.checks.filter { !$0.ok }
    guard !failed.isEmpty else {
      return "All \(report.checks.count) comparisons are within their tolerances."
    }
    let details = failed.prefix(CheckTable.mostFailures).map { check in
      let engine = [
        check.gradient?.rawValue, check.instructionSet,
        check.threads.map { $0 == 1 ? "1 thread" : "\($0) threads" },
      ].compactMap { $0 }.joined(separator: ", ")
      return "  \(check.cell.name), \(check.trial): \(check.parameter) against "
        + "\(check.against.rawValue)" + (engine.isEmpty ? "" : " (\(engine))")
        + ": \(CheckTable.text(check.maxRelativeError)), "
        + "tolerance \(CheckTable.text(check.tolerance))"
    }
    let rest = failed.count - details.count
    return (["FAILED:"] + details + (rest > 0 ? ["  and \(rest) more; --json lists them all"] : []))
      .joined(separator: "\n")
  }

  /// Two significant digits, as 1.2e-08.
  private static func text(_ x: Double) -> String {
    x == 0 ? "0" : x.isFinite ? String(format: "%.1e", x) : "inf"
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private func trimmed(_ text: String) -> String {
    String(text.reversed().drop { $0 == " " }.reversed())
  }
}

extension GradientReport.Check {
  /// The parameter without the number of its layer and without its direction: "U" for "U2r".
  fileprivate var letter: String {
    if parameter == "loss" || parameter == "state" { return parameter }
    let name = parameter.last == "r" ? parameter.dropLast() : parameter[...]
    let digits = name.reversed().prefix { $0.isNumber }.count
    // The 0 of a0 and s0 is a part of the letter.
    let isInitial = name.dropFirst().first == "0"
    return String(isInitial ? name.prefix(2) : name.dropLast(digits))
  }
}
