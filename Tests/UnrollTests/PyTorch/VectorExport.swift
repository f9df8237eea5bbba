import Foundation
import Testing

@testable import Unroll

private let environment = ProcessInfo.processInfo.environment
private let modelVariable = "UNROLL_VECTORS_MODEL"
private let fileVariable = "UNROLL_VECTORS_FILE"

/// Networks that no module of PyTorch is.
enum PyTorchLacks: Error {
  /// Words that are read by their characters.
  case spelledWords
}

/// No test of its own, but the engine's half of `Scripts/pytorch-check MODEL`, which sets the two
/// variables. It stands here, so that no program ships only to be checked.
@Suite("Vectors for PyTorch")
struct VectorExport {
  @Test(
    "The engine writes down what it computes from a model file",
    .enabled(if: environment[modelVariable] != nil && environment[fileVariable] != nil))
  func writeVectors() throws {
    let content = try ModelFile.readContent(try #require(environment[modelVariable]))
    let dataset: Dataset
    switch content {
    case .words(let model):
      dataset = try Dataset(words: words(of: model), alphabet: model.alphabet)
    case .text, .classify, .forecast, .events, .network:
      dataset = try noise(for: content.network.configuration)
    case .tag: throw PyTorchLacks.spelledWords
    }
    let vectors = TorchVectors(content.network, dataset)
    try JSONEncoder().encode(vectors).write(
      to: URL(filePath: try #require(environment[fileVariable])))
  }

  @Test(
    "What is written has every sequence, every tensor and PyTorch's own numbers",
    arguments: ["words-tanh", "words-gru-stacked", "words-lstm-embedding"])
  func exportIsSound(name: String) throws {
    let model = try ModelFile.read(TorchVectors.fixturePath(name + ".safetensors"))
    let expected = try TorchVectors.fixture(name + ".json", as: TorchVectors.self)
    let dataset = try expected.dataset(expected.sequences)
    let data = try JSONEncoder().encode(TorchVectors(model.network, dataset))
    let written = try JSONDecoder().decode(TorchVectors.self, from: data)
    #expect(written.configuration == expected.configuration)
    #expect(written.loss.count == expected.loss.count)
    #expect(written.sequences.count == expected.sequences.count)
    for (sequence, other) in zip(written.sequences, expected.sequences) {
      expectClose(sequence.outputs.flatMap(\.self), other.outputs.flatMap(\.self), "outputs")
      expectClose(sequence.states.flatMap(\.self), other.states.flatMap(\.self), "states")
    }
    #expect(Set(written.gradients.keys) == Set(expected.gradients.keys))
    for (name, tensor) in expected.gradients {
      #expect(written.gradients[name]?.columns == tensor.columns)
      expectClose(written.gradients[name]?.values ?? [], tensor.values, name)
    }
  }

  /// Sequences of chance, of many lengths.
  private func noise(for configuration: NetworkConfiguration) throws -> Dataset {
    var stream = RandomStream(seed: 1, purpose: .sampling)
    let lengths = (1...12).map { $0 * 3 % 13 }
    func track(_ port: NetworkConfiguration.Port) -> Dataset.Track {
      let steps = lengths.reduce(0, +)
      switch port {
      case .symbols(let count):
        return .symbols(
          (0..<steps).map { _ in Int32(stream.uniform() * Double(count)) }, count: count)
      case .values(let size):
        return .values((0..<steps * size).map { _ in Float(stream.uniform()) }, size: size)
      }
    }
    return try Dataset(
      inputs: track(configuration.input), targets: track(configuration.output), lengths: lengths)
  }

  /// Words of the model's own, of many lengths: hotter than usual, so that rare symbols occur.
  private func words(of model: WordModel) throws -> [String] {
    let sampler = WordSampler(model)
    var options = SamplingOptions()
    options.temperature = 1.5
    options.maximumLength = 20
    return try (0..<24).map { (index: UInt64) in
      var stream = RandomStream(seed: 1, purpose: .sampling, index: index)
      return try sampler.word(options, using: &stream)
    }
  }
}

extension TorchVectors {
  /// What the engine computes from sequences with a network, all of them in one batch: the objective
  /// of training, with its label smoothing and class weights, but without dropout.
  fileprivate init(_ network: Network, _ dataset: Dataset) {
    var undisturbed = network.configuration
    undisturbed.dropout = DropoutRates()
    let engine = Engine(undisturbed)
    let batch = Batch(dataset)
    let loss = engine.forward(
      Network(undisturbed, parameters: network.parameters), batch,
      mode: .training(seed: 1, step: 0))
    var gradient = Parameters(zerosLike: network.parameters.table)
    engine.backward(batch, into: &gradient)
    configuration = ModelDescription(network.configuration)
    self.loss = Total(sum: loss.sum, count: loss.count)
    gradients = [:]
    for tensor in FileTensor.all(network.configuration) {
      let slice = tensor.slice
      gradients[tensor.name] = TorchTensor(
        values: gradient[slice.name], columns: slice.isVector ? nil : slice.columns)
    }
    sequences = []
    // The rows of a batch are sorted by length; the sequences are written in their own order.
    for row in batch.sequences.indices.sorted(by: { batch.sequences[$0] < batch.sequences[$1] }) {
      let start = dataset.offsets[batch.sequences[row]]
      let steps = start..<start + dataset.lengths[batch.sequences[row]]
      sequences.append(
        Sequence(
          inputs: TorchTrack(dataset.inputs, steps), targets: TorchTrack(dataset.targets, steps),
          outputs: engine.outputs(batch, row: row), states: engine.states(batch, row: row)))
    }
  }
}

extension TorchTrack {
  /// Some time steps of a track.
  fileprivate init(_ track: Dataset.Track, _ steps: Range<Int>) {
    switch track {
    case .symbols(let symbols, _): self = .symbols(Array(symbols[steps]))
    case .values(let values, let size):
      self = .values(steps.map { Array(values[$0 * size..<($0 + 1) * size]) })
    }
  }
}
