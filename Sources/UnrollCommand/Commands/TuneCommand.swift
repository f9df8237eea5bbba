import ArgumentParser
import Unroll

/// `unroll tune`: looks for the learning rate, size, dropout and batch that learn most.
struct TuneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tune",
    abstract: "Search learning rate, size, dropout and batch for a job of 'train'.",
    usage: """
      unroll tune <data> ... [--time <time>] [--epochs <epochs>] [--trials <trials>]
                  [--out <out>] [--json] [--quiet] [<any option of train> ...]
      """,
    discussion: """
      Takes data and options as 'unroll train' does ('unroll train --help' lists them). What is given is not \
      searched: with --hidden 64, only learning rate, dropout and batch are. Settings are drawn around what the \
      job takes of itself, which is the first of them.

      Each round trains its settings anew, a third as many as the one before for three times as long \
      (successive halving), and goes on with those of the smallest validation loss. Test data is not looked at. \
      The rounds' share of the budget is:
        --time 10m     seconds, minutes or hours of the whole search (the default)
        --epochs 20    or epochs of the last round's runs, 7 and 2 in those before:
                       the same seed then gives the same table on any machine
                       whose instructions are the same

      The folder holds tune.jsonl, a line for each run, and model.safetensors, the best model of the last \
      round. Ctrl-C ends the search; the same command goes on from there. At the end the table of \
      results is printed, and the command that trains the best setting longer.

      Examples:
        unroll tune names.txt --time 2m
        unroll tune sunspots.csv --horizon 12 --trials 9
        unroll tune train.conllu --validation dev.conllu --epochs 9 --seed 3
      """)

  @Argument(
    help: "A file, UTF-8, or of texts several; of classes perhaps a folder.")
  var data: [String]

  @OptionGroup(visibility: .hidden) var job: JobArguments

  @Option(help: "Settings to try, 1 to 10,000.")
  var trials = Halving.usualTrials

  @Option(help: "The search's folder. (default: after the data, such as names-tune)")
  var out: String?

  @Flag(help: "Print each run and the end as JSON, one object a line, on standard output.")
  var json = false

  @Flag(help: "Print no progress.")
  var quiet = false

  /// Seconds of a search whose user does not say.
  private static let usualSeconds = 600.0

  func validate() throws {
    try job.check(data)
    try Check.range("--trials", trials, 1...10_000)
    if let out, out.isEmpty { throw ValidationError("--out is empty; give a folder.") }
    let training = job.training
    if training.time != nil && training.epochs != nil {
      throw ValidationError(
        "--time and --epochs exclude each other: the search takes a time, or its longest runs take epochs."
      )
    }
    if let time = training.time, time.value <= 0 {
      throw ValidationError("--time is 0; a search takes longer.")
    }
    if training.epochs == 0 { throw ValidationError("--epochs is 0; nothing would be trained.") }
    if case .fraction(0) = job.validation {
      throw ValidationError("--validation is 0; a search needs held-out data to judge by.")
    }
  }

  func run() throws {
    var held: [String] = []
    if case .file(let path) = job.validation { held = [path] }
    try DataPrint.check(data + held)
    let guess = job.task == nil ? TaskGuess(data) : nil
    let task = job.task ?? guess?.task ?? .words
    try job.check(task, of: data)
    let read = try job.read(data, as: task)
    let plan = try plan(read)
    // What does not go together, or has no room, is said before anything is searched.
    let usual = try job.job(on: read)
    guard usual.examples.validation > 0 else {
      throw CommandFailure(
        .data, "there is too little data to hold a part out, and a search needs it to judge by")
    }
    let lossUnit = usual.lossUnit
    let given = GivenArguments(
      Root.negativeNumbersTied(Array(CommandLine.arguments.dropFirst(2))))
    let header = TuneHeader(
      task: task.rawValue, data: try (data + held).map { try DataPrint($0) },
      options: given.options(without: data), seed: job.training.seed, trials: trials,
      seconds: seconds, epochs: job.training.epochs, usual: plan.space.usual)
    let record = try TuneRecord(
      folder: out ?? RunRecorder.folderName(for: data[0], task: task) + "-tune", header)
    if !quiet {
      if let guess { Output.note(guess.remark) }
      usual.introduce()
      plan.introduction.forEach(Output.note)
    }
    let search = try TuneRun(
      plan: plan, record: record, lossUnit: lossUnit, isQuiet: quiet, isJSON: json,
      job: { try job.trying($0, plan.space, $1).job(on: read) }
    ).run()
    try conclude(search, plan, record, given, lossUnit: lossUnit)
  }

  /// Seconds of the whole search; nil where epochs are counted.
  private var seconds: Double? {
    job.training.epochs == nil ? job.training.time?.value ?? TuneCommand.usualSeconds : nil
  }

  private func plan(_ data: JobData) throws -> TunePlan {
    let space = try job.searchSpace(on: data)
    guard !space.searched.isEmpty else {
      throw ValidationError(
        "--learning-rate, --hidden, --dropout and --batch are all given: nothing is left to search."
      )
    }
    return TunePlan(
      space, trials: trials, seed: job.training.seed,
      budget: seconds.map { .seconds($0) } ?? .epochs(job.training.epochs ?? 1))
  }

  private func conclude(
    _ search: Search, _ plan: TunePlan, _ record: TuneRecord, _ given: GivenArguments,
    lossUnit: String
  ) throws {
    let report = TuneReport(
      search: search, plan: plan, lossUnit: lossUnit, record: record, given: given)
    if json { try Output.json(report.event) }
    guard search.next == nil else {
      let done = "\(report.runs) of \(Format.count(plan.halving.runs, "run"))"
      throw CommandFailure(
        .interrupted,
        """
        interrupted; \(done) \(report.runs == 1 ? "is" : "are") kept in \(Format.path(record.folder)): the same \
        command goes on from there
        """)
    }
    guard search.best != nil else {
      let problem = search.ranking.first?.problem ?? ""
      throw CommandFailure(.failed, "every run failed; the first one: \(problem)")
    }
    if !json { report.lines.forEach(Output.result) }
  }
}
