import Testing

@testable import Unroll

@Suite("Scoring and writing text")
struct TextScorerTests {
  private static let text = "the cat sat on the mat. the hat sat on the cat.\n"

  private func model(seed: UInt64 = 1, cell: Cell = .lstm) throws -> (TextModel, SymbolStream) {
    var collector = TextCollector(unit: .character)
    for _ in 0..<8 { try collector.add(Self.text) }
    let text = try collector.finish()
    let network = try Network(
      NetworkConfiguration(
        input: .symbols(count: text.alphabet.count), cell: cell, hiddenSize: 11,
        output: .symbols(count: text.alphabet.count)), seed: seed)
    return (TextModel(alphabet: text.alphabet, network: network), text.stream)
  }

  private func scores(
    _ scorer: TextScorer, _ stream: SymbolStream
  ) -> (sum: Double, places: [Int], all: [Float]) {
    var (sum, places, all) = (0.0, [Int](), [Float]())
    scorer.score(stream) { stretch in
      places.append(stretch.place)
      all += stretch.logProbabilities
      sum += stretch.logProbabilities.reduce(0) { $0 + Double($1) }
    }
    return (sum, places, all)
  }

  @Test("Scores add up to the loss of an evaluation, and stand in the order of the symbols")
  func sums() throws {
    let (model, stream) = try model()
    let (sum, places, all) = scores(TextScorer(model, threads: 1), stream)
    let engine = Engine(model.network.configuration, threads: 1)
    let loss = engine.evaluate(model.network, on: stream, lanes: 1)
    #expect(all.count == stream.predictions && places == [1, 257])
    #expect(abs(sum + loss.sum) < 1e-5 * loss.sum)
    // The score of a place is that of the prefix up to it, less that of the prefix before it.
    for place in [1, 5, 48, 49, 50, 97] {
      func total(_ count: Int) -> Double {
        let prefix = SymbolStream(
          (1..<count).map { stream[$0] }, alphabetCount: stream.alphabetCount)
        return -engine.evaluate(model.network, on: prefix, lanes: 1).sum
      }
      let expected = total(place + 1) - (place > 1 ? total(place) : 0)
      #expect(abs(Double(all[place - 1]) - expected) < 1e-4, "place \(place)")
    }
  }

  @Test("Adaptation scores first and learns then")
  func adaptation() throws {
    let (model, stream) = try model()
    let plain = scores(TextScorer(model, threads: 1), stream)
    var adaptation = TextScorer.Adaptation()
    adaptation.window = 16
    let scorer = TextScorer(model, adaptation: adaptation, threads: 1)
    let adapted = scores(scorer, stream)
    // The first window is scored by the model as it was; on text that repeats itself the rest is better.
    for (first, second) in zip(plain.all.prefix(16), adapted.all) { #expect(first == second) }
    #expect(adapted.all[16..<32] != plain.all[16..<32])
    #expect(adapted.sum > 0.98 * plain.sum)
    #expect(scorer.network != model.network)
    adaptation.learningRate = 1e-30
    let still = scores(TextScorer(model, adaptation: adaptation, threads: 1), stream)
    #expect(abs(still.sum - plain.sum) < 1e-5 * abs(plain.sum))
  }

  @Test("A list of words has the scores of its words")
  func words() throws {
    let alphabet = try Alphabet(words: ["abc"])
    let network = try Network(
      NetworkConfiguration(
        input: .symbols(count: 4), cell: .gru, hiddenSize: 5, output: .symbols(count: 4)), seed: 2)
    let model = WordModel(alphabet: alphabet, network: network)
    let words = (0..<300).map { String("abccba".prefix(1 + $0 % 6)) }
    let scores = try WordScorer(model, threads: 2).scores(words)
    let engine = Engine(network.configuration, threads: 1)
    for (index, word) in words.enumerated() where index < 6 || index > 290 {
      let loss = engine.evaluate(network, on: try Dataset(words: [word], alphabet: alphabet))
      #expect(scores[index].symbols == word.count + 1)
      #expect(abs(scores[index].logProbability + loss.sum) < 1e-4)
    }
    #expect(try WordScorer(model).scores([]).isEmpty)
    #expect(throws: DataError.self) { try WordScorer(model).scores(["ab", "ax"]) }
  }

  @Test("A text goes on from where it stands, symbol by symbol, the same for the same seed")
  func writing() throws {
    var (model, _) = try model(seed: 3)
    for i in model.network.parameters.values.indices { model.network.parameters.values[i] *= 4 }
    let sampler = TextSampler(model)
    func write(_ beginning: String, seed: UInt64, length: Int) throws -> [String] {
      var options = SamplingOptions()
      options.maximumLength = length
      var stream = RandomStream(seed: seed, purpose: .sampling)
      var symbols: [String] = []
      try sampler.write(after: beginning, options, using: &stream) { symbols.append($0) }
      return symbols
    }
    let text = try write("the ", seed: 1, length: 40)
    #expect(try write("the ", seed: 1, length: 40) == text && text.count <= 40)
    #expect(try write("the cat", seed: 1, length: 40) != text)
    #expect(try write("the ", seed: 2, length: 40) != text)
    #expect(throws: DataError.self) { try write("the Zebra", seed: 1, length: 5) }
    var greedy = SamplingOptions()
    (greedy.temperature, greedy.maximumLength) = (0, 1)
    var stream = RandomStream(seed: 1, purpose: .sampling)
    var likeliest = ""
    try sampler.write(after: "sat", greedy, using: &stream) { likeliest = $0 }
    let next = try BeamSearch(model, threads: 1).next(after: "sat")
    #expect(likeliest == next.first { !$0.symbol.isEmpty }?.symbol || next[0].symbol.isEmpty)
  }

  @Test(
    "A text's model comes back from its file, with separator and unit",
    arguments: [
      SymbolUnit.character, .scalar, .byte, .word,
    ])
  func file(unit: SymbolUnit) throws {
    var collector = TextCollector(unit: unit, separator: "\n\n")
    try collector.add("don't stop\n\ndon't é\n\nstop é")
    let text = try collector.finish()
    let port = NetworkConfiguration.Port.symbols(count: text.alphabet.count)
    let model = TextModel(
      alphabet: text.alphabet, separator: "\n\n",
      network: try Network(
        NetworkConfiguration(input: port, cell: .lstm, hiddenSize: 3, output: port), seed: 1))
    let bytes = ModelFile.encode(model)
    #expect(try ModelFile.decodeContent(bytes, source: "") == .text(model))
    #expect(throws: ModelFileError.self) { try ModelFile.decode(bytes, source: "") }
  }
}
