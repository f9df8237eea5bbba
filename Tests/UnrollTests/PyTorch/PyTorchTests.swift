import Kernels
import Testing

@testable import Unroll

/// The engine in Float against PyTorch in float64. The bound that the project promises is 1e-4;
/// rounding alone, through nine time steps of up to 21 products each, stays under a fiftieth of it.
private let tolerance = 2e-6

/// Models whose parameters stand in their JSON file.
private let models = [
  "words-tanh", "words-relu", "values-tanh", "values-symbols-relu", "symbols-values-tanh",
  "wide-tanh",
]

/// Models whose parameters PyTorch saved as safetensors; the last one as a bare state_dict.
private let savedModels = [
  "words-gru-stacked", "words-lstm-embedding", "saved-lstm-stacked-both",
]

@Suite("The engine against PyTorch's nn.RNN, nn.LSTM, nn.GRU, nn.Embedding and nn.Linear")
struct PyTorchTests {
  @Test(
    "States, outputs and losses of each sequence alone are PyTorch's",
    arguments: models + savedModels)
  func forward(name: String) throws {
    let (vectors, network) = try fixture(name)
    for level in InstructionSet.available {
      let engine = Engine(network.configuration, threads: 1, instructionSet: level)
      for (index, sequence) in vectors.sequences.enumerated() {
        let batch = Batch(try vectors.dataset([sequence]))
        let loss = engine.forward(network, batch)
        expectClose(
          engine.states(batch, row: 0).flatMap(\.self), sequence.states.flatMap(\.self),
          "states of sequence \(index), \(level.name)")
        expectClose(
          engine.outputs(batch, row: 0).flatMap(\.self), sequence.outputs.flatMap(\.self),
          "outputs of sequence \(index), \(level.name)")
        let expected = try #require(sequence.loss)
        #expect(abs(loss.sum - expected) <= tolerance * expected, "\(index), \(level.name)")
      }
    }
  }

  @Test(
    "The gradient of a batch of different lengths is PyTorch's, by the methods that there are",
    arguments: models + savedModels, GradientMethod.allCases)
  func gradients(name: String, method: GradientMethod) throws {
    let (vectors, network) = try fixture(name)
    let hasMethod =
      method == .bptt || Engine.obstacleToForwardRecursion(network.configuration) == nil
    #expect(hasMethod || savedModels.contains(name))
    guard hasMethod else { return }
    let batch = Batch(try vectors.dataset(vectors.sequences))
    for level in InstructionSet.available {
      let engine = Engine(network.configuration, threads: 2, instructionSet: level)
      var gradient = Parameters(zerosLike: network.parameters.table)
      let loss = engine.forward(network, batch)
      engine.backward(batch, into: &gradient, method: method)
      #expect(loss.count == vectors.loss.count)
      #expect(abs(loss.sum - vectors.loss.sum) <= tolerance * vectors.loss.sum)
      let tensors = FileTensor.all(network.configuration)
      #expect(Set(tensors.map(\.name)) == Set(vectors.gradients.keys))
      for tensor in tensors {
        let expected = try #require(vectors.gradients[tensor.name]).values
        let parameter = tensor.slice.name
        expectClose(
          gradient[parameter], expected, "d\(parameter) as \(tensor.name), \(level.name)")
      }
    }
  }

  @Test(
    "A model file that Python wrote is the same network, its two biases added",
    arguments: ["words-tanh", "words-relu"])
  func modelFile(name: String) throws {
    let model = try ModelFile.read(TorchVectors.fixturePath(name + ".safetensors"))
    let vectors = try TorchVectors.fixture(name + ".json", as: TorchVectors.self)
    #expect(model.network == (try vectors.network()))
    #expect(model.alphabet.symbols.prefix(3) == ["", "a", "b"])
    #expect(model.alphabet.unit == .character)
    #expect(model.training == nil)
  }

  @Test("What PyTorch has saved of a GRU keeps both biases, of other cells their sum")
  func savedBiases() throws {
    for name in savedModels {
      let file = try Safetensors.decode(
        FileReader.read(TorchVectors.fixturePath(name + ".safetensors"), maximumSize: 1 << 20),
        source: name)
      let parameters = try fixture(name).network.parameters
      let first = try #require(file.tensor(named: "rnn.bias_ih_l1")).values
      let second = try #require(file.tensor(named: "rnn.bias_hh_l1")).values
      #expect(second.contains { $0 != 0 })
      if name.contains("gru") {
        #expect(parameters["b2"] == first && parameters["d2"] == second)
      } else {
        #expect(parameters["b2"] == zip(first, second).map(+))
      }
    }
  }
}

/// What PyTorch computed, and the network from the JSON file or the one that PyTorch saved.
private func fixture(_ name: String) throws -> (vectors: TorchVectors, network: Network) {
  let vectors = try TorchVectors.fixture(name + ".json", as: TorchVectors.self)
  let path = TorchVectors.fixturePath(name + ".safetensors")
  if models.contains(name) { return (vectors, try vectors.network()) }
  guard name.hasPrefix("saved") else { return (vectors, try ModelFile.read(path).network) }
  let configuration = try vectors.configuration.networkConfiguration()
  let parameters = try ModelFile.readParameters(path, configuration: configuration)
  return (vectors, Network(configuration, parameters: parameters))
}

/// Whether the norm of the difference and the largest difference are small beside what is expected.
func expectClose(
  _ found: [Float], _ expected: [Float], tolerance: Double = tolerance, _ what: String,
  at location: SourceLocation = #_sourceLocation
) {
  guard found.count == expected.count else {
    Issue.record("\(what): \(found.count) numbers for \(expected.count)", sourceLocation: location)
    return
  }
  let differences = zip(found, expected).map { Double($0) - Double($1) }
  let errors = [
    norm(differences) / norm(expected.map(Double.init)),
    largest(differences) / largest(expected.map(Double.init)),
  ]
  #expect(
    errors.allSatisfy { $0 <= tolerance }, "\(what): relative errors \(errors)",
    sourceLocation: location)
}

private func norm(_ values: [Double]) -> Double {
  values.reduce(0) { $0 + $1 * $1 }.squareRoot()
}

private func largest(_ values: [Double]) -> Double {
  values.reduce(0) { $1.isNaN ? .nan : max($0, abs($1)) }
}
