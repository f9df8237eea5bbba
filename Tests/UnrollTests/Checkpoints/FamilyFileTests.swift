import Testing

@testable import Unroll

/// A configuration with everything that a network of words can have, no two sizes alike.
func everything(_ cell: Cell = .lstm) -> NetworkConfiguration {
  var configuration = NetworkConfiguration(
    input: .symbols(count: 9), embeddingSize: 4, cell: cell, hiddenSize: 4, layers: 2,
    output: .symbols(count: 9),
    loss: .crossEntropy(labelSmoothing: 0.1, classWeights: (1...9).map { 1 / Float($0) }))
  configuration.hasResidualConnections = true
  configuration.isNormalised = true
  configuration.learnsInitialState = true
  configuration.tiesWeights = true
  configuration.dropout.input = 0.1
  configuration.dropout.layers = 1.0 / 3
  configuration.dropout.zoneout = 0.05
  if cell.hasRecurrentWeights { configuration.dropout.recurrent = 0.7 }
  if cell.hasCellState { configuration.dropout.cellZoneout = 1e-300 }
  return configuration
}

/// A network with a number of its own in every place, -0 among them.
func distinctNetwork(_ configuration: NetworkConfiguration) throws -> Network {
  var network = try Network(configuration, seed: 3)
  for i in network.parameters.values.indices {
    network.parameters.values[i] = i % 7 == 3 ? -0.0 : Float(i) / 64 - 2
  }
  return network
}

@Suite("Model files of every cell and option")
struct FamilyFileTests {
  /// All choices that go together, in small sizes.
  static let configurations: [NetworkConfiguration] = Cell.allCases.flatMap { cell in
    (0..<128).map { bits in
      func has(_ bit: Int) -> Bool { bits >> bit & 1 == 1 }
      var configuration = NetworkConfiguration(
        input: .symbols(count: 5), embeddingSize: has(0) ? 3 : nil, cell: cell, hiddenSize: 3,
        layers: has(1) ? 2 : 1, output: .symbols(count: 5))
      configuration.isBidirectional = has(2)
      configuration.hasResidualConnections = has(3)
      configuration.isNormalised = has(4)
      configuration.learnsInitialState = has(5)
      configuration.tiesWeights = has(6)
      if has(0) && has(2) && has(6) { configuration.embeddingSize = 6 }
      return configuration
    }.filter { (try? $0.validate()) != nil }
  }

  @Test("A network comes back as it was, to the bit, with every option of every cell")
  func roundTrip() throws {
    #expect(FamilyFileTests.configurations.count == 96 * Cell.allCases.count)
    for configuration in FamilyFileTests.configurations {
      let network = try distinctNetwork(configuration)
      guard
        case .network(let read) = try ModelFile.decodeContent(
          ModelFile.encode(network), source: "")
      else {
        Issue.record("not a network: \(configuration)")
        continue
      }
      #expect(read.configuration == configuration)
      let (found, expected) = (read.parameters.values, network.parameters.values)
      #expect(found.map(\.bitPattern) == expected.map(\.bitPattern), "\(configuration)")
    }
  }

  @Test(
    "So do the networks of all fixtures, with their losses and rates",
    arguments: FamilyVectors.names)
  func fixture(name: String) throws {
    let network = try FamilyVectors.fixture(name).network()
    let bytes = ModelFile.encode(network)
    #expect(try ModelFile.decodeContent(bytes, source: "") == .network(network))
    #expect(ModelFile.encode(network) == bytes)
  }

  @Test("A model of words of every cell comes back, whatever else it has", arguments: Cell.allCases)
  func words(cell: Cell) throws {
    let model = WordModel(
      alphabet: try Alphabet(words: ["abcdefgh"]), network: try distinctNetwork(everything(cell)))
    let bytes = ModelFile.encode(model)
    #expect(try ModelFile.decode(bytes, source: "") == model)
    #expect(try ModelFile.decodeContent(bytes, source: "") == .words(model))
  }

  @Test("The number of parameters is known before there are any")
  func parameterCount() throws {
    for configuration in FamilyFileTests.configurations {
      let count = configuration.parameterTable.count
      #expect(configuration.parameterCount == Double(count), "\(configuration)")
    }
    for name in FamilyVectors.names {
      let configuration = try FamilyVectors.fixture(name).network().configuration
      #expect(configuration.parameterCount == Double(configuration.parameterTable.count), "\(name)")
    }
  }

