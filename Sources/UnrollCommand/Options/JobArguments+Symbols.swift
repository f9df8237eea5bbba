import Unroll

/// The runs of jobs on symbols.
extension JobArguments {
  func words(
    _ list: WordList, _ data: WordData, _ plan: NetworkPlan, _ options: TrainingOptions
  ) throws -> WordJob {
    let network = try plan.network(
      plan.configuration(symbols: data.alphabet.count), seed: training.seed,
      training: StepMemory.Pass(
        training: data.training, validation: data.validation, recomputes: training.recompute))
    return try WordJob(
      list, data, network: network, options: options, threads: training.threads.count)
  }

  func text(
    _ data: TextData, _ plan: NetworkPlan, _ options: TrainingOptions
  ) throws -> TextJob {
    var options = options
    if let window = text.window { options.window = window }
    let network = try plan.network(
      plan.configuration(symbols: data.alphabet.count), seed: training.seed,
      training: StepMemory.Pass(windowsOf: data.training, options))
    return try TextJob(
      data, separator: text.separator, network: network, options: options,
      threads: training.threads.count)
  }

  func classifier(
    _ data: ClassData, _ plan: NetworkPlan, _ options: TrainingOptions
  ) throws -> ClassJob {
    let network = try plan.network(
      plan.configuration(
        input: data.input.port, output: .symbols(count: data.classes.count),
        loss: plan.loss(classWeights: data.weights(classes.classWeights))),
      seed: training.seed,
      training: StepMemory.Pass(
        training: data.training, validation: data.validation, recomputes: training.recompute))
    return try ClassJob(data, network: network, options: options, threads: training.threads.count)
  }

  func tagger(
    _ data: TagData, _ plan: NetworkPlan, _ options: TrainingOptions,
    _ spelling: JobDefaults.Spelling
  ) throws -> TagJob {
    var configuration = plan.configuration(
      input: .symbols(count: data.vocabulary.words.count),
      output: .symbols(count: data.vocabulary.tags.count), loss: plan.loss)
    configuration.spelling = tags.spelling(
      characters: data.vocabulary.characters.count, spelling)
    let network = try plan.network(
      configuration, seed: training.seed,
      training: StepMemory.Pass(
        training: data.training, validation: data.validation, recomputes: training.recompute))
    return try TagJob(data, network: network, options: options, threads: training.threads.count)
  }
}
