/// Times the writing of words that never end, by way of the sampler that writes all words.
package struct SamplingBenchmark {
  /// What a benchmark has measured.
  package struct Measurement: Sendable {
    /// Seconds of each round.
    package var rounds: [Double] = []
    /// Symbols that each round writes, all words together.
    package var symbolsOfRound = 0
  }

  /// Words that are written in a round, side by side as far as the sampler writes words side by side.
  package let count: Int
  /// Threads that share a round.
  package var threads: Int {
    WordBatch.Division(engine, count: count, longest: SamplingBenchmark.shortest).threads
  }
  /// The instruction-set level whose kernels run.
  package var instructionSet: String { engine.instructionSetName }

  private let engine: Engine
  private let sampler: WordSampler

  /// Rounds, and symbols of a word in the shortest round.
  private static let rounds = 10
  private static let shortest = 50
  /// Symbols of a word in the longest round.
  private static let longest = 1_000_000

  /// Prepares a benchmark.
  ///
  /// - Parameters:
  ///   - network: what writes, one symbol in and one out; its words are kept from ending.
  ///   - threads: nil for as many as there are processors; a word that is alone has one.
  /// - Throws: `DataError` when the network has more symbols than an alphabet.
  package init(_ network: Network, count: Int, threads: Int?) throws(DataError) {
    var symbols = [""]
    // Scalars from ! on, but for those that stand for parts of others in UTF-16.
    var scalars = (0x21...0x10FFFF).lazy.compactMap { Unicode.Scalar($0) }.makeIterator()
    while symbols.count < network.configuration.output.width, let scalar = scalars.next() {
      symbols.append(String(scalar))
    }
    var network = network
    // So unlikely that its weight is zero, whatever the other logits are.
    network.parameters["c"][Int(Alphabet.end)] = -1_000_000
    let model = WordModel(
      alphabet: try Alphabet(symbols: symbols, unit: .scalar), network: network)
    self.count = max(count, 1)
    engine = Engine(network.configuration, threads: count > 1 ? threads : 1)
    sampler = WordSampler(model, engine: engine)
  }

  /// Writes for about so many seconds, after a first round that counts for nothing.
  package func run(seconds: Double) -> Measurement {
    var length = SamplingBenchmark.shortest
    let first = round(length: length)
    let share = seconds / Double(SamplingBenchmark.rounds)
    length = Int(min(share / max(first, 1e-9), 1e9) * Double(length))
    length = min(max(length, SamplingBenchmark.shortest), SamplingBenchmark.longest)
    var result = Measurement(symbolsOfRound: count * length)
    for _ in 0..<SamplingBenchmark.rounds { result.rounds.append(round(length: length)) }
    return result
  }

  private func round(length: Int) -> Double {
    var options = SamplingOptions()
    options.maximumLength = length
    let start = ContinuousClock.now
    // Without a prefix there is no symbol that could be unknown.
    try? sampler.words(count: count, options, seed: 1) { _ in }
    return (ContinuousClock.now - start).inSeconds
  }
}
