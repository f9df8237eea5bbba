import ArgumentParser
import Unroll

/// The jobs on symbols, from the options.
extension TrainCommand {
  func words(_ plan: NetworkPlan, _ options: TrainingOptions) throws -> WordJob {
    try text.checkForWords()
    let list = try WordData.list(data[0], repeats: keepRepeats ? .keep : .drop)
    let words = try WordData(list, validation: validation, unit: text.unit, seed: training.seed)
    let network = try plan.network(
      plan.configuration(symbols: words.alphabet.count), seed: training.seed,
      training: StepMemory.Pass(
        training: words.training, validation: words.validation, recomputes: training.recompute))
    return try WordJob(
      list, words, network: network, options: options, threads: training.threads.count)
  }

  func text(_ plan: NetworkPlan, _ options: TrainingOptions) throws -> TextJob {
    var options = options
    if let window = text.window { options.window = window }
    let data = try TextData(self.data, validation: validation, form: text.form)
    let network = try plan.network(
      plan.configuration(symbols: data.alphabet.count), seed: training.seed,
      training: StepMemory.Pass(windowsOf: data.training, options))
    return try TextJob(
      data, separator: text.separator, network: network, options: options,
      threads: training.threads.count)
  }

  func classifier() throws -> ClassJob {
    try text.checkForClasses()
    let data = try ClassData(
      data[0], validation: validation, test: test, stepSize: classes.stepSize,
      unit: text.unit, seed: training.seed)
    let defaults = JobDefaults(
      classifying: data.input, sequences: data.counts.training, preset)
    let plan = try NetworkPlan(network, defaults, regularisation, readsSymbols: data.readsSymbols)
    let network = try plan.network(
      plan.configuration(
        input: data.input.port, output: .symbols(count: data.classes.count),
        loss: plan.loss(classWeights: data.weights(classes.classWeights))),
      seed: training.seed,
      training: StepMemory.Pass(
        training: data.training, validation: data.validation, recomputes: training.recompute))
    return try ClassJob(
      data, network: network, options: training.options(defaults), threads: training.threads.count)
  }

  func tag(
    _ plan: NetworkPlan, _ options: TrainingOptions, _ defaults: JobDefaults
  ) throws -> TagJob {
    try text.checkForTags()
    let data = try TagData(
      self.data[0], validation: validation, column: tags.column, minimumCount: text.minimumCount,
      seed: training.seed)
    var configuration = plan.configuration(
      input: .symbols(count: data.vocabulary.words.count),
      output: .symbols(count: data.vocabulary.tags.count), loss: plan.loss)
    configuration.spelling = tags.spelling(
      characters: data.vocabulary.characters.count, defaults.spelling)
    let network = try plan.network(
      configuration, seed: training.seed,
      training: StepMemory.Pass(
        training: data.training, validation: data.validation, recomputes: training.recompute))
    return try TagJob(data, network: network, options: options, threads: training.threads.count)
  }
}
