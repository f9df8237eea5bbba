import Foundation
import UnrollProof

/// A report of gradient checks as people read it: a block for each network, a line for each way to
/// the gradient, a column for each parameter with the largest error found there.
///
/// The engine's runs at all levels and numbers of threads share a line, with the worst of them;
/// those that failed are listed one by one at the end.
struct CheckTable {
  let report: GradientReport

  init(_ report: GradientReport) {
    self.report = report
  }

  /// The columns, in the order of the derivation.
  private static let parameters = ["U", "W", "b", "V", "c", "loss"]
  private static let labelWidth = 22
  private static let columnWidth = 9

  var text: String {
    var lines = ["Largest relative errors:"]
    var seen: Set<String> = []
    for check in report.checks where seen.insert(check.configuration).inserted {
      lines += block(report.checks.filter { $0.configuration == check.configuration })
    }
    lines += ["", closing]
    return lines.joined(separator: "\n")
  }

  private func block(_ checks: [GradientReport.Check]) -> [String] {
    guard let first = checks.first else { return [] }
    let header =
      pad("", CheckTable.labelWidth)
      + CheckTable.parameters.map { pad($0, CheckTable.columnWidth) }.joined() + "tolerance"
    return ["", "\(first.cell.rawValue): \(first.configuration)", header]
      + rows(checks).map { line($0.label, $0.checks) }
  }

  /// The lines of a block that has checks for them.
  private func rows(
    _ checks: [GradientReport.Check]
  ) -> [(label: String, checks: [GradientReport.Check])] {
    [
      ("tensors", checks.filter { $0.against == .derivation }),
      ("finite differences", checks.filter { $0.against == .finiteDifference }),
      ("engine", checks.filter { $0.against == .reference && $0.gradient == nil }),
      ("engine, bptt", checks.filter { $0.gradient == .bptt }),
      ("engine, rtrl", checks.filter { $0.gradient == .rtrl }),
    ].filter { !$0.1.isEmpty }
  }

  private func line(_ label: String, _ checks: [GradientReport.Check]) -> String {
    let cells = CheckTable.parameters.map { parameter in
      let errors = checks.filter { $0.parameter == parameter }.map(\.maxRelativeError)
      return pad(errors.max().map(CheckTable.number) ?? "", CheckTable.columnWidth)
    }
    let tolerance = checks.map(\.tolerance).max().map(CheckTable.number) ?? ""
    return "  " + pad(label, CheckTable.labelWidth - 2) + cells.joined()
      + pad(tolerance, CheckTable.columnWidth) + (checks.allSatisfy(\.ok) ? "ok" : "FAILED")
  }

  private var closing: String {
    let failed = report.checks.filter { !$0.ok }
    guard !failed.isEmpty else {
      return "All \(report.checks.count) comparisons are within their tolerances."
    }
    let details = failed.map { check in
      let engine = [
        check.gradient?.rawValue, check.instructionSet,
        check.threads.map { $0 == 1 ? "1 thread" : "\($0) threads" },
      ].compactMap { $0 }.joined(separator: ", ")
      return "  \(check.parameter) against \(check.against.rawValue)"
        + (engine.isEmpty ? "" : " (\(engine))")
        + ": \(CheckTable.number(check.maxRelativeError)), "
        + "tolerance \(CheckTable.number(check.tolerance)); \(check.configuration)"
    }
    return (["FAILED:"] + details).joined(separator: "\n")
  }

  /// Two significant digits, as 1.2e-08.
  private static func number(_ x: Double) -> String {
    x == 0 ? "0" : x.isFinite ? String(format: "%.1e", x) : "inf"
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
