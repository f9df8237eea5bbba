import Testing

@testable import Unroll

private let damaged = "The file is damaged; train again or restore a copy."
private let foreign = "Give a model that 'unroll train' has written."
private let newer = "Use the version of unroll that wrote it, or a newer one."
private let badJSON = "the JSON under 'configuration' in its metadata is not what it should be"
private let layers = "\"layers\":2"
private let hidden = "\"hiddenSize\":4"
private let embedding = "\"embeddingSize\":4"

/// A model of words that has everything.
private func familyModel() throws -> WordModel {
  WordModel(
    alphabet: try Alphabet(words: ["abcdefgh"]), network: try distinctNetwork(everything()))
}

private let sizes: [HostileModel] = [
  .init(configuration: layers, "\"layers\":0", layerCount(0)),
  .init(configuration: layers, "\"layers\":-1", layerCount(-1)),
  .init(configuration: layers, "\"layers\":1025", layerCount(1025)),
  .init(configuration: layers, "\"layers\":9223372036854775807", layerCount(.max)),
  .init(configuration: layers, "\"layers\":-9223372036854775808", layerCount(.min)),
  .init(configuration: layers, "\"layers\":1.5", badJSON),
  .init(configuration: layers, "\"layers\":1e300", badJSON),
  .init(
    configuration: layers, "\"layers\":1",
    "its configuration has no place for tensor "
      + "'rnn.bias_hh_l1'", "Check that the configuration is the one that it was written with."),
  .init(configuration: layers, "\"layers\":3", "it has no tensor 'rnn.weight_ih_l2'", foreign),
  .init(
    configuration: layers, "\"layers\":1024", "it has no tensor 'rnn.weight_ih_l2'", foreign),
  .init(configuration: embedding, "\"embeddingSize\":0", size("embedding", 0)),
  .init(configuration: embedding, "\"embeddingSize\":-1", size("embedding", -1)),
  .init(
    configuration: embedding, "\"embeddingSize\":9223372036854775807", size("embedding", .max)),
  .init(
    configuration: embedding, "\"embeddingSize\":5",
    "tied weights need an embedding of size 4, the width of the last layer"),
  .init(configuration: embedding, "\"embeddingSize\":\"4\"", badJSON),
  .init("parameters beyond counting", damaged, tooMany: "over 10^18") { text in
    text.replacing(layers, with: "\"layers\":1024")
      .replacing(hidden, with: "\"hiddenSize\":2147483648")
      .replacing(embedding, with: "\"embeddingSize\":2147483648")
  },
  // 1024 layers of 4 gates of 1000 neurons, each with 2000 weights, a bias, two gains; their
  // initial states; E and c.
  .init("more parameters than there may be", damaged, tooMany: "8206345009") { text in
    text.replacing(layers, with: "\"layers\":1024").replacing(hidden, with: "\"hiddenSize\":1000")
      .replacing(embedding, with: "\"embeddingSize\":1000")
  },
  // 1.3e9 parameters may be, and would be 5 GB: refused for the tensors that are there.
  .init("tensor embedding.weight is [9, 4], the configuration says [9, 400]", damaged) { file in
    file.metadata["configuration"] = file.metadata["configuration"]?
      .replacing(layers, with: "\"layers\":1024").replacing(hidden, with: "\"hiddenSize\":400")
      .replacing(embedding, with: "\"embeddingSize\":400")
  },
]

private let choices: [HostileModel] = [
  .init(
    configuration: "\"lstm\"", "\"LSTM\"", "its cell is 'LSTM', which this version does not know",
    newer),
  .init(
    configuration: "\"lstm\"", "\"gru\"",
    "cell zoneout needs a cell with a cell state, which gru does not have"),
  .init(
    configuration: "\"tanh\"", "\"relu\"",
    "lstm has non-linearities of its own; only rnn takes another one"),
  .init(
    configuration: hidden, hidden + ",\"attention\":1",
    "its configuration is 'attention', which this version does not know", newer),
  .init(
    configuration: hidden, hidden + ",\"isBidirectional\":true",
    "tied weights need an embedding of size 8, the width of the last layer"),
  .init("reads in both directions", damaged) { file in
    file.metadata["configuration"] = file.metadata["configuration"]?
      .replacing(hidden, with: hidden + ",\"isBidirectional\":true")
      .replacing(embedding, with: "\"embeddingSize\":8")
  },
  .init(configuration: "\"isNormalised\":true", "\"isNormalised\":1", badJSON),
  .init(
    configuration: "\"isNormalised\":true", "\"isNormalised\":false",
    "its configuration has no place for tensor 'rnn.gain_hh_l0'",
    "Check that the configuration is the one that it was written with."),
  .init(configuration: "\"zoneout\":0.05", "\"zoneout\":1", rate("zoneout", "1.0")),
  .init(configuration: "\"zoneout\":0.05", "\"zoneout\":-1e-9", rate("zoneout", "-1e-09")),
  .init(configuration: "\"zoneout\":0.05", "\"zoneout\":\"nan\"", rate("zoneout", "nan")),
  .init(
    configuration: "\"recurrent\":0.7", "\"recurrent\":\"inf\"",
    rate("recurrent dropout", "inf")),
  .init(configuration: "\"zoneout\":0.05", "\"zoneout\":[0.05]", badJSON),
  .init(
    configuration: "\"labelSmoothing\":0.1", "\"labelSmoothing\":1",
    "label smoothing is 1.0; it must be 0 to below 1"),
  .init(configuration: "\"labelSmoothing\":0.1", "\"labelSmoothing\":1e300", badJSON),
  .init(
    configuration: "[1,0.5,", "[1,0.5,0.5,", "10 class weights for 9 symbols"),
  .init(
    configuration: "[1,0.5,", "[1,-0.5,", "class weights must be 0 or more, and one of them above 0"
  ),
  .init(
    configuration: "[1,0.5,", "[1,\"inf\",",
    "class weights must be 0 or more, and one of them above 0"),
  .init(configuration: "\"crossEntropy\"", "\"hinge\"", badJSON),
]

