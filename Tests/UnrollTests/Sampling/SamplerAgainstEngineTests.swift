import Kernels
import Testing

@testable import Unroll

/// A sampler goes step by step with one row, training goes by whole batches: both must compute the
/// same numbers, to the bit, or a model would write other words than it was judged by.
@Suite("The sampler against the batch engine")
struct SamplerAgainstEngineTests {
  private let model: WordModel
  private let words: [String]

  init() throws {
    let alphabet = try Alphabet(words: ["anna", "berta", "cid", "dolores", "emil"])
    let port = NetworkConfiguration.Port.symbols(count: alphabet.count)
    var network = try Network(
      NetworkConfiguration(input: port, hiddenSize: 19, output: port), seed: 11)
    network.parameters.scale(by: 2)
    // Biases that are not zero, as after training.
    network.parameters["b"] = (0..<19).map { 0.1 * Float($0 % 5) - 0.2 }
    network.parameters["c"] = (0..<alphabet.count).map { 0.3 - 0.05 * Float($0) }
    model = WordModel(alphabet: alphabet, network: network)
    let sampler = WordSampler(model)
    var options = SamplingOptions()
    options.maximumLength = 12
    words = try (0..<20).map { index in
      var stream = RandomStream(seed: 4, purpose: .sampling, index: UInt64(index))
      return try sampler.word(options, using: &stream)
    }
  }

  @Test("Steps of one row have the bits of a batch of words of many lengths")
  func steps() throws {
    let dataset = try Dataset(words: words, alphabet: model.alphabet)
    #expect(Set(dataset.lengths).count > 3)
    let engine = Engine(model.network.configuration, threads: 2)
    let batch = Batch(dataset)
    engine.forward(model.network, batch)
    let stepper = Engine(model.network.configuration, threads: 1)
    stepper.load(model.network)
    var symbol = IndexBuffer()
    symbol.resize(1)
    for row in batch.sequences.indices {
      stepper.beginSteps(rows: 1)
      let encoded = try model.alphabet.encode(words[batch.sequences[row]])
      let expected = engine.outputs(batch, row: row)
      let expectedStates = engine.states(batch, row: row)
      for (t, input) in ([Alphabet.end] + encoded).enumerated() {
        symbol.block[0] = input
        let outputs = stepper.step(symbols: symbol.block).row(0)
        let state = stepper.stepState(rows: 1).hiddenState(row: 0)
        #expect(outputs.map(\.bitPattern) == expected[t].map(\.bitPattern))
        #expect(state.map(\.bitPattern) == expectedStates[t].map(\.bitPattern))
      }
    }
  }

  @Test("Each symbol of a word is drawn from the batch's outputs", arguments: [0, 0.7, 1])
  func wordsAreDrawnFromOutputs(temperature: Double) throws {
    var options = SamplingOptions()
    options.temperature = temperature
    options.maximumLength = 12
    var choice = SymbolChoice(options, symbols: model.alphabet.count)
    let sampler = WordSampler(model)
    let engine = Engine(model.network.configuration, threads: 1)
    for index in 0..<20 {
      var stream = RandomStream(seed: 9, purpose: .sampling, index: UInt64(index))
      var again = stream
      let word = try sampler.word(options, using: &stream)
      let encoded = try model.alphabet.encode(word)
      let batch = Batch(try Dataset(words: [word], alphabet: model.alphabet))
      engine.forward(model.network, batch)
      for (t, logits) in engine.outputs(batch, row: 0).enumerated() where t < 12 {
        let next = choice.draw(logits, allowed: { t > 0 || $0 != Alphabet.end }, using: &again)
        #expect(next == (t < encoded.count ? encoded[t] : Alphabet.end))
      }
      #expect(again == stream, "as many numbers were drawn")
    }
  }
}
