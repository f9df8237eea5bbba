import Testing

@testable import Unroll

/// One target for each sequence: the prediction is made where each direction has read everything.
@Suite struct SequenceEndTests {
  private static let lengths = [3, 1, 6, 2, 6]

  private static func network(_ directions: Int, hidden: Int = 5) throws -> Network {
    var configuration = NetworkConfiguration(
      input: .values(size: 3), cell: .gru, hiddenSize: hidden, layers: 2,
      output: .symbols(count: 4))
    configuration.isBidirectional = directions == 2
    configuration.hasResidualConnections = true
    return try Network(configuration, seed: 5)
  }

  private static func data(_ lengths: [Int] = lengths) throws -> Dataset {
    let steps = lengths.reduce(0, +)
    return try Dataset(
      inputs: .values((0..<steps * 3).map { Float(($0 * 29) % 17) / 8 - 1 }, size: 3),
      targets: .symbols(lengths.indices.map { Int32($0 % 4) }, count: 4), lengths: lengths,
      predicting: .last)
  }

  @Test(arguments: [1, 2])
  func `Outputs are made from both ends of what the last layer hands on`(directions: Int) throws {
    let network = try Self.network(directions)
    let engine = Engine(network.configuration, threads: 1)
    let batch = Batch(try Self.data())
    engine.forward(network, batch)
    let (V, c) = (network.parameters["V"], network.parameters["c"])
    for row in 0..<batch.rows {
      let states = engine.states(batch, row: row)
      let y = states[states.count - 1].prefix(5) + (directions == 2 ? states[0].suffix(5) : [])
      for k in 0..<4 {
        let o = zip(y, V[k * y.count..<(k + 1) * y.count]).reduce(c[k]) { $0 + $1.0 * $1.1 }
        #expect(abs(o - engine.outputs(batch, row: row)[0][k]) < 1e-5)
      }
    }
  }

  @Test func `What the reverse direction read first does not blind it to the rest`() throws {
    // The same last step, another first one: a network of the reverse direction alone has to see it.
    var network = try Self.network(2)
    for k in 0..<4 {
      for j in 0..<5 {
        network.parameters.values[network.parameters.table["V"].offset + k * 10 + j] = 0
      }
    }
    let engine = Engine(network.configuration, threads: 1)
    func outputs(_ first: Float) throws -> [Float] {
      let data = try Dataset(
        inputs: .values([first, 0, 0, 0.5, 0.5, 0.5, 1, 1, 1], size: 3),
        targets: .symbols([0], count: 4), lengths: [3], predicting: .last)
      let batch = Batch(data)
      engine.forward(network, batch)
      return engine.outputs(batch, row: 0)[0]
    }
    #expect(try outputs(-1) != outputs(1))
  }

  @Test func `A row's prediction does not depend on the rest of the batch, nor on threads`() throws
  {
    let network = try Self.network(2, hidden: 37)
    let data = try Self.data()
    let one = Engine(network.configuration, threads: 1).probabilities(network, on: data)
    let engine = Engine(
      network.configuration, threads: 3, instructionSet: .active, smallestSharedWork: 0)
    #expect(engine.probabilities(network, on: data) == one)
    for sequence in Self.lengths.indices {
      let batch = Batch(like: data)
      batch.fill(from: data, sequences: [sequence])
      engine.forward(network, batch)
      let alone = engine.outputs(batch, row: 0)[0]
      let whole = Batch(data)
      engine.forward(network, whole)
      let row = whole.sequences.firstIndex(of: sequence) ?? 0
      #expect(engine.outputs(whole, row: row)[0] == alone)
    }
    for row in one { #expect(abs(row.reduce(0, +) - 1) < 1e-12) }
  }

  @Test func `Gradients have the same bits on any number of threads`() throws {
    let network = try Self.network(2, hidden: 37)
    let batch = Batch(try Self.data())
    let gradients = [1, 2, 3].map { threads in
      let engine = Engine(
        network.configuration, threads: threads, instructionSet: .active, smallestSharedWork: 0)
      var gradient = Parameters(zerosLike: network.parameters.table)
      engine.forward(network, batch, mode: .training(seed: 1, step: 0))
      engine.backward(batch, into: &gradient)
      return gradient
    }
    #expect(gradients[0].values.contains { $0 != 0 })
    #expect(gradients.allSatisfy { $0 == gradients[0] })
  }
}
