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
      latest, with all that the run needs to go on), previous.safetensors (the latest but one) and metrics.jsonl. \
      Ctrl-C ends the run after its step and saves; --resume goes on as if nothing had happened, to the same bits.

      Examples:
        unroll train names.txt
        unroll train names.txt --hidden 256 --time 3m --out names
        unroll train --resume --out names --epochs 40
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
  var data: [String] = []

  @OptionGroup var job: JobArguments

  @Option(help: "The run's folder. (default: after the data, such as names-model)")
  var out: String?

  @Flag(
    help: """
      Go on with the run of the folder, or with the data's latest, from its last checkpoint, with the options that it \
      was started with; --epochs, --time, --until-loss and --patience may be others.
      """)
  var resume = false

  @Option(
    help: "Save a checkpoint this often, and after epochs; 0s for as often as the disk can.")
  var saveEvery = Seconds(60)

  @Flag(help: "Print each epoch and the end as JSON, one object a line, on standard output.")
  var json = false

  @Flag(help: "Print no progress.")
  var quiet = false

  func validate() throws {
    if data.isEmpty && !resume { throw ValidationError("Missing expected argument '<data> ...'") }
    if let out, out.isEmpty { throw ValidationError("--out is empty; give a folder.") }
    if resume && data.isEmpty && out == nil {
      throw ValidationError("--resume needs the run's folder, --out, or the data.")
    }
  }

  func run() throws {
    let arguments = Array(CommandLine.arguments.dropFirst(2))
    guard resume else {
      return try train(notes: RunNotes(data: data, arguments: arguments))
    }
    let resumption = try Resumption(self, arguments)
    try resumption.command.train(notes: resumption.notes, resuming: resumption)
  }

  private func train(notes: RunNotes, resuming resumption: Resumption? = nil) throws {
    let saved = resumption?.saved
    try job.check(data)
    let guess = job.task == nil ? TaskGuess(data) : nil
    let task = job.task ?? guess?.task ?? .words
    try job.check(task, of: data)
    let job = try job.job(on: job.read(data, as: task))
    if let saved { try Resumption.put(saved, into: job) }
    // Before anything is said: a reader that goes away must not end the run.
    Interruption.watch()
    let recorder = try RunRecorder(
      folder: out ?? RunRecorder.defaultFolder(for: data[0], task: task), interval: saveEvery.value,
      resuming: saved, lock: resumption?.lock)
    recorder.notes = notes.texts
    if !quiet {
      if let guess, saved == nil { Output.note(guess.remark) }
      job.introduce()
      if let saved {
        Output.note(Resumption.remark(saved.checkpoint, on: job.trainer.instructionSetName))
      }
    }
    try train(job, recorder)
  }

  private func train(_ job: some TrainingJob, _ recorder: RunRecorder) throws {
    let run = TrainingRun(job, isQuiet: quiet, isJSON: json)
    let outcome = try run.run(recorder)
    if !json {
      Conclusion.print(outcome, of: job, modelPath: recorder.modelPath, isQuiet: quiet)
    }
    if outcome.result.reason == .interrupted {
      let folder = Format.path(recorder.folder)
      throw CommandFailure(
        .interrupted,
        "interrupted; all is saved in \(folder); 'unroll train --resume --out \(folder)' goes on")
    }
  }
}
