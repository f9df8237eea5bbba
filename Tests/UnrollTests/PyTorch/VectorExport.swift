import Foundation
import Testing

@testable import Unroll

private let environment = ProcessInfo.processInfo.environment
private let modelVariable = "UNROLL_VECTORS_MODEL"
private let fileVariable = "UNROLL_VECTORS_FILE"

/// No test of its own, but the engine's half of `Scripts/pytorch-check MODEL`, which sets the two
/// variables. It stands here, so that no program ships only to be checked.
@Suite("Vectors for PyTorch")
struct VectorExport {
  @Test(
    "The engine writes down what it computes from a model file",
    .enabled(if: environment[modelVariable] != nil && environment[fileVariable] != nil))
  func writeVectors() throws {
    let model = try ModelFile.read(try #require(environment[modelVariable]))
    let vectors = try TorchVectors(model, words: words(of: model))
    try JSONEncoder().encode(vectors).write(
      to: URL(filePath: try #require(environment[fileVariable])))
  }

  @Test("What is written has every sequence, every tensor and PyTorch's own numbers")
  func exportIsSound() throws {
    let model = try ModelFile.read(TorchVectors.fixturePath("words-tanh.safetensors"))
    let expected = try TorchVectors.fixture("words-tanh.json", as: TorchVectors.self)
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
  /// What the engine computes from words with a model.
  fileprivate init(_ model: WordModel, words: [String]) throws {
    self.init(model.network, try Dataset(words: words, alphabet: model.alphabet))
  }

  /// What the engine computes from sequences with a network, all of them in one batch.
  fileprivate init(_ network: Network, _ dataset: Dataset) {
    let engine = Engine(network.configuration)
    let batch = Batch(dataset)
    let loss = engine.forward(network, batch)
    var gradient = Parameters(zerosLike: network.parameters.table)
    engine.backward(batch, into: &gradient)
    configuration = ModelDescription(network.configuration)
    self.loss = Total(sum: loss.sum, count: loss.count)
    gradients = [:]
    for (name, parameter) in ModelFile.tensorNames + [(ModelFile.secondBiasName, "b")] {
      let slice = gradient.table[parameter]
      gradients[name] = TorchTensor(
        values: gradient[parameter], columns: slice.isVector ? nil : slice.columns)
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
