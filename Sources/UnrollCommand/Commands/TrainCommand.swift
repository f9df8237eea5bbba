import ArgumentParser
import Unroll

/// `unroll train`: learns a list of words.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Learn a list of words, one word a line.",
    discussion: """
      A recurrent network learns to predict each symbol of a word from those before it. A tenth \
      of the words is held out and judges it after each epoch; the best model is kept. The \
      network reads forward only: one that also read backward would be shown what it has to predict.

      The run's folder holds model.safetensors (the best model so far), last.safetensors (the \
      latest) and metrics.jsonl. Ctrl-C ends the run after its step and saves.

      Examples:
        unroll train names.txt
        unroll train names.txt --hidden 256 --time 3m --out names
        unroll train names.txt --cell lstm --layers 2 --embedding 32 --dropout 0.2
        unroll train names.txt --optimizer gd --batch all --until-loss 2
        sort -u words | unroll train - --json --quiet
      """)

  @Argument(help: "A file with one word a line, UTF-8; '-' for standard input.")
  var data: String

  /// The kinds of job, by the names that users type.
  enum Task: String, ExpressibleByArgument, CaseIterable {
    case words
  }

  @Option(help: "What the data is: a list of words so far.")
  var task = Task.words

  @Option(help: "What a symbol is: a user-perceived character, a Unicode scalar, or a byte.")
  var unit = SymbolUnit.character

  @Option(help: "The share of words to hold out, 0 to below 1, or a file of words; 0 for none.")
  var validation = ValidationArgument.fraction(0.1)

  @Flag(help: "Keep words that occur more than once as often as they occur.")
  var keepRepeats = false

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
    try regularisation.check(against: network)
    if data.isEmpty { throw ValidationError("The data's path is empty; give a file, or '-'.") }
    if case .fraction(0) = validation, training.patience != nil {
      throw ValidationError("--patience needs validation words; --validation is 0.")
    }
    if let out, out.isEmpty { throw ValidationError("--out is empty; give a folder.") }
    if data == "-", case .file("-") = validation {
      throw ValidationError("Standard input can hold the data or the validation words, not both.")
    }
  }

  func run() throws {
    let list = try WordData.list(data, repeats: keepRepeats ? .keep : .drop)
    let words = try WordData(list, validation: validation, unit: unit, seed: training.seed)
    let network = try network.network(
      for: words, regularisation, seed: training.seed, recomputes: training.recompute)
    let job = try WordTraining(
      data: words, network: network, options: training.options, threads: training.threads.count,
      isQuiet: quiet, isJSON: json)
    let recorder = try RunRecorder(folder: out ?? RunRecorder.defaultFolder(for: data))
    if !quiet { Introduction.print(list, words, network) }
    let outcome = try job.run(recorder)
    if !json { Conclusion.print(outcome, words, modelPath: recorder.modelPath, isQuiet: quiet) }
    if outcome.result.reason == .interrupted {
      throw CommandFailure(
        .interrupted, "interrupted; all is saved in \(Format.path(recorder.folder))")
    }
  }
}
