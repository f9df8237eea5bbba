import Testing

@testable import Unroll

@Suite("Taggers")
struct TaggerTests {
  /// Made-up words whose tag is told by their last letter alone, each but a few new.
  private static func sentences(_ count: Int, seed: UInt64) throws -> TaggedSentences {
    var generator = SplitMix(seed: seed)
    var text = ""
    for _ in 0..<count {
      for _ in 0..<Int(2 + generator.next() % 5) {
        var word = ""
        for _ in 0..<Int(2 + generator.next() % 3) {
          word += ["k", "l", "m", "n", "p"][Int(generator.next() % 5)]
        }
        let ending = Int(generator.next() % 3)
        text += "\(word)\(["a", "e", "o"][ending])\t\(["NOUN", "VERB", "ADV"][ending])\n"
      }
      text += "\n"
    }
    return try TaggedSentences(bytes: Array(text.utf8), source: "made up", format: .columns)
  }

  private static func configuration(_ vocabulary: TagVocabulary) -> NetworkConfiguration {
    var configuration = NetworkConfiguration(
      input: .symbols(count: vocabulary.words.count), embeddingSize: 6, cell: .gru, hiddenSize: 8,
      output: .symbols(count: vocabulary.tags.count))
    configuration.isBidirectional = true
    configuration.spelling = SpellingConfiguration(
      characters: vocabulary.characters.count, embeddingSize: 5, hiddenSize: 7, wordDropout: 0.3)
    return configuration
  }

  private static func model(seed: UInt64 = 3) throws -> TaggerModel {
    let vocabulary = try TagVocabulary(of: sentences(9, seed: 1), and: nil, minimumCount: 1)
    return TaggerModel(
      vocabulary: vocabulary, column: .xpos,
      network: try Network(configuration(vocabulary), seed: seed))
  }

  @Test("A tagger learns endings, so that words it has never seen get the right tag")
  func learns() throws {
    let (training, test) = (try Self.sentences(150, seed: 1), try Self.sentences(60, seed: 2))
    let vocabulary = try TagVocabulary(of: training, and: nil, minimumCount: 3)
    var options = TrainingOptions()
    (options.epochs, options.learningRate) = (8, 0.02)
    let trainer = try Trainer(
      try Network(Self.configuration(vocabulary), seed: 1),
      data: try vocabulary.dataset(training), options: options)
    try trainer.train()
    let model = TaggerModel(vocabulary: vocabulary, column: nil, network: trainer.network)
    let engine = Engine(model.network.configuration)
    let report = TaggingReport(engine.tag(model, test), of: test, knowing: vocabulary)
    #expect(report.unknown.words > 100)
    #expect(report.unknown.accuracy > 0.97, "\(report.unknown)")
    // What counting words reaches, without their characters.
    let counted = TaggingReport(FrequentTags(training).tag(test), of: test)
    #expect(counted.all.accuracy < 0.75, "\(counted.all)")
  }

  @Test("Training gives the same weights for any number of threads")
  func sameWeights() throws {
    let training = try Self.sentences(20, seed: 4)
    let vocabulary = try TagVocabulary(of: training, and: nil, minimumCount: 2)
    var options = TrainingOptions()
    options.epochs = 2
    let results = try [1, 2, 3, 8].map { threads in
      let trainer = try Trainer(
        try Network(Self.configuration(vocabulary), seed: 1),
        data: try vocabulary.dataset(training), validation: try vocabulary.dataset(training),
        options: options, threads: threads)
      try trainer.train()
      return trainer.network
    }
    #expect(results.allSatisfy { $0 == results[0] })
  }

  @Test("A sentence's tags do not depend on the others")
  func independent() throws {
    let (model, test) = (try Self.model(), try Self.sentences(300, seed: 5))
    let engine = Engine(model.network.configuration, threads: 2)
    let all = engine.tag(model, test)
    var start = 0
    for sentence in 0..<test.count {
      let alone = test.choosing([sentence])
      #expect(engine.tag(model, alone) == Array(all[start..<start + alone.words.count]))
      start += alone.words.count
    }
  }

  @Test("A model comes back from its file as it was, and the bytes are the same")
  func file() throws {
    let model = try Self.model()
    let bytes = ModelFile.encode(model)
    guard case .tag(let read) = try ModelFile.decodeContent(bytes, source: "m") else {
      Issue.record("another kind of model")
      return
    }
    #expect(read == model)
    #expect(ModelFile.encode(.tag(read)) == bytes)
    let names = try Safetensors.decode(bytes, source: "m").tensors.map(\.name)
    for name in [
      "embedding.weight", "characters.embedding.weight", "characters.rnn.weight_ih_l0",
      "characters.rnn.weight_hh_l0_reverse", "characters.rnn.bias_hh_l0", "output.bias",
    ] { #expect(names.contains(name)) }
  }

  @Test("Files whose parts do not fit each other are refused")
  func hostileFiles() throws {
    let sound = try Safetensors.decode(ModelFile.encode(try Self.model()), source: "m")
    func expectRefused(_ what: String, _ change: (inout Safetensors) -> Void) {
      var file = sound
      change(&file)
      #expect(throws: ModelFileError.self, "\(what)") {
        try ModelFile.decodeContent(file.encode(), source: "m")
      }
    }
    for key in ["tags", "words", "characters", "configuration"] {
      expectRefused("no \(key)") { $0.metadata[key] = nil }
      for value in ["[]", "[\"\"]", "[\"\",\"\"]", "{}", "[1]", "[\"\",\"ab\",\"ab\"]", "null"] {
        expectRefused("\(key) \(value)") { $0.metadata[key] = value }
      }
    }
    expectRefused("a character of two") {
      $0.metadata["characters"] = $0.metadata["characters"]?.replacing("\"k\"", with: "\"kk\"")
    }
    expectRefused("a first word that is one") {
      $0.metadata["words"] = $0.metadata["words"]?.replacing("[\"\"", with: "[\"x\"")
    }
    expectRefused("another column") { $0.metadata["column"] = "lemma" }
    expectRefused("no spelling") {
      $0.metadata["configuration"] = $0.metadata["configuration"]?
        .replacing("\"spelling\"", with: "\"spell\"")
    }
    for size in ["0", "-1", "9223372036854775807", "8", "1.5"] {
      expectRefused("\(size) neurons") {
        $0.metadata["configuration"] = $0.metadata["configuration"]?
          .replacing("\"hiddenSize\":7", with: "\"hiddenSize\":\(size)")
      }
    }
    expectRefused("a tensor too many") {
      let tensor = $0.tensors[0]
      $0.tensors.append(
        .init(name: "characters.rnn.weight_ih_l1", shape: tensor.shape, values: tensor.values))
    }
    for index in sound.tensors.indices where !sound.tensors[index].name.contains("bias_hh") {
      expectRefused("no \(sound.tensors[index].name)") { $0.tensors.remove(at: index) }
    }
    for task in ["words", "text"] {
      expectRefused("spelled words for \(task)") {
        $0.metadata["task"] = task
        $0.metadata["alphabet"] = $0.metadata["words"]
        $0.metadata["unit"] = "word"
      }
    }
  }
}
