import Foundation
import Testing

@testable import Unroll

/// A small model with no two sizes alike, every number in a table of its own, and a record.
func exampleModel() throws -> WordModel {
  let alphabet = try Alphabet(words: ["ann", "bé", "👩‍👧\"\\\u{202E}"])
  let port = NetworkConfiguration.Port.symbols(count: alphabet.count)
  let configuration = NetworkConfiguration(
    input: port, hiddenSize: 4, activation: .relu, output: port)
  var network = try Network(configuration, seed: 2)
  network.parameters["b"] = [-0.0, 0.1, .leastNonzeroMagnitude, -.greatestFiniteMagnitude]
  network.parameters["c"] = (0..<alphabet.count).map { 1 / Float($0 + 3) }
  var options = TrainingOptions()
  options.optimizer = OptimizerConfiguration(.nesterov, momentum: 0.1)
  options.learningRate = 0.1
  options.schedule = Schedule(.step(every: 3, factor: 0.3), warmUp: 0.2)
  options.batch = .all
  options.clipping = .value(.infinity)
  options.untilLoss = 1.0 / 3
  options.seed = .max
  let record = TrainingRecord(
    options: options, epochs: 7, loss: .infinity, validationLoss: nil, reason: .patience,
    examples: .init(training: 3, validation: 0))
  return WordModel(alphabet: alphabet, network: network, training: record)
}

@Suite("Model files")
struct ModelFileTests {
  private let model: WordModel
  private let bytes: [UInt8]

  init() throws {
    model = try exampleModel()
    bytes = ModelFile.encode(model)
  }

