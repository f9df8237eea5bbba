import ArgumentParser
import Unroll

/// `unroll train`: learns from a file; what kind of job it is, the file tells or `--task`.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Learn from a file: words, a text, classes, series of numbers, or events.",
    discussion: """
      A recurrent network learns to predict each symbol from those before it. A tenth is held out (of \
      words drawn at random, of a text its last part) and judges it on the way; the best model is kept. \
      The network reads forward only: one that also read backward would be shown what it has to predict. \
      Of sequences with classes it learns to predict the class, and reads in both directions.

      Sequences with classes are a folder with a text file for each class, one sequence a line; a table of \
      two columns, label and text; a .ts file; or a table of numbers, a sequence a line, its label last.

      The kind of job is guessed from the file, and said; --task says it for good.

      The run's folder holds model.safetensors (the best model so far), last.safetensors (the \
      latest) and metrics.jsonl. Ctrl-C ends the run after its step and saves.

      Examples:
        unroll train names.txt
        unroll train names.txt --hidden 256 --time 3m --out names
        unroll train names.txt --cell lstm --layers 2 --embedding 32 --dropout 0.2
        unroll train names.txt --optimizer gd --batch all --until-loss 2
        unroll train hamlet.txt macbeth.txt --task text --time 3m
        unroll train sunspots.csv --task forecast --horizon 12
        unroll train chorales.json --task events
        sort -u words | unroll train - --json --quiet
        unroll train nationalities/
        zcat images.csv.gz | unroll train - --task classify --step-size 28
      """)

  @Argument(
    help:
      "A file, UTF-8: one word a line, or text, of which there may be several; or sequences with classes; '-' for standard input."
  )
  var data: [String]

  @Option(help: "What the data is. (default: as it looks)")
  var task: Task?

  @Option(help: "How large the network and how long the run are, where no other option says so.")
  var preset = Preset.medium

  @Option(
    help: """
      The share to hold out, 0 to below 1, or a file to be judged by; 0 for none. Of words it is drawn, of \
      a text it is the last part; of classes it is drawn from each alike.
      """)
  var validation = ValidationArgument.fraction(0.1)

  @Option(
    help: """
      Of classes, series and events, the share to test the best model on at the end, 0 to below 1, or a file; \
      training never sees it. (default: 0.2 of a series, its last part; of events the split "test")
      """)
  var test: ValidationArgument?

  @Flag(help: "Keep words that occur more than once as often as they occur.")
  var keepRepeats = false

  @OptionGroup(title: "Symbols") var text: TextArguments
  @OptionGroup(title: "Classes") var classes: ClassArguments
  @OptionGroup(title: "Forecasts") var forecast: ForecastArguments
  @OptionGroup(title: "Tables") var table: TableArguments
  @OptionGroup(title: "Events") var events: EventArguments
  @OptionGroup(title: "Network") var network: NetworkArguments
  @OptionGroup(title: "Regularisation") var regularisation: RegularisationArguments
  @OptionGroup(title: "Training") var training: TrainingArguments

  @Option(help: "The run's folder. (default: after the data, such as names-model)")
  var out: String?

  @Flag(help: "Print each epoch and the end as JSON, one object a line, on standard output.")
  var json = false

  @Flag(help: "Print no progress.")
  var quiet = false

  func validate() throws {
    if data.contains("") { throw ValidationError("The data's path is empty; give a file, or '-'.") }
    if case .fraction(0) = validation, training.patience != nil {
      throw ValidationError("--patience needs held-out data; --validation is 0.")
    }
    if case .file("-")? = test {
      throw ValidationError("--test takes a share or a file, not standard input.")
    }
    if let out, out.isEmpty { throw ValidationError("--out is empty; give a folder.") }
    if data.filter({ $0 == "-" }).count > 1 {
      throw ValidationError("Standard input ('-') is given twice.")
    }
    if data.contains("-"), case .file("-") = validation {
      throw ValidationError("Standard input can hold the data or the held-out data, not both.")
    }
  }

  func run() throws {
    let guess = task == nil ? TaskGuess(data) : nil
    let task = task ?? guess?.task ?? .words
    try checkNumbers(task)
    if task == .classify {
      try train(classifier(), guess)
      return
    }
    try classes.checkUnused()
    let defaults = JobDefaults(task, preset)
    let plan = try NetworkPlan(network, defaults, regularisation)
    try plan.checkThatItReadsForward()
    var options = training.options(defaults)
    switch task {
    case .words:
      try text.checkForWords()
      guard data.count == 1 else {
        throw ValidationError(
          "\(data.count) files, and a list of words is one; for texts give '--task text'.")
      }
      try train(words(plan, options), guess)
    case .text:
      if keepRepeats { throw ValidationError("--keep-repeats goes with '--task words'.") }
      if let window = text.window { options.window = window }
      try train(text(plan, options), guess)
    case .classify: break
    case .forecast: try train(forecast(plan, options), guess)
    case .events: try train(events(plan, options), guess)
    }
  }

  private func words(_ plan: NetworkPlan, _ options: TrainingOptions) throws -> WordJob {
    let list = try WordData.list(data[0], repeats: keepRepeats ? .keep : .drop)
    let words = try WordData(list, validation: validation, unit: text.unit, seed: training.seed)
    let network = try plan.network(
      plan.configuration(symbols: words.alphabet.count), seed: training.seed,
      training: StepMemory.Pass(
        training: words.training, validation: words.validation, recomputes: training.recompute))
    return try WordJob(
      list, words, network: network, options: options, threads: training.threads.count)
  }

  private func text(_ plan: NetworkPlan, _ options: TrainingOptions) throws -> TextJob {
    let data = try TextData(self.data, validation: validation, form: text.form)
    let network = try plan.network(
      plan.configuration(symbols: data.alphabet.count), seed: training.seed,
      training: StepMemory.Pass(windowsOf: data.training, options))
    return try TextJob(
      data, separator: text.separator, network: network, options: options,
      threads: training.threads.count)
  }

  private func classifier() throws -> ClassJob {
    try text.checkForClasses()
    guard data.count == 1 else {
      throw ValidationError("\(data.count) paths; give one folder or file for '--task classify'.")
    }
    if keepRepeats { throw ValidationError("--keep-repeats goes with '--task words'.") }
    let data = try ClassData(
      data[0], validation: validation, test: test, stepSize: classes.stepSize,
      unit: text.unit, seed: training.seed)
    let defaults = JobDefaults(classifying: data.input, preset)
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

  private func train(_ job: some TrainingJob, _ guess: TaskGuess?) throws {
    let run = TrainingRun(job, isQuiet: quiet, isJSON: json)
    let recorder = try RunRecorder(
      folder: out ?? RunRecorder.defaultFolder(for: data[0], task: task ?? guess?.task ?? .words))
    if !quiet {
      if let guess { Output.note(guess.remark) }
      job.introduce()
    }
    let outcome = try run.run(recorder)
    if !json {
      Conclusion.print(outcome, of: job, modelPath: recorder.modelPath, isQuiet: quiet)
    }
    if outcome.result.reason == .interrupted {
      throw CommandFailure(
        .interrupted, "interrupted; all is saved in \(Format.path(recorder.folder))")
    }
  }
}
