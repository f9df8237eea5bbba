import Testing

@testable import Unroll

/// Words that are written side by side must be those that are written one by one, to the bit.
@Suite("Many words at once")
struct WordBatchTests {
  /// Words one by one, each with the stream of its index.
  private func alone(
    _ model: WordModel, _ indices: some Sequence<UInt64>, beginning prefix: String = "",
    _ options: SamplingOptions, seed: UInt64 = 5
  ) throws -> [String] {
    let sampler = WordSampler(model, threads: 1)
    return try indices.map { index in
      var stream = RandomStream(seed: seed, purpose: .sampling, index: index)
      return try sampler.word(beginning: prefix, options, using: &stream)
    }
  }

  /// Words side by side, in every division among threads and rows.
  private func expectTogether(
    _ model: WordModel, count: Int = 60, beginning prefix: String = "",
    _ options: SamplingOptions = SamplingOptions(), threads: [Int] = [1, 2, 3],
    rows: [Int] = [1, 2, 5, 30], at location: SourceLocation = #_sourceLocation
  ) throws {
    let expected = try alone(model, 0..<UInt64(count), beginning: prefix, options)
    for threads in threads {
      for rows in rows {
        let engine = Engine(
          model.network.configuration, threads: threads, instructionSet: .active,
          smallestSharedWork: 0)
        let sampler = WordSampler(model, engine: engine, rowsOfThread: rows)
        var words: [String] = []
        try sampler.words(count: count, beginning: prefix, options, seed: 5) { words.append($0) }
        #expect(
          words == expected, "\(threads) threads, \(rows) rows each", sourceLocation: location)
      }
    }
  }

  private func options(
    length: Int = 12, temperature: Double = 1, topK: Int? = nil, topP: Double? = nil
  ) -> SamplingOptions {
    var options = SamplingOptions()
    options.maximumLength = length
    options.temperature = temperature
    options.topK = topK
    options.topP = topP
    return options
  }

  /// A model that ends words of many lengths.
  private func model(_ alphabet: Alphabet, scale: Float = 3) throws -> WordModel {
    let port = NetworkConfiguration.Port.symbols(count: alphabet.count)
    var network = try Network(
      NetworkConfiguration(
        input: port, cell: .lstm, hiddenSize: 19, layers: 2, output: port), seed: 4)
    network.parameters.scale(by: scale)
    return WordModel(alphabet: alphabet, network: network)
  }

  private func letters() throws -> WordModel { try model(Alphabet(words: ["abcdefgh"])) }

  /// Networks that read symbols forward and predict them.
  static let writers = FamilyNetwork.oneWay.filter {
    $0.configuration.input == .symbols(count: 7) && $0.configuration.output == .symbols(count: 7)
  }

  @Test("Every cell and option writes the words that it writes one by one", arguments: writers)
  func family(_ example: FamilyNetwork) throws {
    let model = WordModel(
      alphabet: try Alphabet(words: ["abcdef"]), network: example.network)
    try expectTogether(model, options(), threads: [1, 2], rows: [2, 30])
  }

  @Test("Any number of words, fewer than rows or more than a window", arguments: [0, 1, 2, 7, 500])
  func counts(count: Int) throws {
    try expectTogether(letters(), count: count, options())
  }

  @Test("Long words that keep others waiting, and words of one symbol")
  func lengths() throws {
    let model = try letters()
    let words = try alone(model, 0..<300, options(length: 500, temperature: 0.9))
    #expect(Set(words.map(\.count)).count > 10, "the test shows nothing: \(words.map(\.count))")
    try expectTogether(model, count: 300, options(length: 500, temperature: 0.9), rows: [1, 3])
    try expectTogether(model, count: 100, options(length: 1))
  }

  @Test("Every way of drawing symbols")
  func drawing() throws {
    let model = try letters()
    for options in [
      options(temperature: 0), options(temperature: 0.5), options(temperature: 4),
      options(topK: 1), options(topK: 3), options(topP: 0.6), options(topK: 4, topP: 0.8),
    ] {
      try expectTogether(model, options)
    }
  }

  @Test("Prefixes, also one as long as a word may be", arguments: ["a", "hgfe", "abcdabcdabcd"])
  func prefixes(prefix: String) throws {
    try expectTogether(letters(), beginning: prefix, options())
    let sampler = WordSampler(try letters())
    try sampler.words(count: 9, beginning: prefix, options(), seed: 1) {
      #expect($0.hasPrefix(prefix))
    }
  }

  @Test("Words of bytes are valid UTF-8 side by side, too", arguments: [1, 4, 30])
  func bytes(length: Int) throws {
    let bytes = [""] + (0x20...0xF4).map { String(Unicode.Scalar(UInt8($0))) }
    let model = try model(Alphabet(symbols: bytes, unit: .byte))
    let options = options(length: length, temperature: 2)
    try expectTogether(model, beginning: "é", options, threads: [1, 2], rows: [2, 30])
    try WordSampler(model).words(count: 100, options, seed: 2) {
      #expect(!$0.isEmpty && !$0.contains("\u{FFFD}"))
    }
  }

  @Test("The first index moves the words, round the end of all numbers")
  func firstIndex() throws {
    let model = try letters()
    let sampler = WordSampler(model)
    for (first, indices) in [(7, [7, 8, 9]), (.max, [.max, 0, 1])] as [(UInt64, [UInt64])] {
      var words: [String] = []
      try sampler.words(count: 3, firstIndex: first, options(), seed: 5) { words.append($0) }
      #expect(words == (try alone(model, indices, options())))
    }
  }

  @Test("Nothing is written after what takes the words has thrown, and the sampler goes on")
  func throwing() throws {
    struct Full: Error {}
    let model = try letters()
    let sampler = WordSampler(model)
    var words: [String] = []
    #expect(throws: Full.self) {
      try sampler.words(count: 50, options(), seed: 5) {
        words.append($0)
        if words.count == 3 { throw Full() }
      }
    }
    #expect(words == (try alone(model, 0..<3, options())))
    var again: [String] = []
    try sampler.words(count: 3, options(), seed: 5) { again.append($0) }
    #expect(again == words)
  }

  @Test("A prefix that the model cannot read is told before any word")
  func unknownPrefix() throws {
    let sampler = WordSampler(try letters())
    for count in [0, 5] {
      #expect(throws: DataError.self) {
        try sampler.words(count: count, beginning: "aX", seed: 1) { _ in
          Issue.record("a word was written")
        }
      }
    }
  }

  @Test("Rows and threads never outnumber words, and long words get few rows")
  func division() throws {
    let configuration = try letters().network.configuration
    func division(_ count: Int, longest: Int, threads: Int, sharing: Int) -> [Int] {
      let engine = Engine(
        configuration, threads: threads, instructionSet: .active, smallestSharedWork: sharing)
      let division = WordBatch.Division(engine, count: count, longest: longest, rowsOfThread: 10)
      return [division.threads, division.rows]
    }
    #expect(division(1, longest: 100, threads: 3, sharing: 0) == [1, 1])
    #expect(division(2, longest: 100, threads: 3, sharing: 0) == [2, 2])
    #expect(division(1_000, longest: 100, threads: 3, sharing: 0) == [3, 30])
    #expect(division(1_000, longest: 100, threads: 3, sharing: .max) == [1, 10])
    #expect(division(1_000, longest: 1 << 22, threads: 3, sharing: 0) == [3, 4])
    #expect(division(1_000, longest: .max, threads: 3, sharing: 0) == [1, 1])
    #expect(division(1_000, longest: .min, threads: 3, sharing: 0) == [3, 30])
  }
}
