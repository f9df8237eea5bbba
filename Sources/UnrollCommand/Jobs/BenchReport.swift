import Unroll

/// What `unroll bench` has measured.
struct BenchReport: Encodable {
  /// The median, and the middle half of the steps lie between the quartiles.
  let millisecondsPerStep: Double
  let lowerQuartile: Double
  let upperQuartile: Double
  let stepsMeasured: Int
  let symbolsPerSecond: Double
  /// Milliards of floating-point operations a second, six for each weight that is multiplied and each
  /// position.
  let gflops: Double
  let peakGflops: Double
  let fractionOfPeak: Double
  let threads: Int
  let instructionSet: String
  /// What the steps hold in memory, by formula.
  let stepBytes: Double
  let parameters: Double
  /// The mean loss of the first step in nats a symbol, before any update.
  let firstLoss: Double

  init(_ measured: StepBenchmark.Measurement, _ benchmark: StepBenchmark) {
    let times = measured.steps.sorted()
    millisecondsPerStep = 1000 * BenchReport.quantile(times, 0.5)
    lowerQuartile = 1000 * BenchReport.quantile(times, 0.25)
    upperQuartile = 1000 * BenchReport.quantile(times, 0.75)
    stepsMeasured = times.count
    // Of the median step, so that an interruption of the machine does not count.
    let seconds = BenchReport.quantile(times, 0.5) * Double(times.count)
    symbolsPerSecond = Double(measured.symbols) / seconds
    gflops = measured.operations / seconds / 1e9
    peakGflops = BenchReport.quantile(measured.peaks.sorted(), 0.5) / 1e9
    fractionOfPeak = BenchReport.quantile(measured.fractions.sorted(), 0.5)
    threads = benchmark.threads
    instructionSet = benchmark.instructionSet
    stepBytes = benchmark.memory.bytes
    parameters = benchmark.parameterCount
    firstLoss = measured.firstLoss
  }

  /// The number below which a share of sorted numbers lies.
  fileprivate static func quantile(_ sorted: [Double], _ share: Double) -> Double {
    guard let last = sorted.indices.last else { return 0 }
    return sorted[Int((Double(last) * share).rounded())]
  }

  /// Prints the report for people.
  func show() {
    let time = Format.decimal(millisecondsPerStep, 3)
    let quartiles = "\(Format.decimal(lowerQuartile, 3)) to \(Format.decimal(upperQuartile, 3))"
    Output.result(
      "step        \(time) ms (middle half of \(Format.count(stepsMeasured)): \(quartiles))")
    Output.result("symbols     \(Format.rate(symbolsPerSecond)) a second")
    Output.result(
      "arithmetic  \(Format.decimal(gflops, 1)) GFLOP/s, \(Format.decimal(100 * fractionOfPeak, 1)) % of "
        + "the peak of \(Format.decimal(peakGflops, 1))")
    Output.result(
      "memory      \(Format.decimal(stepBytes / 1e6, 1)) MB for steps with "
        + "\(Format.count(Int(parameters), "parameter"))")
    Output.result(
      "machine     \(Format.count(threads, "thread")), instruction set \(instructionSet)")
  }
}

/// What `unroll bench --sample` has measured: the median of its rounds, the middle half of which lies
/// between the quartiles.
struct SamplingReport: Encodable {
  /// Of all words together.
  let symbolsPerSecond: Double
  let lowerQuartile: Double
  let upperQuartile: Double
  let microsecondsPerSymbol: Double
  let roundsMeasured: Int
  let symbolsPerRound: Int
  /// Words that are written side by side.
  let count: Int
  let threads: Int
  let instructionSet: String

  init(_ measured: SamplingBenchmark.Measurement, _ benchmark: SamplingBenchmark) {
    let rates = measured.rounds.map { Double(measured.symbolsOfRound) / $0 }.sorted()
    symbolsPerSecond = BenchReport.quantile(rates, 0.5)
    lowerQuartile = BenchReport.quantile(rates, 0.25)
    upperQuartile = BenchReport.quantile(rates, 0.75)
    microsecondsPerSymbol = 1_000_000 / symbolsPerSecond
    roundsMeasured = rates.count
    symbolsPerRound = measured.symbolsOfRound
    count = benchmark.count
    threads = benchmark.threads
    instructionSet = benchmark.instructionSet
  }

  /// Prints the report for people.
  func show() {
    func rate(_ value: Double) -> String { Format.rate(value) }
    Output.result(
      "symbols     \(rate(symbolsPerSecond)) a second (middle half of \(roundsMeasured) rounds: "
        + "\(rate(lowerQuartile)) to \(rate(upperQuartile)))")
    Output.result("a symbol    \(Format.decimal(microsecondsPerSymbol, 2)) µs")
    Output.result("words       \(Format.count(count)) side by side")
    Output.result(
      "machine     \(Format.count(threads, "thread")), instruction set \(instructionSet)")
  }
}
