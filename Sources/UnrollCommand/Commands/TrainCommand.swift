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

  @OptionGroup var job: JobArguments

  @Option(help: "The run's folder. (default: after the data, such as names-model)")
  var out: String?

  @Flag(help: "Print each epoch and the end as JSON, one object a line, on standard output.")
  var json = false

  @Flag(help: "Print no progress.")
  var quiet = false

  func validate() throws {
    if let out, out.isEmpty { throw ValidationError("--out is empty; give a folder.") }
  }

  func run() throws {
    let guess = job.task == nil ? TaskGuess(job.data) : nil
    let task = job.task ?? guess?.task ?? .words
    try job.check(task)
    try train(job.job(on: job.read(task)), task, guess)
  }

  private func train(_ job: some TrainingJob, _ task: Task, _ guess: TaskGuess?) throws {
    let run = TrainingRun(job, isQuiet: quiet, isJSON: json)
    let recorder = try RunRecorder(
      folder: out ?? RunRecorder.defaultFolder(for: self.job.data[0], task: task))
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
