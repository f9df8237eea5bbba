import ArgumentParser
import Unroll

/// `unroll demo`: the main job on the data that ships.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Learn 5,163 first names in seconds, then make up new ones.",
    discussion: """
      The names are those of the United States census of 1990. Nothing is written unless --out \
      names a folder.
      """)

  @Option(help: "The kind of cell; 'unroll train' has more to choose from.")
  var cell = Cell.vanilla

  @Option(help: "Made-up names to print at the end.")
  var count = 20

  @Option(help: "A folder for the model; without it nothing is written.")
  var out: String?

  @Option(help: "The seed of weights, split, order and samples, 0 or more.")
  var seed: UInt64 = 1

  @Option(help: "Threads: 'auto', or 1 to 1024. The result does not depend on it.")
  var threads = ThreadsArgument(count: nil)

  @Flag(help: "Print each epoch and the end as JSON, one object a line, on standard output.")
  var json = false

  @Flag(help: "Print no progress.")
  var quiet = false

  func validate() throws {
    try Check.range("--count", count, 0...1_000_000)
    if let out, out.isEmpty { throw ValidationError("--out is empty; give a folder.") }
  }

  func run() throws {
    let list: WordList
    do {
      list = try WordList(bytes: ShippedNames.bytes, source: "the census of 1990")
    } catch {
      throw CommandFailure(error)
    }
    let words = try WordData(list, validation: .fraction(0.1), unit: .character, seed: seed)
    let plan = try NetworkPlan(
      NetworkArguments.parse(["--cell", cell.name]), JobDefaults(.words, .medium))
    let network = try plan.network(
      plan.configuration(symbols: words.alphabet.count), seed: seed)
    var options = TrainingOptions()
    options.seed = seed
    let job = try WordJob(
      list, words, network: network, options: options, threads: threads.count)
    let run = TrainingRun(job, isQuiet: quiet, isJSON: json)
    let recorder = try out.map { try RunRecorder(folder: $0) }
    if !quiet { job.introduce() }
    let outcome = try run.run(recorder)
    if !json {
      Conclusion.print(outcome, of: job, modelPath: recorder?.modelPath, isQuiet: quiet)
      if case .words(let model) = outcome.model {
        Conclusion.printNames(model, count: count, seed: seed, known: list.words)
      }
    }
    if outcome.result.reason == .interrupted {
      throw CommandFailure(.interrupted, "interrupted")
    }
  }
}
