import ArgumentParser
import Unroll

// From options to a job: what does not go together is refused, files are read, and a run is prepared.

extension JobArguments {
  /// Refuses what a task has no use for, before anything is read.
  func check(_ task: Task, of data: [String]) throws {
    try checkNumbers(task, of: data)
    if task != .tag { try tags.checkForOthers() }
    if task != .words, keepRepeats {
      throw ValidationError("--keep-repeats goes with '--task words'.")
    }
    if task != .text && data.count > 1 {
      throw ValidationError(
        "\(data.count) files, and only texts may be several: '--task text' learns them.")
    }
    if task == .classify {
      // What classes take by default depends on the data.
      try text.checkForClasses()
      return
    }
    try classes.checkUnused()
    let plan = try NetworkPlan(network, JobDefaults(task, preset), regularisation)
    if task != .tag { try plan.checkForward() }
    if task == .words { try text.checkForWords() }
    if task == .tag { try text.checkForTags() }
  }

  /// Reads the data; nothing of it depends on the network or on how it is trained.
  func read(_ data: [String], as task: Task) throws -> JobData {
    switch task {
    case .words:
      let list = try WordData.list(data[0], repeats: keepRepeats ? .keep : .drop)
      return .words(
        list,
        try WordData(list, validation: validation, unit: text.unit, seed: training.seed))
    case .text:
      return .text(try TextData(data, validation: validation, form: text.form))
    case .classify:
      return .classes(
        try ClassData(
          data[0], validation: validation, test: test, stepSize: classes.stepSize,
          unit: text.unit, seed: training.seed))
    case .tag:
      return .tags(
        try TagData(
          data[0], validation: validation, column: tags.column, minimumCount: text.minimumCount,
          seed: training.seed))
    case .forecast: return .series(try series(data[0]))
    case .events: return .events(try eventData(data[0]))
    }
  }

  /// What a job on the data takes where its user does not say.
  func defaults(for data: JobData) -> JobDefaults {
    switch data {
    case .words: JobDefaults(.words, preset)
    case .text: JobDefaults(.text, preset)
    case .classes(let data):
      JobDefaults(classifying: data.input, sequences: data.counts.training, preset)
    case .tags: JobDefaults(.tag, preset)
    case .series: JobDefaults(.forecast, preset)
    case .events: JobDefaults(.events, preset)
    }
  }

  /// The network's shape for the data.
  func plan(for data: JobData) throws -> NetworkPlan {
    var readsSymbols = true
    if case .classes(let data) = data { readsSymbols = data.readsSymbols }
    return try NetworkPlan(
      network, defaults(for: data), regularisation, readsSymbols: readsSymbols)
  }

  /// A run on the data, ready to start.
  func job(on data: JobData) throws -> any TrainingJob {
    let plan = try plan(for: data)
    let defaults = defaults(for: data)
    let options = training.options(defaults)
    switch data {
    case .words(let list, let data): return try words(list, data, plan, options)
    case .text(let data): return try text(data, plan, options)
    case .classes(let data): return try classifier(data, plan, options)
    case .tags(let data): return try tagger(data, plan, options, defaults.spelling)
    case .series(let data): return try forecaster(data, plan, options)
    case .events(let data): return try events(data, plan, options)
    }
  }
}
