import Testing

@testable import Unroll

/// One model in many tasks at once: each gets what a single caller gets, to the bit.
@Suite("Models that many tasks share")
struct SharedModelTests {
  private static let tasks = 16

  /// Does the same in many tasks at once, and alone before.
  private func compare<Answer: Equatable & Sendable>(
    _ answer: @escaping @Sendable (_ task: Int) throws -> Answer
  ) async throws {
    let alone = try (0..<Self.tasks).map(answer)
    try await withThrowingTaskGroup(of: (Int, Answer).self) { group in
      for task in 0..<Self.tasks { group.addTask { (task, try answer(task)) } }
      for try await (task, found) in group { #expect(found == alone[task], "task \(task)") }
    }
  }

  private static let text = "the cat sat on the mat. the hat sat on the cat.\n"

  private static func symbols(_ count: Int, _ cell: Cell) throws -> Network {
    try Network(
      NetworkConfiguration(
        input: .symbols(count: count), embeddingSize: 3, cell: cell, hiddenSize: 9, layers: 2,
        output: .symbols(count: count)), seed: 1)
  }

  @Test("Words: sampling, scoring, completing")
  func words() async throws {
    let words = ["anna", "hanna", "johanna", "anton", "antonia"]
    let alphabet = try Alphabet(words: words)
    let model = WordModel(alphabet: alphabet, network: try Self.symbols(alphabet.count, .lstm))
    // Several threads in each task: their teams must not meet.
    try await compare { task in
      var made: [String] = []
      try WordSampler(model, threads: 1 + task % 3).words(count: 20, seed: UInt64(task)) {
        made.append($0)
      }
      return made
    }
    try await compare { task in try WordScorer(model, threads: 1 + task % 3).scores(words) }
    try await compare { task in
      let pattern = try SymbolPattern("an*", alphabet: alphabet)
      return BeamSearch(model, threads: 1 + task % 2).find(pattern)
    }
  }

  @Test("Texts: writing, scoring, evaluation")
  func texts() async throws {
    var collector = TextCollector(unit: .character)
    for _ in 0..<4 { try collector.add(Self.text) }
    let text = try collector.finish()
    let model = TextModel(
      alphabet: text.alphabet, network: try Self.symbols(text.alphabet.count, .gru))
    try await compare { task in
      var options = SamplingOptions()
      options.maximumLength = 40
      var (written, stream) = ("", RandomStream(seed: UInt64(task), purpose: .sampling))
      _ = try TextSampler(model).write(after: "the ", options, using: &stream) { written += $0 }
      return written
    }
    try await compare { task in
      var scores: [Float] = []
      TextScorer(model, threads: 1 + task % 3).score(text.stream) { scores += $0.logProbabilities }
      return scores
    }
    try await compare { task in
      Engine(model.network.configuration, threads: 1 + task % 3)
        .evaluate(model.network, on: text.stream).sum
    }
  }

  @Test("Classes: the model itself is called from many tasks")
  func classes() async throws {
    let lines = (0..<40).map { "c\($0 % 3),\(String(repeating: "ab", count: 1 + $0 % 5))" }
    let data = try LabelledSequences(
      bytes: Array(("label,text\n" + lines.joined(separator: "\n") + "\n").utf8), source: "t.csv")
    let classes = try data.checkedClasses()
    let input = try ClassifierInput(learning: data)
    var configuration = NetworkConfiguration(
      input: input.port, cell: .gru, hiddenSize: 8, output: .symbols(count: classes.count))
    configuration.isBidirectional = true
    let model = ClassifierModel(
      classes: classes, input: input, network: try Network(configuration, seed: 1))
    try await compare { task in try model.probabilities(of: data, threads: 1 + task % 3) }
    try await compare { task in
      try model.evaluate(on: data, threads: 1 + task % 3).matrix.accuracy
    }
  }

  @Test("Tags")
  func tags() async throws {
    let text = "the\tDET\ncat\tNOUN\nsat\tVERB\n\non\tADP\nthe\tDET\nmat\tNOUN\n\n"
    let sentences = try TaggedSentences(
      bytes: Array(text.utf8), source: "t.txt", format: .columns)
    let vocabulary = try TagVocabulary(of: sentences, and: nil, minimumCount: 1)
    var configuration = NetworkConfiguration(
      input: .symbols(count: vocabulary.words.count), embeddingSize: 6, cell: .lstm, hiddenSize: 8,
      output: .symbols(count: vocabulary.tags.count))
    configuration.isBidirectional = true
    configuration.spelling = SpellingConfiguration(
      characters: vocabulary.characters.count, embeddingSize: 5, hiddenSize: 7)
    let model = TaggerModel(
      vocabulary: vocabulary, column: nil, network: try Network(configuration, seed: 1))
    try await compare { task in
      Engine(model.network.configuration, threads: 1 + task % 3).tag(model, sentences)
    }
  }

  @Test("Forecasts: the model itself is called from many tasks")
  func forecasts() async throws {
    let shape = ForecastShape(targets: ["y"], context: 8, horizon: 3)
    let rows = (0..<60).map { "\(($0 * 7) % 12)" }.joined(separator: "\n")
    let series = try Series(
      Table(bytes: Array("y\n\(rows)\n".utf8), source: "t.csv"), shape)
    let configuration = NetworkConfiguration(
      input: .values(size: shape.inputSize), cell: .gru, hiddenSize: 12,
      output: .values(size: shape.outputSize))
    let model = ForecastModel(
      shape: shape, scaling: Scaling(series, shape, rows: 50),
      network: try Network(configuration, seed: 2))
    try await compare { task in
      try model.forecasts(series, from: [20, 30, 40 + task], threads: 1 + task % 3)
    }
    try await compare { task in try model.forecast(after: series, threads: 1 + task % 3) }
  }

  @Test("Events: chances and made-up sequences")
  func events() async throws {
    var configuration = NetworkConfiguration(
      input: .values(size: 5), cell: .lstm, hiddenSize: 6, output: .values(size: 5))
    configuration.loss = .binary
    let model = EventModel(range: 0...4, network: try Network(configuration, seed: 1))
    try await compare { task in try EventSampler(model).chances(after: [[0], [1, 4], [task % 5]]) }
    try await compare { task in
      var stream = RandomStream(seed: UInt64(task), purpose: .sampling)
      return try EventSampler(model).steps(count: 12, using: &stream)
    }
  }

  @Test("Training: many trainers on the same data")
  func training() async throws {
    let data = try ToyTask.noise(sequences: 13)
    let network = try ToyTask.network(for: data, hidden: 7)
    try await compare { task in
      let trainer = try Trainer(
        network, data: data, validation: data, options: plainOptions(.adam, rate: 0.01),
        threads: 1 + task % 3)
      try trainer.train()
      return trainer.best
    }
  }
}