private let tensors: [HostileModel] = [
  .init(tensor: "embedding.weight", nil, "it has no tensor 'embedding.weight'", foreign),
  .init(tensor: "rnn.gain_hh_l1", nil, "it has no tensor 'rnn.gain_hh_l1'", foreign),
  .init(
    tensor: "rnn.initial_cell_state_l0", [1, 4],
    "tensor rnn.initial_cell_state_l0 is [1, 4], the configuration says [4]"),
  .init(
    tensor: "output.weight", [4, 9], "tensor output.weight is [4, 9], the configuration says [9, 4]"
  ),
  .init(
    tensor: "output.weight", value: 0.5, at: 7,
    "tensor output.weight differs from the embedding, to which the configuration ties it"),
  .init(
    tensor: "output.weight", value: .nan, at: 7,
    "tensor output.weight differs from the embedding, to which the configuration ties it"),
  .init(
    tensor: "embedding.weight", value: .nan, at: 7, "parameter E has a number that is not finite"),
  .init(
    tensor: "rnn.weight_hh_l1", value: .infinity, at: 63,
    "parameter W2 has a number that is not finite"),
  .init(
    "its configuration has no place for tensor 'rnn.weight_ih_l0_rev\\u{202e}erse'",
    "Check that the configuration is the one that it was written with."
  ) { file in
    file.tensors.append(.init(name: "rnn.weight_ih_l0_rev\u{202E}erse", shape: [0], values: []))
  },
]

extension HostileModel {
  /// A file whose configuration asks for more parameters than there may be.
  fileprivate init(
    _ name: String, _ advice: String, tooMany count: String,
    configuration: @escaping @Sendable (String) -> String
  ) {
    self.init(
      "the network would have \(count) parameters; the most is 2147483648: choose a smaller hidden "
        + "size or fewer layers", advice
    ) { file in
      file.metadata["configuration"] = file.metadata["configuration"].map(configuration)
    }
  }
}

private func layerCount(_ count: Int) -> String {
  "the number of layers is \(count); it must be 1 to 1024"
}

private func size(_ name: String, _ size: Int) -> String {
  "the \(name) size is \(size); it must be 1 to 2147483648"
}

private func rate(_ name: String, _ rate: String) -> String {
  "the rate of \(name) is \(rate); it must be 0 to below 1"
}

@Suite("Hostile model files of every cell and option")
struct HostileFamilyTests {
  @Test("A file that is no model says why, in one line", arguments: sizes + choices + tensors)
  func message(hostile: HostileModel) throws {
    var file = try Safetensors.decode(ModelFile.encode(familyModel()), source: "")
    hostile.change(&file)
    let error = #expect(throws: ModelFileError.self) {
      try ModelFile.decode(file.encode(), source: "a/b")
    }
    #expect(error?.kind == .malformed)
    let description = error?.description ?? ""
    #expect(description.contains(hostile.cause), "\(description)")
    #expect(description.hasSuffix(". " + hostile.advice), "\(description)")
  }

  @Test("What may be missing is not missed")
  func optionalTensors() throws {
    let model = try familyModel()
    var file = try Safetensors.decode(ModelFile.encode(model), source: "")
    let optional = ["output.weight", "rnn.bias_hh_l0", "rnn.bias_hh_l1"]
    file.tensors.removeAll { optional.contains($0.name) }
    #expect(try ModelFile.decode(file.encode(), source: "") == model)
  }

  @Test("No combination of sizes traps or takes memory")
  func extremeSizes() throws {
    let sizes = [Int.min, 0, 1, 1024, 1 << 15, 1 << 31, .max]
    var sound = 0
    for cell in Cell.allCases {
      for (layers, hidden) in sizes.flatMap({ a in sizes.map { (a, $0) } }) {
        for (input, embedding) in sizes.flatMap({ a in (sizes + [nil]).map { (a, $0) } }) {
          var configuration = NetworkConfiguration(
            input: .symbols(count: input), embeddingSize: embedding, cell: cell, hiddenSize: hidden,
            layers: layers, output: .values(size: input),
            loss: .quantiles(levels: [Float](repeating: 0.5, count: 3)))
          configuration.isBidirectional = true
          configuration.isNormalised = true
          let description = ModelDescription(configuration)
          guard (try? description.networkConfiguration()) != nil else { continue }
          sound += 1
          let table = configuration.parameterTable
          if table.count > NetworkConfiguration.maximumParameterCount {
            Issue.record("\(table.count) parameters")
          }
        }
      }
    }
    #expect(sound > 0)
  }

  @Test("Every flipped bit of the header gives an error or a sound model")
  func flippedBits() throws {
    let model = try familyModel()
    let bytes = ModelFile.encode(model)
    let header = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    var (models, errors) = (0, 0)
    // Every 7th bit has each place in a byte by turns.
    for bit in stride(from: 0, to: 8 * (8 + header), by: 7) {
      var flipped = bytes
      flipped[bit / 8] ^= 1 << (bit % 8)
      do throws(ModelFileError) {
        let read = try ModelFile.decode(flipped, source: "flipped")
        if read.network.parameters.firstNonFinite() != nil {
          Issue.record("bit \(bit) gives an unsound model")
        }
        models += 1
      } catch {
        if error.kind != .malformed || error.description.isEmpty {
          Issue.record("bit \(bit) gives \(error)")
        }
        errors += 1
      }
    }
    #expect(models > 0 && errors > 0)
  }
}