  @Test("A model comes back as it was, to the bit")
  func roundTrip() throws {
    let read = try ModelFile.decode(bytes, source: "example")
    #expect(read == model)
    let (found, expected) = (read.network.parameters.values, model.network.parameters.values)
    #expect(found.map(\.bitPattern) == expected.map(\.bitPattern))
    #expect(
      read.alphabet.symbols.map { Array($0.utf8) } == model.alphabet.symbols.map { Array($0.utf8) })
  }

  @Test("Every unit, activation, optimizer and batch size comes back")
  func roundTripOfChoices() throws {
    for activation in Activation.allCases {
      for unit in SymbolUnit.allCases where unit != .word {
        let alphabet = try Alphabet(words: ["xé"], unit: unit)
        let port = NetworkConfiguration.Port.symbols(count: alphabet.count)
        let network = try Network(
          NetworkConfiguration(input: port, hiddenSize: 1, activation: activation, output: port),
          seed: 1)
        let other = WordModel(alphabet: alphabet, network: network)
        #expect(try ModelFile.decode(ModelFile.encode(other), source: "") == other)
      }
    }
    for rule in OptimizerConfiguration.Rule.allCases {
      var other = model
      other.training?.options.optimizer = OptimizerConfiguration(rule)
      other.training?.options.batch = .sequences(17)
      other.training?.options.schedule = Schedule(.cosine(final: 0.1))
      #expect(try ModelFile.decode(ModelFile.encode(other), source: "") == other)
    }
  }

  @Test("The same model gives the same bytes")
  func deterministic() throws {
    #expect(ModelFile.encode(model) == bytes)
    #expect(ModelFile.encode(try ModelFile.decode(bytes, source: "")) == bytes)
  }

  @Test("Tensors are named, shaped and ordered as a PyTorch module's")
  func tensors() throws {
    let file = try Safetensors.decode(bytes, source: "")
    #expect(
      file.tensors.map(\.name) == [
        "rnn.weight_ih_l0", "rnn.weight_hh_l0", "rnn.bias_ih_l0", "rnn.bias_hh_l0",
        "output.weight", "output.bias",
      ])
    let count = model.alphabet.count
    #expect(file.tensors.map(\.shape) == [[4, count], [4, 4], [4], [4], [count, 4], [count]])
    let parameters = model.network.parameters
    #expect(
      file.tensors.map(\.values) == [
        parameters["U"], parameters["W"], parameters["b"], [0, 0, 0, 0], parameters["V"],
        parameters["c"],
      ])
  }

  @Test("The metadata are texts under the documented keys")
  func metadata() throws {
    let count = model.alphabet.count
    var other = model
    other.training = nil
    let metadata = try Safetensors.decode(ModelFile.encode(other), source: "").metadata
    #expect(
      metadata == [
        "format": "unroll", "version": "1", "task": "words", "unit": "character",
        "alphabet": #"["","\"","\\","a","b","n","é","\#u{202E}","👩‍👧"]"#,
        "configuration": #"{"activation":"relu","cell":"rnn","hiddenSize":4,"#
          + #""input":{"symbols":{"count":\#(count)}},"layers":1,"#
          + #""output":{"symbols":{"count":\#(count)}}}"#,
      ])
    #expect(try Safetensors.decode(bytes, source: "").metadata["training"]?.first == "{")
  }

  @Test("PyTorch's second bias is added to the first, and may be missing")
  func secondBias() throws {
    var file = try Safetensors.decode(bytes, source: "")
    let place = try #require(file.tensors.firstIndex { $0.name == "rnn.bias_hh_l0" })
    file.tensors[place] = .init(name: "rnn.bias_hh_l0", shape: [4], values: [1, 2, -0.0, 3e38])
    let sum = try ModelFile.decode(file.encode(), source: "").network.parameters["b"]
    #expect(
      sum == [1, 2.1, .leastNonzeroMagnitude, 3e38 - Float.greatestFiniteMagnitude])
    file.tensors.remove(at: place)
    #expect(try ModelFile.decode(file.encode(), source: "") == model)
  }

  @Test("Tensors may come in any order, beside others that nobody asks for")
  func strangeOrder() throws {
    var file = try Safetensors.decode(bytes, source: "")
    file.tensors.reverse()
    file.tensors.append(.init(name: "extra", shape: [2], values: [.nan, 1]))
    file.metadata["note"] = "by hand"
    #expect(try ModelFile.decode(file.encode(), source: "") == model)
  }

  @Test("A file is read by its path, and a run folder by its best model")
  func paths() throws {
    let folder = try TemporaryFolder()
    let run = folder.path + "/run"
    try RunFolder.create(run)
    try ModelFile.write(model, to: run + "/model.safetensors")
    var last = model
    last.training?.epochs = 99
    try ModelFile.write(last, to: run + "/last.safetensors")
    #expect(try ModelFile.read(run) == model)
    #expect(try ModelFile.read(run + "/") == model)
    #expect(try ModelFile.read(run + "/last.safetensors") == last)
    #expect(try FileReader.read(run + "/model.safetensors", maximumSize: 1 << 20) == bytes)
  }

  @Test(
    "Paths that lead nowhere are unreadable, and named", arguments: ["/none", "/none/", "/run"])
  func unreadable(path: String) throws {
    let folder = try TemporaryFolder()
    try RunFolder.create(folder.path + "/run")
    let path = folder.path + path
    let error = #expect(throws: ModelFileError.self) { try ModelFile.read(path) }
    #expect(error?.kind == .unreadable)
    let missing = path.hasSuffix("/run") ? path + "/model.safetensors" : path
    #expect(error?.description.hasPrefix("Cannot read '\(missing)': ") == true)
  }

  @Test("A truncated file is an error wherever it ends")
  func truncated() {
    for count in bytes.indices {
      #expect(throws: ModelFileError.self) {
        try ModelFile.decode(Array(bytes[..<count]), source: "")
      }
    }
  }

  @Test(
    "Every flipped bit of the header, and some of the data, gives an error or the same model",
    arguments: [true, false])
  func flippedBits(withRecord: Bool) throws {
    // The record is JSON that Foundation reads, and most of the header: a part of its bits will do.
    var model = model
    if !withRecord { model.training = nil }
    let bytes = ModelFile.encode(model)
    let dataStart = bytes.count - 4 * (model.network.parameters.values.count + 4)
    var (models, errors) = (0, 0)
    // Every 11th bit has each place in a byte and in a number by turns.
    for bit in 0..<8 * bytes.count
    where bit % 11 == 0 || (bit / 8 < dataStart && !withRecord) {
      var flipped = bytes
      flipped[bit / 8] ^= 1 << (bit % 8)
      do throws(ModelFileError) {
        let read = try ModelFile.decode(flipped, source: "flipped")
        // Not an #expect each: these would take half of the time.
        if read != model { Issue.record("bit \(bit) gives another model") }
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
