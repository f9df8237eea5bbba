import TestSupport
import Testing

@testable import Unroll

@Suite("Computing states a second time in place of storing them")
struct RecomputingTests {
  /// Three windows and a bit; rows end in each of them, one at its very end.
  static let lengths = [200, 3, 130, 64, 65, 128, 199, 1]

  @Test("Gives the loss and the gradient of storing them, to the bit", arguments: networks)
  func sameBits(_ configuration: NetworkConfiguration) throws {
    for predicted in [Dataset.PredictedSteps.every, .last] {
      let data = try Self.data(configuration, predicted)
      #expect(TimeWindow.count(of: 200) == 4)
      let network = try Network(configuration, seed: 5)
      for threads in [1, 3] {
        let engine = Engine(
          configuration, threads: threads, instructionSet: .active, smallestSharedWork: 0)
        let mode = PassMode.training(seed: 9, step: 4)
        let whole = Batch(data)
        let loss = engine.forward(network, whole, mode: mode)
        var stored = Parameters(zerosLike: network.parameters.table)
        engine.backward(whole, into: &stored)
        let pass = RecomputingPass(engine, batch: Batch(like: data))
        var computed = Parameters(zerosLike: network.parameters.table)
        let other = pass.run(data, sequences: 0..<data.count, mode: mode, into: &computed)
        #expect(other == loss, "\(predicted), \(threads) threads")
        for slice in stored.table.slices {
          let same = zip(stored[slice.name], computed[slice.name]).allSatisfy {
            $0.bitPattern == $1.bitPattern
          }
          #expect(same, "\(slice.name), \(predicted), \(threads) threads")
        }
        #expect(stored.values.contains { $0 != 0 })
      }
    }
  }

  @Test("Agrees with the gradient of one short window, where there is only one")
  func oneWindow() throws {
    let configuration = Self.networks[0]
    let data = try Self.data(configuration, .every, lengths: [64, 5, 9])
    let network = try Network(configuration, seed: 5)
    let engine = Engine(configuration, threads: 1)
    engine.load(network)
    var gradient = Parameters(zerosLike: network.parameters.table)
    let pass = RecomputingPass(engine, batch: Batch(like: data))
    let loss = pass.run(data, sequences: [2, 0, 1], mode: .evaluation, into: &gradient)
    let batch = Batch(like: data)
    batch.fill(from: data, sequences: [2, 0, 1])
    #expect(engine.forward(batch) == loss)
    var expected = Parameters(zerosLike: network.parameters.table)
    engine.backward(batch, into: &expected)
    #expect(gradient == expected)
  }

  @Test("Trains to the same weights")
  func training() throws {
    let configuration = Self.networks[1]
    let data = try Self.data(configuration, .every)
    let results = try [false, true].map { recomputes in
      var options = TrainingOptions()
      options.recomputes = recomputes
      options.epochs = 2
      options.batch = .sequences(3)
      let trainer = try Trainer(Network(configuration, seed: 1), data: data, options: options)
      try trainer.train()
      return trainer.network.parameters
    }
    #expect(results[0] == results[1])
  }

  @Test("Is refused where it cannot be done")
  func refusals() throws {
    var configuration = Self.networks[0]
    configuration.isBidirectional = true
    var options = TrainingOptions()
    options.recomputes = true
    let data = try Self.data(configuration, .every)
    let network = try Network(configuration, seed: 1)
    #expect(throws: TrainingError.self) {
      try Trainer(network, data: data, options: options)
    }
    options.gradient = .rtrl
    let plain = try Network(Self.networks[0], seed: 1)
    #expect(throws: TrainingError.self) {
      try Trainer(plain, data: data, options: options)
    }
  }

  @Test("Windows are about the square root of long times, and cover them")
  func windows() {
    for total in [0, 1, 63, 64, 65, 100, 4095, 4096, 4097, 100_000] {
      let count = TimeWindow.count(of: total)
      let ranges = (0..<count).map { TimeWindow.range($0, of: total) }
      #expect(ranges.flatMap(Array.init) == Array(0..<total))
      #expect(ranges.allSatisfy { !$0.isEmpty && $0.count <= max(64, total / count + 318) })
    }
    #expect(TimeWindow.count(of: 64) == 1 && TimeWindow.count(of: 65) == 2)
    #expect(TimeWindow.steps(of: 1_000_000) == 1000)
  }

  static let networks: [NetworkConfiguration] = {
    let port = NetworkConfiguration.Port.symbols(count: 5)
    var list = [
      NetworkConfiguration(input: port, hiddenSize: 6, output: port),
      NetworkConfiguration(input: port, cell: .lstm, hiddenSize: 5, layers: 2, output: port),
      NetworkConfiguration(input: port, cell: .gru, hiddenSize: 7, output: port),
      NetworkConfiguration(input: port, cell: .minimalGRU, hiddenSize: 7, output: port),
      NetworkConfiguration(input: port, cell: .minimalLSTM, hiddenSize: 7, output: port),
    ]
    for cell in [Cell.lstm, .gru, .vanilla] {
      var everything = NetworkConfiguration(
        input: port, embeddingSize: 6, cell: cell, hiddenSize: 6, layers: 3, output: port)
      everything.hasResidualConnections = true
      everything.isNormalised = true
      everything.learnsInitialState = true
      everything.tiesWeights = true
      everything.dropout.input = 0.2
      everything.dropout.layers = 0.2
      everything.dropout.recurrent = 0.2
      everything.dropout.zoneout = 0.2
      if cell == .lstm { everything.dropout.cellZoneout = 0.2 }
      everything.loss = .crossEntropy(labelSmoothing: 0.1, classWeights: [0.3, 1.7, 1, 0.9, 2.1])
      list.append(everything)
      var oneHot = everything
      oneHot.embeddingSize = nil
      oneHot.tiesWeights = false
      oneHot.dropout.input = 0
      list.append(oneHot)
    }
    list.append(
      NetworkConfiguration(
        input: .values(size: 3), cell: .lstm, hiddenSize: 5, output: .values(size: 2)))
    return list
  }()

  private static func data(
    _ configuration: NetworkConfiguration, _ predicted: Dataset.PredictedSteps,
    lengths: [Int] = lengths
  ) throws -> Dataset {
    var generator = TestGenerator(seed: 11)
    let total = lengths.reduce(0, +)
    func track(_ port: NetworkConfiguration.Port, steps: Int) -> Dataset.Track {
      switch port {
      case .symbols(let count):
        .symbols(
          (0..<steps).map { _ in Int32(generator.next() % UInt64(count)) }, count: count)
      case .values(let size): .values(generator.floats(steps * size), size: size)
      }
    }
    let inputs = track(configuration.input, steps: total)
    let targets = track(
      configuration.output, steps: predicted == .every ? total : lengths.count)
    return try Dataset(
      inputs: inputs, targets: targets, lengths: lengths, predicting: predicted)
  }
}
