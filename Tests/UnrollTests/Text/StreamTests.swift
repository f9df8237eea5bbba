import Testing

@testable import Unroll

@Suite("Streams in windows")
struct StreamTests {
  /// Five documents of one to thirty symbols, at random.
  private static let lengths = [7, 1, 30, 4, 12]
  private static let documents: [[Int32]] = {
    var random = RandomStream(seed: 5, purpose: .trials)
    return lengths.map { length in (0..<length).map { _ in Int32(1 + random.below(4)) } }
  }()
  private static let stream = SymbolStream(
    documents.flatMap { $0 + [0] }, alphabetCount: 5)

  /// The same as whole sequences.
  private static func sequences() throws -> Dataset {
    try Dataset(
      inputs: .symbols(documents.flatMap { [0] + $0 }, count: 5),
      targets: .symbols(documents.flatMap { $0 + [0] }, count: 5),
      lengths: lengths.map { $0 + 1 })
  }

  private func network(_ cell: Cell, layers: Int = 2) throws -> Network {
    var configuration = NetworkConfiguration(
      input: .symbols(count: 5), embeddingSize: 3, cell: cell, hiddenSize: 7, layers: layers,
      output: .symbols(count: 5))
    configuration.learnsInitialState = true
    var network = try Network(configuration, seed: 2)
    // Large weights make a state that is lost, or kept too long, show.
    for i in network.parameters.values.indices { network.parameters.values[i] *= 3 }
    return network
  }

  @Test("Windows with carried states have the losses of whole documents", arguments: Cell.allCases)
  func carried(cell: Cell) throws {
    let network = try network(cell)
    let engine = Engine(network.configuration, threads: 1)
    let expected = engine.evaluate(network, on: try Self.sequences())
    for steps in [1, 2, 3, 8, 100] {
      engine.load(network)
      let batch = Batch(like: StreamWindow().dataset(alphabetCount: 5))
      var reading = StreamReading(
        Self.stream,
        lanes: StreamLane.lanes(1, start: 0, count: Self.stream.predictions, of: Self.stream),
        of: network.configuration)
      var loss = Loss()
      while !reading.isAtEnd {
        loss += reading.forward(engine, batch, steps: steps, mode: .evaluation)
      }
      #expect(loss.count == expected.count)
      #expect(abs(loss.sum - expected.sum) < 1e-5 * expected.sum, "\(steps) steps")
    }
    let whole = engine.evaluate(network, on: Self.stream, lanes: 1)
    #expect(abs(whole.sum - expected.sum) < 1e-5 * expected.sum)
  }

  @Test("Lanes cover each prediction once, from wherever the first one begins")
  func coverage() {
    let stream = Self.stream
    for (lanes, start) in [(1, 0), (1, 17), (3, 58), (7, 5), (59, 30)] {
      var seen = [Int](repeating: 0, count: stream.predictions)
      for var lane in StreamLane.lanes(lanes, start: start, count: stream.predictions, of: stream) {
        var window = StreamWindow()
        while lane.left > 0 {
          seen[lane.place] += 1
          _ = lane.appendWindow(of: stream, steps: 1, to: &window)
        }
      }
      #expect(seen.allSatisfy { $0 == 1 }, "\(lanes) lanes from \(start)")
    }
  }

  @Test("Lanes of an evaluation that begin with a warm-up hardly change the loss")
  func evaluationLanes() throws {
    var random = RandomStream(seed: 9, purpose: .trials)
    let stream = SymbolStream((0..<3000).map { _ in Int32(random.below(5)) }, alphabetCount: 5)
    let network = try Network(
      NetworkConfiguration(
        input: .symbols(count: 5), cell: .gru, hiddenSize: 6, output: .symbols(count: 5)), seed: 3)
    let engine = Engine(network.configuration, threads: 1)
    let exact = engine.evaluate(network, on: stream, lanes: 1)
    for lanes in [2, 3, 10] {
      let loss = engine.evaluate(network, on: stream, lanes: lanes)
      #expect(loss.count == 3000 && abs(loss.sum - exact.sum) < 1e-5 * exact.sum)
    }
    // More lanes than predictions are as many as there are predictions.
    let short = SymbolStream([1, 2], alphabetCount: 5)
    let all = engine.evaluate(network, on: short, lanes: 9)
    #expect(all.count == 2 && all == engine.evaluate(network, on: short, lanes: 2))
  }

  /// A run that changes nothing, so that its training loss can be told from outside.
  private func losses(batch: Int, window: Int) throws -> (Trainer, [Double], [Int]) {
    let network = try network(.lstm)
    var options = plainOptions(.gd, rate: 1e-30, epochs: 2)
    options.batch = .sequences(batch)
    options.window = window
    let trainer = try Trainer(network, stream: Self.stream, options: options, threads: 1)
    var (losses, steps): ([Double], [Int]) = ([], [])
    try trainer.train { event in
      if case .epoch(let report) = event {
        losses.append(report.loss)
        steps.append(report.steps)
      }
      return .carryOn
    }
    return (trainer, losses, steps)
  }

