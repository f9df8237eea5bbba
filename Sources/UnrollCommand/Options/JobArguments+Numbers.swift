import ArgumentParser
import Unroll

// Learning series of numbers and events.

extension JobArguments {
  /// Refuses options that a task has no use for.
  func checkNumbers(_ task: Task, of data: [String]) throws {
    let isOfNumbers = task == .forecast || task == .events
    if task != .forecast, let name = (forecast.given + table.given).first {
      throw ValidationError("\(name) goes with '--task forecast'.")
    }
    if task != .events, events.indices != nil {
      throw ValidationError("--indices goes with '--task events'.")
    }
    if !isOfNumbers && task != .classify && test != nil {
      throw ValidationError("--test goes with '--task classify', 'forecast' or 'events'.")
    }
    guard isOfNumbers else { return }
    if task == .forecast { try text.checkForWords() }
    guard data.count == 1 else {
      throw ValidationError("\(data.count) files, and '--task \(task.rawValue)' learns from one.")
    }
    for (name, isGiven) in [
      ("--document-separator", text.documentSeparator != nil),
      ("--minimum-count", text.minimumCount != nil), ("--keep-repeats", keepRepeats),
      ("--unit", text.unit != .character),
      ("--embedding", (network.embedding ?? 0) > 0), ("--tie", network.tie),
      ("--label-smoothing", (regularisation.labelSmoothing ?? 0) > 0),
    ] where isGiven {
      throw ValidationError("\(name) is for symbols; '--task \(task.rawValue)' learns numbers.")
    }
  }

  /// Reads a series and splits it.
  func series(_ path: String) throws(CommandFailure) -> ForecastData {
    try ForecastData(
      path, forecast, table,
      ForecastData.Parts(validation: validation, test: test ?? .fraction(0.2)))
  }

  func forecaster(
    _ data: ForecastData, _ plan: NetworkPlan, _ options: TrainingOptions
  ) throws -> ForecastJob {
    var options = options
    if data.validation == nil { options.patience = nil }
    // The job's number is one of updates: how many an epoch has depends on the series.
    if training.epochs == nil, training.time == nil {
      options.epochs = ForecastJob.epochs(updates: options.epochs, data.training, options.batch)
    }
    let network = try plan.network(
      plan.configuration(
        input: .values(size: data.shape.inputSize), output: .values(size: data.shape.outputSize),
        loss: forecast.loss), seed: training.seed,
      training: StepMemory.Pass(
        training: data.training, validation: data.validation, recomputes: training.recompute))
    return try ForecastJob(
      data, network: network, options: options, threads: training.threads.count)
  }

  /// Reads sequences of events and splits them.
  func eventData(_ path: String) throws(CommandFailure) -> EventData {
    // What the user did not say is the file's own split, if it has one.
    var judged: ValidationArgument? = validation
    if case .fraction(0.1) = validation { judged = nil }
    return try EventData(
      path, range: events.indices?.range, validation: judged, test: test, window: text.window,
      seed: training.seed)
  }

  func events(
    _ data: EventData, _ plan: NetworkPlan, _ options: TrainingOptions
  ) throws -> EventJob {
    let port = NetworkConfiguration.Port.values(size: data.range.count)
    let network = try plan.network(
      plan.configuration(input: port, output: port, loss: .binary), seed: training.seed,
      training: StepMemory.Pass(
        training: data.training, validation: data.validation, recomputes: training.recompute))
    return try EventJob(
      data, network: network, options: options, threads: training.threads.count)
  }
}
