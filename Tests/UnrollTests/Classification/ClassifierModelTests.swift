import Testing

@testable import Unroll

@Suite struct ClassifierModelTests {
  static func model(_ text: String, stepSize: Int? = nil) throws -> ClassifierModel {
    let data = try ReadingTests.read(text, stepSize: stepSize)
    let classes = try data.checkedClasses()
    let input = try ClassifierInput(learning: data)
    var configuration = NetworkConfiguration(
      input: input.port, cell: .gru, hiddenSize: 6, output: .symbols(count: classes.count))
    configuration.isBidirectional = true
    return ClassifierModel(
      classes: classes, input: input, network: try Network(configuration, seed: 2))
  }

  static let texts = "x,ab\ny,ba\ny,abc\n"
  static let numbers = "1,2,3,4,x\n5,6,7,8,y\n4,4,4,4,y\n"

  @Test func `A model file gives the model back, bit for bit`() throws {
    for model in [
      try Self.model(Self.texts), try Self.model(Self.numbers, stepSize: 2),
      try Self.model(ReadingTests.series + "1:1:no\n"),
    ] {
      let bytes = ModelFile.encode(model)
      let content = try ModelFile.decodeContent(bytes, source: "model")
      #expect(content == .classify(model))
      #expect(ModelFile.encode(content) == bytes && content.task == "classify")
      #expect(content.classes == model.classes)
    }
  }

  /// A model's file with one key of its metadata changed.
  private func changed(_ model: ClassifierModel, _ key: String, _ value: String?) throws -> [UInt8]
  {
    let file = try Safetensors.decode(ModelFile.encode(model), source: "model")
    var metadata = file.metadata
    metadata[key] = value
    return Safetensors(tensors: ModelFile.tensors(of: model.network), metadata: metadata).encode()
  }

  @Test(arguments: [
    ("classes", nil), ("classes", "[]"), ("classes", #"["x"]"#), ("classes", #"["x","x"]"#),
    ("classes", #"["x",""]"#), ("classes", #"["x","y","z"]"#), ("classes", "7"),
    ("scaling", nil), ("scaling", "{}"), ("scaling", #"{"means":[0],"deviations":[1]}"#),
    ("scaling", #"{"means":[0,0],"deviations":[1,0]}"#),
    ("scaling", #"{"means":[0,0],"deviations":[1,-1]}"#),
    ("scaling", #"{"means":[0,"inf"],"deviations":[1,1]}"#),
    ("scaling", #"{"means":[0,0],"deviations":[1]}"#),
    ("scaling", #"{"means":[0,0],"deviations":[1,1],"valuesPerLine":3}"#),
    ("scaling", #"{"means":[0,0],"deviations":[1,1],"valuesPerLine":-2}"#),
    ("alphabet", #"["","a"]"#),
  ])
  func `Metadata that contradict the network are refused`(key: String, value: String?) throws {
    let bytes = try changed(try Self.model(Self.numbers, stepSize: 2), key, value)
    #expect(throws: ModelFileError.self) { try ModelFile.decodeContent(bytes, source: "model") }
  }

  @Test func `Characters that are new are read as unknown`() throws {
    let model = try Self.model(Self.texts)
    guard case .symbols(let alphabet) = model.input else { return }
    #expect(alphabet.unknown != nil)
    let data = try model.input.dataset(
      try LabelledSequences(linesOf: Array("a?b\n🙂\n".utf8), source: "new"), classes: 2)
    guard case .symbols(let symbols, _) = data.inputs else { return }
    #expect(data.lengths == [3, 1])
    #expect(symbols[1] == alphabet.unknown && symbols[3] == alphabet.unknown)
  }

  @Test func `Rare symbols of many texts teach the unknown one`() throws {
    let lines = (0..<120).map { "\($0 % 2 == 0 ? "x" : "y"),ab" } + ["x,aq"]
    guard
      case .symbols(let alphabet) = try ClassifierInput(
        learning: ReadingTests.read(lines.joined(separator: "\n")))
    else { return }
    #expect(alphabet.symbols == ["", "a", "b", Alphabet.unknownSymbol])
  }

  @Test func `Data to be classified may have labels or not`() throws {
    func read(_ model: ClassifierModel, _ text: String) throws -> LabelledSequences {
      try model.read(bytes: Array(text.utf8), source: "data")
    }
    let texts = try Self.model(Self.texts)
    #expect(try read(texts, "x,ab\ny,cd\n").labels == ["x", "y"])
    #expect(try read(texts, "label,text\ny,cd\n").labels == ["y"])
    let lines = try read(texts, "x,ab\nz,cd\n\"\n")
    #expect(lines.labels == nil && lines.content == .texts(["x,ab", "z,cd", "\""]))
    let numbers = try Self.model(Self.numbers, stepSize: 2)
    #expect(try read(numbers, "1,2,3,4,x\n").labels == ["x"])
    #expect(try read(numbers, "1,2,3,4\n").labels == nil)
    #expect(throws: ClassificationError.self) { try read(numbers, "1,2,3\n") }
    #expect(throws: ClassificationError.self) { try read(numbers, "1,2,3,4,5,6\n") }
    #expect(throws: ClassificationError.self) {
      try numbers.probabilities(of: try read(texts, "ab\n"))
    }
    #expect(throws: ClassificationError.self) {
      try texts.probabilities(of: try read(numbers, "1,2,3,4\n"))
    }
  }

  @Test func `A network learns which of two symbols came first, far apart`() throws {
    var lines: [String] = []
    for index in 0..<200 {
      let filler = String(repeating: "z", count: 3 + index % 9)
      lines.append(index % 2 == 0 ? "ab,a\(filler)b" : "ba,b\(filler)a")
    }
    let data = try ReadingTests.read(lines.joined(separator: "\n"))
    let input = try ClassifierInput(learning: data)
    let labels = try data.classIndices(of: data.classes)
    var configuration = NetworkConfiguration(
      input: input.port, cell: .gru, hiddenSize: 8, output: .symbols(count: 2))
    configuration.isBidirectional = true
    var options = TrainingOptions()
    options.epochs = 8
    options.learningRate = 0.02
    let trainer = try Trainer(
      try Network(configuration, seed: 1),
      data: try input.dataset(data, labels: labels, classes: 2), options: options, threads: 1)
    try trainer.train()
    let model = ClassifierModel(classes: data.classes, input: input, network: trainer.network)
    let unseen = try ReadingTests.read("ab,azzzzzzzzzzzzzb\nba,bzzzzzzzzzzzzza\nba,bza\nab,azb\n")
    let report = try model.evaluate(on: unseen, threads: 1)
    #expect(report.accuracy == 1)
    #expect(report.loss < 0.2)
  }
}