  @Test("Tensors that PyTorch lacks have the documented names and hold their parameters")
  func ownTensors() throws {
    var configuration = everything()
    configuration.isBidirectional = true
    configuration.embeddingSize = 8
    let network = try distinctNetwork(configuration)
    let file = try Safetensors.decode(ModelFile.encode(network), source: "")
    let parts: [(String, String?)] = [
      ("weight_ih", "U"), ("weight_hh", "W"), ("bias_ih", "b"), ("bias_hh", nil),
      ("gain_ih", "gU"), ("gain_hh", "gW"), ("initial_state", "a0"),
      ("initial_cell_state", "s0"),
    ]
    let suffixes = [("l0", ""), ("l0_reverse", "r"), ("l1", "2"), ("l1_reverse", "2r")]
    let names = suffixes.flatMap { suffix in parts.map { "rnn.\($0.0)_\(suffix.0)" } }
    #expect(
      file.tensors.map(\.name) == ["embedding.weight"] + names + ["output.weight", "output.bias"])
    for (ending, suffix) in suffixes {
      for (part, letter) in parts {
        let values = try #require(file.tensor(named: "rnn.\(part)_\(ending)")).values
        let expected = letter.map { network.parameters[$0 + suffix] }
        #expect(values == expected ?? [Float](repeating: 0, count: 16), "\(part)_\(ending)")
      }
    }
    #expect(file.tensor(named: "output.weight")?.values == network.parameters["E"])
    #expect(file.tensor(named: "output.weight")?.shape == [9, 8])
  }

  @Test("Only the GRU has a second bias of its own, and the minimal cells have none")
  func secondBias() throws {
    for cell in Cell.allCases {
      let network = try distinctNetwork(
        NetworkConfiguration(
          input: .values(size: 2), cell: cell, hiddenSize: 3, output: .values(size: 1)))
      let file = try Safetensors.decode(ModelFile.encode(network), source: "")
      let second = file.tensor(named: "rnn.bias_hh_l0")?.values
      if cell == .gru {
        #expect(second == network.parameters["d"])
      } else if [.vanilla, .lstm].contains(cell) {
        #expect(second?.allSatisfy { $0 == 0 } == true)
      } else if [.minimalGRU, .minimalLSTM].contains(cell) {
        #expect(second == nil)
      }
    }
  }

  @Test("The configuration is JSON under the documented keys, what is usual left out")
  func metadata() throws {
    var network = try Network(everything(), seed: 1)
    let full = try Safetensors.decode(ModelFile.encode(network), source: "").metadata
    #expect(Set(full.keys) == ["format", "version", "task", "configuration"])
    #expect(full["task"] == "network")
    let weights = "[1,0.5,0.33333334,0.25,0.2,0.16666667,0.14285715,0.125,0.11111111]"
    #expect(
      full["configuration"]
        == #"{"activation":"tanh","cell":"lstm","dropout":{"cellZoneout":1e-300,"input":0.1,"#
        + #""layers":0.3333333333333333,"recurrent":0.7,"zoneout":0.05},"embeddingSize":4,"#
        + #""hasResidualConnections":true,"hiddenSize":4,"input":{"symbols":{"count":9}},"#
        + #""isNormalised":true,"layers":2,"learnsInitialState":true,"#
        + #""loss":{"crossEntropy":{"classWeights":\#(weights),"labelSmoothing":0.1}},"#
        + #""output":{"symbols":{"count":9}},"tiesWeights":true}"#)
    var configuration = NetworkConfiguration(
      input: .values(size: 2), cell: .gru, hiddenSize: 3, output: .values(size: 1),
      loss: .quantiles(levels: [0.25, 0.5]))
    configuration.isBidirectional = true
    network = try Network(configuration, seed: 1)
    #expect(
      try Safetensors.decode(ModelFile.encode(network), source: "").metadata["configuration"]
        == #"{"activation":"tanh","cell":"gru","hiddenSize":3,"input":{"values":{"size":2}},"#
        + #""isBidirectional":true,"layers":1,"loss":{"quantiles":{"levels":[0.25,0.5]}},"#
        + #""output":{"values":{"size":1}}}"#)
  }

  @Test("A network is written to a path and read from there, also from a run folder")
  func paths() throws {
    let folder = try TemporaryFolder()
    let network = try distinctNetwork(everything(.minimalGRU))
    try ModelFile.write(network, to: folder.path + "/model.safetensors")
    #expect(try ModelFile.readContent(folder.path + "/model.safetensors").network == network)
    #expect(try ModelFile.readContent(folder.path) == .network(network))
    let error = #expect(throws: ModelFileError.self) { try ModelFile.read(folder.path) }
    #expect(
      error?.description
        == "'\(folder.path)/model.safetensors' is not a model: it holds a network without an alphabet, "
        + "which cannot read or write words. Give a model that 'unroll train' has written.")
  }

  @Test("Parameters alone are read for a configuration that is given, and for no other")
  func bareParameters() throws {
    let path = TorchVectors.fixturePath("saved-lstm-stacked-both.safetensors")
    var configuration = NetworkConfiguration(
      input: .symbols(count: 7), embeddingSize: 3, cell: .lstm, hiddenSize: 4, layers: 2,
      output: .symbols(count: 5))
    configuration.isBidirectional = true
    _ = try ModelFile.readParameters(path, configuration: configuration)
    func fault(_ change: (inout NetworkConfiguration) -> Void) -> ModelFault? {
      var other = configuration
      change(&other)
      do throws(ModelFileError) {
        _ = try ModelFile.readParameters(path, configuration: other)
      } catch {
        if case .notAModel(path, let fault) = error { return fault }
      }
      return nil
    }
    #expect(fault { $0.layers = 3 } == .missingTensor("rnn.weight_ih_l2"))
    #expect(fault { $0.cell = .minimalLSTM } != nil)
    #expect(
      fault { $0.cell = .gru } == .contradiction(shape("rnn.weight_ih_l0", [16, 3], [12, 3])))
    #expect(
      fault { $0.isBidirectional = false }
        == .contradiction(shape("rnn.weight_ih_l1", [16, 8], [16, 4])))
    #expect(
      fault { $0.embeddingSize = nil }
        == .contradiction(shape("rnn.weight_ih_l0", [16, 3], [16, 7])))
    #expect(fault { $0.learnsInitialState = true } == .missingTensor("rnn.initial_state_l0"))
    #expect(fault { $0.layers = 1 } == .unexpectedTensor("rnn.bias_hh_l1"))
  }

  private func shape(_ name: String, _ found: [Int], _ said: [Int]) -> String {
    "tensor \(name) is \(found), the configuration says \(said)"
  }
}
