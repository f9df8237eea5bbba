import ArgumentParser
import Unroll

// Measuring forecasts and events.

extension EvaluateCommand {
  /// Refuses options that a model has no use for.
  func checkNumbers(_ content: ModelFile.Content) throws {
    if content.task != "forecast", let name = table.given.first {
      throw ValidationError("\(name) goes with models of forecasts.")
    }
    if content.task != "events", split != nil {
      throw ValidationError("--split goes with models of events.")
    }
    guard content.task == "forecast" || content.task == "events" else { return }
    if exact { throw ValidationError("--exact goes with models of texts.") }
    guard data.count == 1 else {
      throw ValidationError(
        "\(data.count) files, and a model of \(content.task) is measured on one.")
    }
  }

  func forecast(_ model: ForecastModel) throws {
    let series = try table.series(data[0], model.shape)
    let first = last.map { series.rows - Int((Double(series.rows) * $0).rounded()) } ?? 1
    let origins = ForecastWindows(series, model.shape, model.scaling)
      .origins(predicting: max(first, 1)..<series.rows)
    guard !origins.isEmpty else {
      throw CommandFailure(
        .tooShort(
          source: series.source, rows: series.rows, needed: model.shape.horizon + 1,
          purpose: "a forecast of \(Format.count(model.shape.horizon, "step"))"))
    }
    let forecasts: Forecasts
    do {
      forecasts = try model.forecasts(series, from: Array(origins), threads: threads.count)
    } catch {
      throw CommandFailure(error)
    }
    let report = ForecastReport(
      ForecastMeasures(forecasts, of: series, model.shape), model.shape)
    if json { try Output.json(report) } else { report.show() }
  }

  func events(_ model: EventModel) throws {
    if last != nil { throw ValidationError("--last goes with models of texts and forecasts.") }
    let report = try EventReport(model, data[0], split: split, threads: threads.count)
    if json { try Output.json(report) } else { report.show() }
  }
}
