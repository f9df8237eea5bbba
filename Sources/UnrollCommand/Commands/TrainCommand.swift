import ArgumentParser
import Unroll

/// `unroll train`: learns from a file; what kind of job it is, the file tells or `--task`.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Learn from a file: words, a text, classes, tags, a series, or events.",
    discussion: """
      What the data is, is guessed from its look, and said; --task says it for good:
        words     one word a line; the network learns to write such words
        text      running text, one file or several; it learns to go on writing
        classify  a folder with a text file for each class, a sequence a line;
                  a table of two columns, label and text; a .ts file; or a
                  table of numbers, a sequence a line, its label last
        tag       words with tags: CoNLL-U, or two columns, sentences apart
        forecast  a table of numbers (CSV), a time step a line
        events    JSON: lists of the indices that are active at each time step

      A part is held out and judges the model on the way; the best one is kept. Networks that predict what comes \
      next read forward only: one that also read backward would be shown what it has to predict. Those of \
      classes and tags read in both directions.

      The run's folder holds model.safetensors (the best model so far), last.safetensors (the \
      latest) and metrics.jsonl. Ctrl-C ends the run after its step and saves.

      Examples:
        unroll train names.txt
        unroll train names.txt --hidden 256 --time 3m --out names
        unroll train names.txt --cell lstm --layers 2 --embedding 32 --dropout 0.2
        unroll train names.txt --optimizer gd --batch all --until-loss 2
        unroll train hamlet.txt macbeth.txt --task text --time 3m
        unroll train sunspots.csv --horizon 12
        unroll train chorales.json --task events
        unroll train train.conllu --validation dev.conllu
        sort -u words | unroll train - --json --quiet
        unroll train nationalities/
        zcat images.csv.gz | unroll train - --task classify --step-size 28
      """)

  @Argument(
    help:
      "A file, UTF-8, or of texts several; of classes perhaps a folder; '-' for standard input.")
  var data: [String]

  @Option(help: "What the data is. (default: as it looks)")
  var task: Task?

  @Option(help: "How large the network and how long the run are, where no other option says so.")
  var preset = Preset.medium

  @Option(
    help: """
      The share to hold out, 0 to below 1, or a file to be judged by; 0 for none. Of words and sentences it is \
      drawn, of classes from each alike; of a text or a series it is the last part.
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
  @OptionGroup(title: "Tags") var tags: TagArguments
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
    if task != .tag { try tags.checkForOthers() }
    if task != .words, keepRepeats {
      throw ValidationError("--keep-repeats goes with '--task words'.")
    }
    if task != .text && data.count > 1 {
      throw ValidationError(
        "\(data.count) files, and only texts may be several: '--task text' learns them.")
    }
    if task == .classify {
      try train(classifier(), guess)
      return
    }
    try classes.checkUnused()
    let defaults = JobDefaults(task, preset)
    let plan = try NetworkPlan(network, defaults, regularisation)
    let options = training.options(defaults)
    if task != .tag { try plan.checkForward() }
    switch task {
    case .words: try train(words(plan, options), guess)
    case .text: try train(text(plan, options), guess)
    case .classify: break
    case .tag: try train(tag(plan, options, defaults), guess)
    case .forecast: try train(forecast(plan, options), guess)
    case .events: try train(events(plan, options), guess)
    }
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
