import Testing

@testable import Unroll

/// Products with an embedding that are looked up, against those that are computed at each position.
@Suite("Embeddings in tables")
struct TabulatedEmbeddingTests {
  private static let symbols = 7
  private static let lengths = [9, 4, 13, 1, 6, 12, 3]

  private func data() throws -> Dataset {
    var stream = RandomStream(seed: 6, purpose: .trials)
    let count = Self.lengths.reduce(0, +)
    func track() -> Dataset.Track {
      // Symbol 6, the last one, and symbol 5, never read.
      .symbols(
        (0..<count).map { _ in [0, 1, 2, 3, 4, 6][stream.below(6)] }, count: Self.symbols)
    }
    return try Dataset(inputs: track(), targets: track(), lengths: Self.lengths)
  }

  private func configuration(_ cell: Cell) -> NetworkConfiguration {
    let port = NetworkConfiguration.Port.symbols(count: Self.symbols)
    return NetworkConfiguration(
      input: port, embeddingSize: 5, cell: cell, hiddenSize: 6, layers: 2, output: port)
  }

  /// Loss and gradient of sequences, a batch for each, and whether products were looked up.
  private func passes(
    _ network: Network, _ data: Dataset, batches: [[Int]], threads: Int = 1
  ) -> (loss: Double, gradient: [Float]) {
    let engine = Engine(
      network.configuration, threads: threads, instructionSet: .active, smallestSharedWork: 1)
    let batch = Batch(like: data)
    var gradient = Parameters(zerosLike: network.parameters.table)
    var loss = 0.0
    engine.load(network)
    for sequences in batches {
      batch.fill(from: data, sequences: sequences)
      loss += engine.forward(batch, mode: .evaluation).sum
      engine.backward(batch, into: &gradient)
    }
    return (loss, gradient.values)
  }

  @Test(
    "Loss and gradient are those of products at each position", arguments: Cell.allCases, 0..<5)
  func equal(_ cell: Cell, _ variant: Int) throws {
    var configuration = configuration(cell)
    switch variant {
    case 0: break
    case 1: configuration.isBidirectional = true
    case 2: configuration.isNormalised = true
    case 3: (configuration.isNormalised, configuration.isBidirectional) = (true, true)
    default: (configuration.tiesWeights, configuration.embeddingSize) = (true, 6)
    }
    let data = try data()
    var network = try Network(configuration, seed: 3)
    for i in network.parameters.values.indices { network.parameters.values[i] *= 1.5 }
    let all = Array(data.lengths.indices)
    // One sequence has too few positions for a table, all of them have enough.
    #expect(configuration.tabulatesEmbedding(positions: 48))
    #expect(!configuration.tabulatesEmbedding(positions: 13))
    let table = passes(network, data, batches: [all])
    let rows = passes(network, data, batches: all.map { [$0] })
    #expect(abs(table.loss - rows.loss) < 1e-6 * abs(rows.loss))
    let scale = rows.gradient.map(abs).max() ?? 0
    for slice in network.parameters.table.slices {
      let apart =
        zip(table.gradient[slice.range], rows.gradient[slice.range])
        .map { abs($0 - $1) }.max() ?? 0
      #expect(apart < 3e-6 * scale, "\(slice.name)")
      #expect(rows.gradient[slice.range].contains { $0 != 0 }, "\(slice.name)")
    }
    #expect(passes(network, data, batches: [all], threads: 3) == table)
  }

  @Test("Windows that are computed a second time give the same bits")
  func windows() throws {
    var stream = RandomStream(seed: 6, purpose: .trials)
    let symbols = (0..<300).map { _ in Int32(stream.below(Self.symbols)) }
    let data = try Dataset(
      inputs: .symbols(symbols, count: Self.symbols),
      targets: .symbols(symbols.reversed(), count: Self.symbols), lengths: [200, 100])
    let network = try Network(configuration(.gru), seed: 3)
    let engine = Engine(network.configuration, threads: 1)
    engine.load(network)
    let recomputing = RecomputingPass(engine, batch: Batch(like: data))
    var gradient = Parameters(zerosLike: network.parameters.table)
    let loss = recomputing.run(data, sequences: 0..<2, mode: .evaluation, into: &gradient)
    let whole = passes(network, data, batches: [[0, 1]])
    #expect(loss.sum == whole.loss && gradient.values == whole.gradient)
  }

  @Test("An engine that has looked up writes, and the other way round")
  func steps() throws {
    let data = try data()
    let network = try Network(configuration(.lstm), seed: 3)
    let engine = Engine(network.configuration, threads: 1)
    let first = engine.evaluate(network, on: data).sum
    let alphabet = try Alphabet(
      symbols: ["", "a", "b", "c", "d", "e", "f"], unit: .character)
    let model = WordModel(alphabet: alphabet, network: network)
    var random = RandomStream(seed: 1, purpose: .sampling)
    _ = try WordSampler(model).word(beginning: "a", using: &random)
    #expect(engine.evaluate(network, on: data).sum == first)
  }
}
