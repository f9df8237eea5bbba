import Foundation
import Unroll

/// What comes after a series: `predict`.
struct ForecastPrediction {
  private let model: ForecastModel
  private let series: Series
  private let forecasts: Forecasts

  /// Steps of the series that are drawn before the forecast, at the most.
  private static let mostHistory = 200

  init(_ model: ForecastModel, _ series: Series, threads: Int?) throws(CommandFailure) {
    self.model = model
    self.series = series
    do {
      forecasts = try model.forecast(after: series, threads: threads)
    } catch {
      throw CommandFailure(error)
    }
  }

  // MARK: Machines

  private struct Line: Encodable {
    let step: Int
    let label: String?
    let values: [String: Double]
    let quantiles: [String: [String: Double]]?
  }

  /// One JSON object for each step ahead.
  func printJSON() throws {
    for step in 1...model.shape.horizon {
      var values: [String: Double] = [:]
      var quantiles: [String: [String: Double]] = [:]
      for (target, name) in model.shape.targets.enumerated() {
        values[name] = forecasts.value(origin: 0, step: step, target: target)
        for (index, level) in (forecasts.levels ?? []).enumerated() {
          quantiles[name, default: [:]]["\(level)"] = forecasts.value(
            origin: 0, step: step, target: target, level: index)
        }
      }
      try Output.json(
        Line(
          step: step, label: series.label(after: step), values: values,
          quantiles: forecasts.levels == nil ? nil : quantiles))
    }
  }

  // MARK: People

  /// A table of the steps ahead, and a drawing of each target.
  func show(width: Int, unicode: Bool) {
    var rows = [["step"]]
    if series.label(after: 1) != nil { rows[0].append("date") }
    for name in model.shape.targets {
      let shown = Format.printable(name)
      rows[0] += forecasts.levels.map { $0.map { "\(shown) \($0)" } } ?? [shown]
    }
    for step in 1...model.shape.horizon {
      var row = ["\(step)"]
      if rows[0].count > 1, rows[0][1] == "date" { row.append(series.label(after: step) ?? "") }
      for target in model.shape.targets.indices {
        for level in (forecasts.levels ?? [0]).indices {
          row.append(
            Format.number(forecasts.value(origin: 0, step: step, target: target, level: level)))
        }
      }
      rows.append(row)
    }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    for row in rows {
      let cells = zip(row, widths).map { cell, width in
        String(repeating: " ", count: width - cell.count) + cell
      }
      Output.result(cells.joined(separator: "  "))
    }
    for target in model.shape.targets.indices {
      Output.result("")
      drawing(target).lines(width: width, unicode: unicode).forEach(Output.result)
    }
  }

  /// The drawing of a target.
  func drawing(_ target: Int) -> SeriesDrawing {
    let horizon = model.shape.horizon
    let shown = min(series.rows, max(3 * horizon, model.shape.context, 48), Self.mostHistory)
    let history = (series.rows - shown..<series.rows).map {
      series.values[$0 * series.names.count + target]
    }
    let forecast = (1...horizon).map { forecasts.value(origin: 0, step: $0, target: target) }
    var band: (low: [Double], high: [Double])?
    var bandName = ""
    if let levels = forecasts.levels, levels.count > 1 {
      let low = levels.indices.min { levels[$0] < levels[$1] } ?? 0
      let high = levels.indices.max { levels[$0] < levels[$1] } ?? 0
      func line(_ level: Int) -> [Double] {
        (1...horizon).map { forecasts.value(origin: 0, step: $0, target: target, level: level) }
      }
      band = (line(low), line(high))
      bandName = "quantiles \(levels[low]) to \(levels[high])"
    }
    return SeriesDrawing(
      title: Format.printable(model.shape.targets[target]), history: history, forecast: forecast,
      band: band, bandName: bandName,
      labels: (
        label(series.rows - shown), label(series.rows - 1),
        series.label(after: horizon) ?? "+\(horizon)"
      ))
  }

  private func label(_ row: Int) -> String {
    series.dates.flatMap { $0[row]?.description } ?? "row \(row + 1)"
  }

  /// Writes the drawing of the targets, one below the other, as SVG.
  func writeSVG(to path: String) throws(CommandFailure) {
    do {
      try AtomicFile.write(Array(drawing(0).svg.utf8), to: path)
    } catch {
      throw CommandFailure(error)
    }
  }
}
