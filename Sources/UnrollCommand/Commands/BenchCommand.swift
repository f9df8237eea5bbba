import ArgumentParser
import Foundation
import Unroll

/// `unroll bench`: how fast this machine trains a network of given sizes, or samples from it.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Time training steps of a network, or the symbols that it makes up.",
    discussion: """
      Times forward propagation, loss, back-propagation, clipping and the update by Adam, on random \
      symbols or on words of mixed length. The peak is that of this package's own products, measured \
      in the same run. With '--sample' times the way of 'unroll sample' instead, on words that \
      never end.

      Examples:
        unroll bench
        unroll bench --cell lstm --layers 2 --symbols 65 --hidden 128 --batch 50 --steps 50
        unroll bench --words names.txt --batch 256
        unroll bench --sample --cell lstm --layers 2
        unroll bench --sample --count 64
      """)

  @OptionGroup var network: NetworkArguments

  @OptionGroup var work: BenchArguments

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    if network.bidirectional == true && (work.sample || work.recompute) {
      throw ValidationError("--bidirectional goes neither with --sample nor with --recompute.")
    }
  }

  func run() throws {
    if work.sample { return try timeSampling() }
    let data = try work.data()
    let plan = try NetworkPlan(network, JobDefaults(.words, .medium))
    try plan.checkForward()
    let configuration = plan.configuration(symbols: data.inputs.port.width)
    let network = try plan.network(
      configuration, seed: work.seed,
      training: StepMemory.Pass(largestOf: data, batch: work.batch, recomputes: work.recompute))
    try work.export(network, data)
    var options = TrainingOptions()
    options.optimizer = OptimizerConfiguration(.adam)
    options.learningRate = 0.001
    options.recomputes = work.recompute
    let benchmark = StepBenchmark(
      network, data: data, batchSize: work.batch, options: options, threads: work.threads.count)
    guard let measured = benchmark.run(seconds: work.seconds.value) else {
      throw CommandFailure(.failed, "the steps diverged: choose another --initialiser or --seed")
    }
    let report = BenchReport(measured, benchmark)
    if json { try Output.json(report) } else { report.show() }
  }

  private func timeSampling() throws {
    let plan = try NetworkPlan(network, JobDefaults(.words, .medium))
    try plan.checkForward()
    let rows = Double(work.count ?? 1)
    let network = try plan.network(
      plan.configuration(symbols: work.symbols), seed: work.seed,
      training: StepMemory.Pass(positions: rows, rows: rows, steps: 1))
    let benchmark = try SamplingBenchmark(
      network, count: work.count ?? 1, threads: work.threads.count)
    let report = SamplingReport(benchmark.run(seconds: work.seconds.value), benchmark)
    if json { try Output.json(report) } else { report.show() }
  }
}

/// What `unroll bench` works on, and for how long.
struct BenchArguments: ParsableArguments {
  @Option(help: "Symbols, K, 2 to 65536.")
  var symbols = 65

  @Option(help: "Sequences of a batch, B, 1 to 65536.")
  var batch = 32

  @Option(help: "Time steps of a sequence, T, 1 to 1000000.")
  var steps = 50

  @Option(
    help: ArgumentHelp(
      "Take batches of the words of this file, one a line, in place of random symbols.",
      valueName: "file"))
  var words: String?

  @Flag(help: "Compute states a second time in place of storing them.")
  var recompute = false

  @Flag(
    help: "Time sampling in place of training; --batch and --steps then count for nothing.")
  var sample = false

  @Option(
    help: "With --sample, how many words are written side by side, 1 to 1000000. (default: 1)")
  var count: Int?

  @Option(help: "Threads, or 'auto' for as many as there are processors.")
  var threads = ThreadsArgument(count: nil)

  @Option(help: "How long to measure, such as 3s.")
  var seconds = Seconds(3)

  @Option(help: "The seed of weights and symbols, 0 or more.")
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      "Also write the first weights and all batches to this folder, for other tools to work on.",
      valueName: "folder"))
  var export: String?

  func validate() throws {
    try Check.range("--symbols", symbols, 2...Alphabet.maximumCount)
    try Check.range("--batch", batch, 1...65_536)
    try Check.range("--steps", steps, 1...1_000_000)
    if batch * steps > BenchArguments.maximumPositions {
      throw ValidationError(
        "--batch times --steps is more than \(BenchArguments.maximumPositions) symbols.")
    }
    try Check.range("--seconds", seconds.value, 0...3600)
    try Check.range("--count", count, 1...1_000_000)
    if count != nil && !sample { throw ValidationError("--count goes with --sample.") }
    if sample && (words != nil || export != nil) {
      throw ValidationError("--words and --export are for training, not for --sample.")
    }
  }

  private static let maximumPositions = 100_000_000
  /// Batches of words that take turns.
  private static let wordBatches = 16

  /// The sequences of all batches, one batch after the other.
  func data() throws -> Dataset {
    guard let words else { return try randomSymbols() }
    let list = try WordData.list(words)
    var stream = RandomStream(seed: seed, purpose: .shuffling)
    var chosen = list.words
    chosen.shuffleReproducibly(using: &stream)
    // Whole batches, or what there is.
    let whole = min(chosen.count / batch, BenchArguments.wordBatches) * batch
    chosen.removeLast(chosen.count - (whole > 0 ? whole : chosen.count))
    do {
      let alphabet = try Alphabet(words: list.words, unit: .character)
      return try Dataset(words: chosen, alphabet: alphabet)
    } catch {
      throw CommandFailure(error)
    }
  }

  private func randomSymbols() throws -> Dataset {
    var stream = RandomStream(seed: seed, purpose: .shuffling)
    var tracks: [[Int32]] = [[], []]
    for track in tracks.indices {
      for _ in 0..<batch * steps {
        tracks[track].append(Int32(min(Int(stream.uniform() * Double(symbols)), symbols - 1)))
      }
    }
    return try Dataset(
      inputs: .symbols(tracks[0], count: symbols), targets: .symbols(tracks[1], count: symbols),
      lengths: [Int](repeating: steps, count: batch))
  }
}
