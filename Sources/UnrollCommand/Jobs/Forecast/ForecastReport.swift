import Foundation
import Unroll

/// How good forecasts are, beside the baselines: `evaluate`, and the end of `train`.
struct ForecastReport: Encodable {
  struct Errors: Encodable {
    let rmse: Double
    let mae: Double
    let normalised: Double

    init(_ errors: ForecastMeasures.Errors, deviation: Double) {
      (rmse, mae) = (errors.rmse, errors.mae)
      normalised = deviation > 0 ? errors.rmse / deviation : 0
    }
  }

  struct Method: Encodable {
    let name: String
    let rmse: Double
    let mae: Double
    let normalised: Double
    let steps: [Errors]

    init(_ method: ForecastMeasures.Method, deviation: Double) {
      name = method.name
      let all = Errors(method.overall, deviation: deviation)
      (rmse, mae, normalised) = (all.rmse, all.mae, all.normalised)
      steps = method.steps.map { Errors($0, deviation: deviation) }
    }
  }

  struct Quantiles: Encodable {
    let levels: [Double]
    let pinball: Double
    let below: [Double]
    let coverage: Double
  }

  struct Target: Encodable {
    let name: String
    let values: Int
    let deviation: Double
    let network: Method
    let baselines: [Method]
    let beatsBaselines: Bool
    let quantiles: Quantiles?
  }

  let origins: Int
  let horizon: Int
  let targets: [Target]
  let beatsBaselines: Bool
  private let measures: ForecastMeasures

  private enum CodingKeys: String, CodingKey {
    case origins, horizon, targets, beatsBaselines
  }

  init(_ measures: ForecastMeasures, _ shape: ForecastShape) {
    self.measures = measures
    origins = measures.origins
    horizon = shape.horizon
    targets = measures.targets.map { target in
      Target(
        name: target.name, values: target.network.overall.count, deviation: target.deviation,
        network: Method(target.network, deviation: target.deviation),
        baselines: target.baselines.map { Method($0, deviation: target.deviation) },
        beatsBaselines: target.unbeaten.isEmpty,
        quantiles: target.quantiles.map {
          Quantiles(
            levels: $0.levels.map { Double("\($0)") ?? Double($0) }, pinball: $0.pinball,
            below: $0.below, coverage: $0.coverage)
        })
    }
    beatsBaselines = measures.targets.allSatisfy { $0.unbeaten.isEmpty }
  }

  /// A plain statement for each target.
  private var verdicts: [String] {
    measures.targets.map { target in
      let name = measures.targets.count > 1 ? " of \(Format.printable(target.name))" : ""
      guard !target.unbeaten.isEmpty else { return "the network\(name) beats every baseline" }
      return "the network\(name) does NOT beat: \(target.unbeaten.joined(separator: ", ")). "
        + "Use the baseline, or train longer, on more data or with other columns."
    }
  }

  // MARK: The end of training

  /// The measures of the test part.
  var testMeasures: [Measure] {
    var lines: [Measure] = []
    for (target, all) in zip(targets, measures.targets) {
      let isAlone = targets.count == 1
      let prefix = isAlone ? "" : Format.printable(target.name) + ": "
      let key = isAlone ? "test" : "test.\(target.name)"
      lines.append(
        Measure(
          key: "\(key).rmse", label: "test RMSE", value: target.network.rmse,
          text: prefix + beside(target, \.rmse)))
      lines.append(
        Measure(
          key: "\(key).mae", label: "test MAE", value: target.network.mae,
          text: prefix + beside(target, \.mae)))
      if horizon > 1, let last = target.network.steps.last {
        lines.append(
          Measure(
            key: "\(key).lastStepRMSE", label: "  step \(horizon) alone", value: last.rmse,
            text: "RMSE \(Format.number(last.rmse)), normalised \(Format.number(last.normalised))"
              + target.baselines.compactMap { method in
                method.steps.last.map { "; \(method.name) \(Format.number($0.rmse))" }
              }.joined()))
      }
      lines.append(
        Measure(
          key: "\(key).normalised", label: "  normalised", value: target.network.normalised,
          text: beside(target, \.normalised) + " (RMSE / standard deviation)"))
      for baseline in target.baselines {
        lines.append(
          Measure(
            key: "\(key).\(baseline.name).rmse", label: "", value: baseline.rmse, text: ""))
      }
      if let quantiles = target.quantiles {
        lines.append(
          Measure(
            key: "\(key).pinball", label: "pinball loss", value: quantiles.pinball,
            text: prefix + Format.number(quantiles.pinball)))
        lines.append(
          Measure(
            key: "\(key).coverage", label: "coverage", value: quantiles.coverage,
            text: prefix + coverage(quantiles)))
      }
      _ = all
    }
    lines += verdicts.map {
      Measure(
        key: "beatsBaselines", label: "verdict", value: beatsBaselines ? 1 : 0, text: $0)
    }
    return lines
  }

  private func coverage(_ quantiles: Quantiles) -> String {
    let (low, high) = (quantiles.levels.min() ?? 0, quantiles.levels.max() ?? 0)
    return """
      \(Format.percent(quantiles.coverage, decimals: 1)) of the values lie between the quantiles \(low) and \(high), which \
      should hold \(Format.percent(high - low, decimals: 1))
      """
  }

  /// The network's number and those of the baselines.
  private func beside(_ target: Target, _ number: KeyPath<Method, Double>) -> String {
    Format.number(target.network[keyPath: number])
      + target.baselines.map { ", \($0.name) \(Format.number($0[keyPath: number]))" }.joined()
  }

  // MARK: Evaluation

  /// The most steps that get a line of their own.
  private static let mostSteps = 24

  func show() {
    Output.result("forecasts        \(Format.count(origins)), of \(Format.count(horizon, "step"))")
    for target in targets {
      Output.result("")
      Output.result(
        "\(Format.printable(target.name)): \(Format.count(target.values, "value")), standard deviation "
          + Format.number(target.deviation))
      Output.result(row("", "RMSE", "MAE", "normalised"))
      for method in [target.network] + target.baselines {
        Output.result(
          row(
            method.name, Format.number(method.rmse), Format.number(method.mae),
            Format.number(method.normalised)))
      }
      if horizon > 1 { showSteps(target) }
      if let quantiles = target.quantiles {
        Output.result("pinball loss     \(Format.number(quantiles.pinball))")
        Output.result("coverage         \(coverage(quantiles))")
      }
    }
    Output.result("")
    for verdict in verdicts { Output.result(verdict) }
  }

  private func showSteps(_ target: Target) {
    Output.result("RMSE by step ahead")
    for step in 0..<horizon where step < ForecastReport.mostSteps || step == horizon - 1 {
      let numbers = ([target.network] + target.baselines).map { method in
        "\(method.name) \(Format.number(method.steps[step].rmse))"
      }
      Output.result("  \(step + 1): \(numbers.joined(separator: ", "))")
    }
  }

  private func row(_ cells: String...) -> String {
    var line = ""
    for (index, cell) in cells.enumerated() {
      let width = index == 0 ? 22 : 12
      line += cell + String(repeating: " ", count: max(width - cell.count, 1))
    }
    while line.last == " " { line.removeLast() }
    return line
  }
}

extension Format {
  /// A number of any size with four significant digits.
  static func number(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : "\(value)" }
    let size = abs(value)
    if size >= 1e7 || size < 1e-4 { return String(format: "%.3e", value) }
    let decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 5
    return decimal(value, decimals)
  }
}
