import Testing

@testable import Unroll

/// A change to a sound file, and what the error must say.
struct HostileModel: Sendable, CustomTestStringConvertible {
  let cause: String
  let advice: String
  let change: @Sendable (inout Safetensors) -> Void

  init(_ cause: String, _ advice: String, change: @escaping @Sendable (inout Safetensors) -> Void) {
    (self.cause, self.advice, self.change) = (cause, advice, change)
  }

  /// A file whose metadata have another value, or none, under a key.
  init(_ key: String, _ value: String?, _ cause: String, _ advice: String) {
    self.init(cause, advice) { $0.metadata[key] = value }
  }

  /// A file whose configuration says something else in one place.
  init(configuration part: String, _ other: String, _ cause: String, _ advice: String = damaged) {
    self.init(cause, advice) { file in
      let text = file.metadata["configuration"] ?? ""
      precondition(text.contains(part))
      file.metadata["configuration"] = text.replacing(part, with: other)
    }
  }

  /// A file whose tensor of this name has another shape, or is missing.
  init(tensor name: String, _ shape: [Int]?, _ cause: String, _ advice: String = damaged) {
    self.init(cause, advice) { file in
      let place = file.tensors.firstIndex { $0.name == name } ?? 0
      let tensor = file.tensors.remove(at: place)
      guard let shape else { return }
      let values = [Float](repeating: tensor.values[0], count: shape.reduce(1, *))
      file.tensors.insert(.init(name: name, shape: shape, values: values), at: place)
    }
  }

  /// A file one of whose numbers is another.
  init(tensor name: String, value: Float, at index: Int, _ cause: String) {
    self.init(cause, damaged) { file in
      guard let place = file.tensors.firstIndex(where: { $0.name == name }) else { return }
      var values = file.tensors[place].values
      values[index] = value
      let shape = file.tensors[place].shape
      file.tensors[place] = .init(name: name, shape: shape, values: values)
    }
  }

  var testDescription: String { cause }
}

private let damaged = "The file is damaged; train again or restore a copy."
private let foreign = "Give a model that 'unroll train' has written."
private let newer = "Use the version of unroll that wrote it, or a newer one."
private let hidden = "\"hiddenSize\":4"

private let strangers: [HostileModel] = [
  .init("its metadata have no 'format'", foreign) { $0.metadata = [:] },
  .init("format", nil, "its metadata have no 'format'", foreign),
  .init("format", "pt", "its format is 'pt', not 'unroll'", foreign),
  .init("format", "\u{1B}[2J", "its format is '\\u{1b}[2J', not 'unroll'", foreign),
  .init("version", nil, "its metadata have no 'version'", foreign),
  .init("version", "2", "its version is '2', which this version does not know", newer),
  .init("task", nil, "its metadata have no 'task'", foreign),
  .init("task", "music", "its task is 'music', which this version does not know", newer),
  .init("unit", nil, "its metadata have no 'unit'", foreign),
  .init("unit", "word", "its unit is 'word', which this version does not know", newer),
  .init(
    configuration: "\"rnn\"", "\"elman\"", "its cell is 'elman', which this version does not know",
    newer),
  .init(
    configuration: "\"layers\":1", "\"layers\":2", "it has no tensor 'rnn.weight_ih_l1'", foreign),
  .init(
    "task", "network", "it holds a network without an alphabet, which cannot read or write words",
    foreign),
]

private let configurations: [HostileModel] = [
  .init("configuration", nil, "its metadata have no 'configuration'", foreign),
  .init("configuration", "", badJSON("configuration"), damaged),
  .init("configuration", "{", badJSON("configuration"), damaged),
  .init("configuration", "{}", badJSON("configuration"), damaged),
  .init(
    "configuration", String(repeating: "[", count: 100_000), badJSON("configuration"), damaged),
  .init(configuration: "\"relu\"", "\"gelu\"", badJSON("configuration")),
  .init(configuration: "\"symbols\"", "\"pixels\"", badJSON("configuration")),
  .init(configuration: hidden, "\"hiddenSize\":\"4\"", badJSON("configuration")),
  .init(configuration: hidden, "\"hiddenSize\":4.5", badJSON("configuration")),
  .init(configuration: hidden, "\"hiddenSize\":1e300", badJSON("configuration")),
  .init(
    configuration: hidden, "\"hiddenSize\":99999999999999999999", badJSON("configuration")),
  .init(configuration: hidden, "\"hiddenSize\":0", size("hidden", 0)),
  .init(configuration: hidden, "\"hiddenSize\":-4", size("hidden", -4)),
  .init(configuration: hidden, "\"hiddenSize\":-9223372036854775808", size("hidden", .min)),
  .init(configuration: hidden, "\"hiddenSize\":1099511627776", size("hidden", 1 << 40)),
  .init(configuration: hidden, "\"hiddenSize\":9223372036854775807", size("hidden", .max)),
  .init(
    configuration: hidden, "\"hiddenSize\":2147483648",
    "the network would have over 10^18 parameters; the most is 2147483648: choose a"
      + " smaller hidden size or fewer layers"),
  // 1.8e9 weights would be 7 GB: refused for the tensors that are there, before anything is made.
  .init(
    configuration: hidden, "\"hiddenSize\":42000",
    "tensor rnn.weight_ih_l0 is [4, 9], the configuration says [42000, 9]"),
  .init(
    configuration: hidden, "\"hiddenSize\":5",
    "tensor rnn.weight_ih_l0 is [4, 9], the configuration says [5, 9]"),
  .init(
    configuration: "\"input\":{\"symbols\":{\"count\":9}", "\"input\":{\"symbols\":{\"count\":0}",
    size("input", 0)),
  .init(
    configuration: "\"output\":{\"symbols\":{\"count\":9}",
    "\"output\":{\"symbols\":{\"count\":10}",
    "the output has 10, the alphabet 9 symbols"),
  .init(
    configuration: "\"input\":{\"symbols\":{\"count\":9}", "\"input\":{\"values\":{\"size\":9}",
    "the input is of numbers, and words need symbols"),
]

