import ArgumentParser
import Unroll

/// `unroll online`: learns from an endless stream.
struct OnlineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "online",
    abstract:
      "Learn from an endless stream on standard input: predict the next, see it, learn from it.",
    discussion: """
      Memory does not grow with the stream. Numbers come one line a step, several with spaces or commas \
      between them; text comes as bytes. With '--gradient rtrl' there is an update after each step, from \
      exact derivatives that are carried forward in time; with bptt one after each window. Networks of the \
      forward recursion have one layer without embedding.

      With --out the model and a checkpoint are saved once a minute, at the end of the stream, and when a \
      signal asks to stop (Ctrl-C, SIGTERM); 'unroll sample' and 'score' take the model of text. --resume goes \
      on from there with what comes next, as if the stream had never been broken, to the same bits.

      Examples:
        sensor | unroll online
        tail -f log.txt | unroll online --text --out log-model
        sensor | unroll online --out sensor-model
        sensor | unroll online --out sensor-model --resume
        unroll online --cell lstm --hidden 16 --json < series.txt
      """)

  @OptionGroup var arguments: OnlineArguments

  @Flag(help: "The stream is text, learned byte by byte.")
  var text = false

  @Flag(help: "Print one JSON object a line.")
  var json = false

  func run() throws {
    Interruption.watch()
    if text {
      try OnlineText(arguments: arguments.settled(forText: true), isJSON: json).run()
    } else {
      try OnlineNumbers(arguments: arguments.settled(forText: false), isJSON: json).run()
    }
    if Interruption.isRequested {
      let saved =
        arguments.out.map { "; all is saved in \(Format.path($0)), and --resume goes on" } ?? ""
      throw CommandFailure(.interrupted, "interrupted" + saved)
    }
  }
}

/// How an endless stream is learned.
struct OnlineArguments: ParsableArguments {
  @Option(help: "The kind of cell. (default: gru)")
  var cell: Cell?

  @Option(help: "Hidden neurons, 1 to 16384. (default: 32; of text 128)")
  var hidden: Int?

  @Option(
    help: """
      Exact forward gradients after each step (rtrl), or truncated ones after each window (bptt). (default: \
      rtrl; of text bptt)
      """)
  var gradient: GradientMethod?

  @Option(help: "Steps of a window of bptt. (default: 16)")
  var window: Int?

  @Option(help: ArgumentHelp("The learning rate. (default: 0.003)", valueName: "α"))
  var learningRate: Double?

  @Option(help: "Print every so many steps. (default: 1; of text 1000)")
  var printEvery: Int?

  @Option(help: "A folder for the model; without it nothing is saved.")
  var out: String?

  @Option(help: "Save into the folder this often; 0s for as often as the disk can.")
  var saveEvery = Seconds(60)

  @Flag(help: "Go on from the folder of --out, with the network and the options that it has.")
  var resume = false

  @Option(help: "The seed of the first weights, 0 or more. (default: 1)")
  var seed: UInt64?

  @Option(help: "Threads: 'auto', or 1 to 1024. The result does not depend on it.")
  var threads = ThreadsArgument(count: nil)

  func validate() throws {
    try Check.range("--hidden", hidden, 1...NetworkArguments.maximumHidden)
    try Check.range("--window", window, 1...1_000_000)
    try Check.positive("--learning-rate", learningRate)
    try Check.range("--print-every", printEvery, 1...1_000_000_000)
    if window != nil && gradient == .rtrl {
      throw ValidationError("--window goes with '--gradient bptt': rtrl learns after each step.")
    }
    if let out, out.isEmpty { throw ValidationError("--out is empty; give a folder.") }
    if resume { try checkResuming() }
  }

  private func checkResuming() throws {
    if out == nil { throw ValidationError("--resume goes on from a folder; name it with --out.") }
    let fixed: [(String, Bool)] = [
      ("--cell", cell != nil), ("--hidden", hidden != nil), ("--gradient", gradient != nil),
      ("--window", window != nil), ("--learning-rate", learningRate != nil),
      ("--seed", seed != nil),
    ]
    if let (name, _) = fixed.first(where: { $0.1 }) {
      throw ValidationError("--resume goes on as the run began; leave \(name) out.")
    }
  }

  /// The folder for the model, if there is to be one.
  func folder() throws -> OnlineFolder? {
    try out.map { try OnlineFolder($0, interval: saveEvery.value) }
  }

  /// The arguments with what is usual for the kind of stream.
  func settled(forText isText: Bool) -> OnlineArguments {
    var settled = self
    settled.gradient = gradient ?? (isText || window != nil ? .bptt : .rtrl)
    settled.printEvery = printEvery ?? (isText ? 1000 : 1)
    return settled
  }

  /// Steps between lines of output.
  var every: Int { printEvery ?? 1 }

  /// A freshly drawn network that predicts what it reads.
  func network(
    port: NetworkConfiguration.Port, loss: LossFunction, usualCell: Cell, usualHidden: Int
  ) throws -> Network {
    let configuration = NetworkConfiguration(
      input: port, cell: cell ?? usualCell, hiddenSize: hidden ?? usualHidden, output: port,
      loss: loss)
    do {
      return try Network(configuration, seed: seed ?? 1)
    } catch {
      throw CommandFailure(.usage, error.description)
    }
  }

  func options(usualRate: Double) -> OnlineLearner.Options {
    var options = OnlineLearner.Options()
    options.gradient = gradient ?? .rtrl
    options.learningRate = learningRate ?? usualRate
    if let window { options.window = window }
    return options
  }
}