  @Test("An epoch of training reads every lane from where it was drawn, with carried states")
  func trainingLoss() throws {
    let (trainer, found, steps) = try losses(batch: 3, window: 5)
    #expect(trainer.stepsPerEpoch == 4 && steps == [4, 8])
    let engine = Engine(trainer.network.configuration, threads: 1)
    engine.load(trainer.network)
    for epoch in 1...2 {
      var random = RandomStream(
        seed: trainer.options.seed, purpose: .shuffling, index: UInt64(epoch))
      let start = random.below(Self.stream.predictions)
      var total = Loss()
      for lane in 0..<3 {
        let range = Share.range(Self.stream.predictions, part: lane, of: 3)
        // Each lane as sequences of its own, cut where a document begins and where the stream does.
        var (inputs, targets, lengths): ([Int32], [Int32], [Int]) = ([], [], [])
        for offset in range {
          let place = (start + offset) % Self.stream.predictions
          if lengths.isEmpty || Self.stream[place] == 0 { lengths.append(0) }
          lengths[lengths.count - 1] += 1
          inputs.append(Self.stream[place])
          targets.append(Self.stream[place + 1])
        }
        let data = try Dataset(
          inputs: .symbols(inputs, count: 5), targets: .symbols(targets, count: 5),
          lengths: lengths)
        total += engine.evaluate(trainer.network, on: data)
      }
      #expect(abs(found[epoch - 1] - total.mean) < 1e-5)
    }
    #expect(found[0] != found[1], "both epochs began at the same place")
  }

  @Test(
    "The gradient of a window is that of its sequences with the states before them as constants")
  func gradient() throws {
    let network = try network(.gru, layers: 1)
    let configuration = network.configuration
    let engine = Engine(configuration, threads: 1)
    engine.load(network)
    let batch = Batch(like: StreamWindow().dataset(alphabetCount: 5))
    // Fourteen steps in one window lead through two documents into the third.
    var reading = StreamReading(
      Self.stream, lanes: [StreamLane(start: 0, count: 20)], of: configuration)
    _ = reading.forward(engine, batch, steps: 14, mode: .evaluation)
    _ = reading.forward(engine, batch, steps: 6, mode: .evaluation)
    var found = Parameters(zerosLike: configuration.parameterTable)
    engine.backward(batch, into: &found)

    let document = Array(Self.documents[2])
    func data(_ inputs: ArraySlice<Int32>, _ targets: ArraySlice<Int32>) throws -> Dataset {
      try Dataset(
        inputs: .symbols(Array(inputs), count: 5), targets: .symbols(Array(targets), count: 5),
        lengths: [inputs.count])
    }
    let symbols = [0] + document
    let before = Batch(try data(symbols[0..<4], symbols[1..<5]))
    engine.forward(before)
    let state = engine.finalState(before)
    let after = Batch(try data(symbols[4..<10], symbols[5..<11]))
    engine.forward(after, from: state)
    var expected = Parameters(zerosLike: configuration.parameterTable)
    engine.backward(after, into: &expected)
    for (first, second) in zip(found.values, expected.values) {
      #expect(abs(first - second) <= 1e-6 * max(1, abs(second)))
    }
    #expect(expected.values.contains { abs($0) > 1e-3 })
  }

  @Test("Any number of threads gives the same bits", arguments: [2, 3, 8])
  func threads(count: Int) throws {
    func trained(_ threads: Int) throws -> Network {
      var configuration = NetworkConfiguration(
        input: .symbols(count: 5), embeddingSize: 4, cell: .lstm, hiddenSize: 33, layers: 2,
        output: .symbols(count: 5))
      configuration.dropout.layers = 0.2
      var options = TrainingOptions()
      (options.epochs, options.window, options.batch) = (2, 4, .sequences(5))
      options.evaluations = 3
      let trainer = try Trainer(
        Network(configuration, seed: 4), stream: Self.stream, validation: Self.stream,
        options: options, threads: threads)
      try trainer.train()
      return trainer.best
    }
    #expect(try trained(count) == trained(1))
  }

  @Test("A stream teaches what comes next")
  func learns() throws {
    // Symbol 1 or 2, then three times the same again: only the first of four is not known.
    var random = RandomStream(seed: 1, purpose: .trials)
    let symbols = (0..<400).flatMap { _ in
      [Int32](repeating: Int32(1 + random.below(2)), count: 4)
    }
    let stream = SymbolStream(symbols, alphabetCount: 3)
    let (training, validation) = stream.split(lastShare: 0.2)
    var options = plainOptions(.adam, rate: 0.02, epochs: 15)
    (options.window, options.batch) = (16, .sequences(8))
    let trainer = try Trainer(
      Network(
        NetworkConfiguration(
          input: .symbols(count: 3), cell: .gru, hiddenSize: 12, output: .symbols(count: 3)),
        seed: 1), stream: training, validation: validation, options: options, threads: 1)
    let result = try trainer.train()
    // The floor is log 2 / 4 = 0.173; without memory 0.4 would be left.
    #expect((result.last?.validationLoss ?? 9) < 0.22)
  }

  @Test("What does not go with windows is refused, and so is a stream of nothing")
  func refusals() throws {
    let network = try network(.lstm)
    let changes: [(inout TrainingOptions) -> Void] = [
      { $0.recomputes = true }, { $0.accumulation = 2 },
    ]
    for change in changes {
      var options = TrainingOptions()
      change(&options)
      #expect(throws: TrainingError.self) {
        try Trainer(network, stream: Self.stream, options: options)
      }
    }
    #expect(throws: TrainingError.noData) {
      try Trainer(network, stream: SymbolStream(alphabetCount: 5))
    }
  }

  @Test("A run is judged as often as it is asked to be, evenly, and at its end")
  func evaluations() throws {
    for (wanted, expected) in [(4, [2, 4, 6, 8]), (3, [3, 6, 8]), (100, Array(1...8)), (1, [8])] {
      let network = try network(.lstm)
      var options = plainOptions(.gd, rate: 0.01, epochs: 2)
      (options.window, options.batch, options.evaluations) = (5, .sequences(3), wanted)
      let trainer = try Trainer(network, stream: Self.stream, options: options, threads: 1)
      var steps: [Int] = []
      try trainer.train { event in
        if case .epoch(let report) = event { steps.append(report.steps) }
        return .carryOn
      }
      #expect(steps == expected, "\(wanted) evaluations")
    }
  }
}