private let alphabets: [HostileModel] = [
  .init("alphabet", nil, "its metadata have no 'alphabet'", foreign),
  .init("alphabet", "a b c", badJSON("alphabet"), damaged),
  .init("alphabet", "[\"\",1]", badJSON("alphabet"), damaged),
  .init("alphabet", "{\"a\":1}", badJSON("alphabet"), damaged),
  .init("alphabet", "[]", unusable(.emptyAlphabet), damaged),
  .init("alphabet", "[\"\"]", unusable(.emptyAlphabet), damaged),
  .init("alphabet", "[\"a\",\"b\"]", unusable(.misplacedEnd(found: "a")), damaged),
  .init(
    "alphabet", "[\"\",\"a\",\"\"]", unusable(.notOneUnit("", index: 2, unit: .character)),
    damaged),
  .init(
    "alphabet", "[\"\",\"a\",\"bc\"]", unusable(.notOneUnit("bc", index: 2, unit: .character)),
    damaged),
  .init(
    "alphabet", "[\"\",\"a\",\"b\",\"a\"]",
    unusable(.repeatedSymbol("a", unit: .character, firstIndex: 1, index: 3)), damaged),
  .init("alphabet", "[\"\",\"a\"]", "the input has 9, the alphabet 2 symbols", damaged),
  .init("unit", "scalar", unusable(.notOneUnit("👩‍👧", index: 8, unit: .scalar)), damaged),
]

private let tensors: [HostileModel] = [
  .init(tensor: "rnn.weight_ih_l0", nil, "it has no tensor 'rnn.weight_ih_l0'", foreign),
  .init(tensor: "output.bias", nil, "it has no tensor 'output.bias'", foreign),
  .init("it has no tensor 'rnn.weight_ih_l0'", foreign) { $0.tensors = [] },
  .init(
    tensor: "rnn.weight_ih_l0", [9, 4],
    "tensor rnn.weight_ih_l0 is [9, 4], the configuration says [4, 9]"),
  .init(
    tensor: "rnn.weight_hh_l0", [16],
    "tensor rnn.weight_hh_l0 is [16], the configuration says [4, 4]"),
  .init(
    tensor: "rnn.bias_ih_l0", [4, 1],
    "tensor rnn.bias_ih_l0 is [4, 1], the configuration says [4]"),
  .init(
    tensor: "rnn.bias_hh_l0", [1], "tensor rnn.bias_hh_l0 is [1], the configuration says [4]"),
  .init(
    tensor: "output.weight", [8, 4], "tensor output.weight is [8, 4], the configuration says [9, 4]"
  ),
  .init(tensor: "output.bias", [], "tensor output.bias is [], the configuration says [9]"),
  .init(
    tensor: "rnn.weight_ih_l0", value: .nan, at: 31,
    "parameter U has a number that is not finite"),
  .init(
    tensor: "rnn.weight_hh_l0", value: -.infinity, at: 0,
    "parameter W has a number that is not finite"),
  .init(
    tensor: "rnn.bias_hh_l0", value: .nan, at: 3, "parameter b has a number that is not finite"),
  // Both are finite, their sum is not.
  .init(
    tensor: "rnn.bias_hh_l0", value: -3e38, at: 3, "parameter b has a number that is not finite"),
  .init(
    tensor: "output.weight", value: .infinity, at: 2,
    "parameter V has a number that is not finite"),
  .init(tensor: "output.bias", value: .nan, at: 7, "parameter c has a number that is not finite"),
]

private let records: [HostileModel] = ["", "[]", "{}", "{\"epochs\":1}", "\u{0}"].map {
  .init("training", $0, badJSON("training"), damaged)
}

private func badJSON(_ key: String) -> String {
  "the JSON under '\(key)' in its metadata is not what it should be"
}

private func size(_ name: String, _ size: Int) -> String {
  "the \(name) size is \(size); it must be 1 to 2147483648"
}

private func unusable(_ error: DataError) -> String { "its alphabet is unusable: \(error)" }

@Suite("Hostile model files")
struct HostileModelTests {
  @Test(
    "A file that is sound safetensors and no model says why, in one line",
    arguments: strangers + configurations + alphabets + tensors + records)
  func message(hostile: HostileModel) throws {
    var file = try Safetensors.decode(ModelFile.encode(exampleModel()), source: "")
    hostile.change(&file)
    let error = #expect(throws: ModelFileError.self) {
      try ModelFile.decode(file.encode(), source: "a/b")
    }
    #expect(error?.kind == .malformed)
    #expect(error?.description == "'a/b' is not a model: \(hostile.cause). \(hostile.advice)")
  }

  @Test("An alphabet of more symbols than a model may have is refused")
  func hugeAlphabet() throws {
    var file = try Safetensors.decode(ModelFile.encode(exampleModel()), source: "")
    let symbols = [String](repeating: "\"\"", count: Alphabet.maximumCount + 1)
    file.metadata["alphabet"] = "[" + symbols.joined(separator: ",") + "]"
    let error = #expect(throws: ModelFileError.self) {
      try ModelFile.decode(file.encode(), source: "big")
    }
    #expect(error?.description.contains("more than 65536 symbols") == true)
  }
}
