import Testing

@testable import Unroll

@Suite("Words read by their characters")
struct SpelledWordsTests {
  private static func configuration(_ cell: Cell) -> NetworkConfiguration {
    var configuration = NetworkConfiguration(
      input: .symbols(count: 5), embeddingSize: 7, cell: cell, hiddenSize: 11, layers: 2,
      output: .symbols(count: 4))
    configuration.isBidirectional = true
    configuration.dropout.input = 0.25
    configuration.spelling = SpellingConfiguration(
      characters: 6, embeddingSize: 9, hiddenSize: 13, wordDropout: 0.25)
    return configuration
  }

  /// - Parameter copies: how often each spelling stands in the table.
  private static func data(lengths: [Int], copies: Int = 1) throws -> Dataset {
    let steps = lengths.reduce(0, +)
    let words: [[Int32]] = [[1, 5, 2], [3], [0, 4, 4, 1, 2, 5, 3], [2, 2]]
    return try Dataset(
      inputs: .symbols((0..<steps).map { Int32($0 * 7 % 5) }, count: 5),
      targets: .symbols((0..<steps).map { Int32($0 * 3 % 4) }, count: 4), lengths: lengths,
      spellings: Spellings(
        steps: (0..<steps).map { Int32($0 * $0 % 4 + 4 * ($0 % copies)) },
        words: (0..<copies).flatMap { _ in words }, characters: 6))
  }

  private static func run(
    _ configuration: NetworkConfiguration, _ data: Dataset, threads: Int,
    mode: PassMode = .training(seed: 3, step: 5)
  ) throws -> (loss: Loss, outputs: [[[Float]]], gradient: [Float]) {
    let network = try Network(configuration, seed: 2)
    let engine = Engine(
      configuration, threads: threads, instructionSet: .active, smallestSharedWork: 0)
    let batch = Batch(data)
    let loss = engine.forward(network, batch, mode: mode)
    var gradient = Parameters(zerosLike: network.parameters.table)
    engine.backward(batch, into: &gradient)
    var outputs = [[[Float]]](repeating: [], count: data.count)
    for row in 0..<batch.rows { outputs[batch.sequences[row]] = engine.outputs(batch, row: row) }
    return (loss, outputs, gradient.values)
  }

  @Test("Any number of threads gives the same bits", arguments: Cell.allCases)
  func threads(_ cell: Cell) throws {
    let configuration = Self.configuration(cell)
    let data = try Self.data(lengths: [3, 9, 1, 4, 4, 70, 2, 9, 5])
    let one = try Self.run(configuration, data, threads: 1)
    for threads in [2, 3, 8] {
      let more = try Self.run(configuration, data, threads: threads)
      #expect(more.loss == one.loss)
      #expect(more.outputs == one.outputs)
      #expect(more.gradient == one.gradient, "\(threads) threads")
    }
  }

  @Test("A sentence's outputs do not depend on the others, nor on words being shared")
  func independent() throws {
    let configuration = Self.configuration(.lstm)
    let data = try Self.data(lengths: [5, 2, 8])
    let together = try Self.run(configuration, data, threads: 2, mode: .evaluation).outputs
    let copied = try Self.data(lengths: [5, 2, 8], copies: 3)
    #expect(try Self.run(configuration, copied, threads: 2, mode: .evaluation).outputs == together)
    let network = try Network(configuration, seed: 2)
    let engine = Engine(configuration, threads: 1)
    for sentence in 0..<3 {
      let batch = Batch(like: data)
      batch.fill(from: data, sequences: [sentence])
      engine.forward(network, batch)
      #expect(engine.outputs(batch, row: 0) == together[sentence])
    }
  }

  @Test("A word that stands in the table twice has the gradient of one that is shared")
  func shared() throws {
    let configuration = Self.configuration(.gru)
    let one = try Self.run(configuration, Self.data(lengths: [5, 2, 8]), threads: 1).gradient
    let two = try Self.run(
      configuration, Self.data(lengths: [5, 2, 8], copies: 2), threads: 1
    ).gradient
    let largest = one.map(abs).max() ?? 0
    #expect(zip(one, two).allSatisfy { abs($0 - $1) <= 1e-5 * largest })
    #expect(largest > 0)
  }

  @Test("The spelling matters, and with word dropout nearly 1 it alone does")
  func spellingMatters() throws {
    var configuration = Self.configuration(.lstm)
    configuration.dropout.input = 0
    configuration.spelling?.wordDropout = 0.999
    func outputs(_ words: [Int32], _ spellings: [Int32]) throws -> [[[Float]]] {
      let data = try Dataset(
        inputs: .symbols(words, count: 5), targets: .symbols([0, 0, 0], count: 4), lengths: [3],
        spellings: Spellings(steps: spellings, words: [[1, 2], [2, 1]], characters: 6))
      return try Self.run(configuration, data, threads: 1).outputs
    }
    #expect(try outputs([1, 2, 3], [0, 1, 0]) == outputs([3, 4, 1], [0, 1, 0]))
    #expect(try outputs([1, 2, 3], [0, 1, 0]) != outputs([1, 2, 3], [0, 0, 0]))
  }

  @Test("What does not go with spelled words is refused with its reason")
  func obstacles() throws {
    let configuration = Self.configuration(.gru)
    var forward = configuration
    (forward.isBidirectional, forward.layers) = (false, 1)
    #expect(Engine.obstacleToForwardRecursion(forward)?.contains("spelled words") == true)
    #expect(RecomputingPass.obstacle(forward)?.contains("spelled words") == true)
    var faulty = configuration
    (faulty.embeddingSize, faulty.dropout.input) = (nil, 0)
    #expect(throws: NetworkError.self) { try faulty.validate() }
    faulty = configuration
    faulty.spelling?.wordDropout = 1
    #expect(throws: NetworkError.impossibleRate(name: "word dropout", rate: 1)) {
      try faulty.validate()
    }
    for size in [0, -1, Int.max] {
      faulty = configuration
      faulty.spelling?.hiddenSize = size
      #expect(throws: NetworkError.impossibleSize(name: "character hidden", size: size)) {
        try faulty.validate()
      }
    }
    faulty = configuration
    (faulty.embeddingSize, faulty.tiesWeights, faulty.output) = (22, true, .symbols(count: 5))
    #expect(throws: NetworkError.self) { try faulty.validate() }
  }

  @Test("The number of parameters is that of the table", arguments: Cell.allCases)
  func count(_ cell: Cell) throws {
    let configuration = Self.configuration(cell)
    #expect(configuration.parameterCount == Double(configuration.parameterTable.count))
  }

  @Test("Spellings that are none are refused")
  func faultySpellings() throws {
    #expect(throws: DatasetError.emptySpelling(index: 1)) {
      try Spellings(steps: [0], words: [[1], []], characters: 2)
    }
    #expect(
      throws: DatasetError.symbolOutOfRange(track: "characters", step: 1, symbol: 2, count: 2)
    ) { try Spellings(steps: [0], words: [[1, 2]], characters: 2) }
    #expect(
      throws: DatasetError.symbolOutOfRange(track: "spellings", step: 1, symbol: 1, count: 1)
    ) { try Spellings(steps: [0, 1], words: [[1]], characters: 2) }
    #expect(throws: DatasetError.lengthMismatch(track: "spellings", steps: 1, expected: 2)) {
      try Dataset(
        inputs: .symbols([0, 0], count: 1), targets: .symbols([0, 0], count: 1), lengths: [2],
        spellings: Spellings(steps: [0], words: [[0]], characters: 1))
    }
  }
}
