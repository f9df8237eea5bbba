import Testing

@testable import Unroll

/// A run that is stopped anywhere and goes on from a file must end where an unbroken one does, to the bit.
@Suite("Runs that go on from a checkpoint")
struct ResumingTests {
  /// Everything that a run leaves behind.
  struct End: Equatable {
    let network: Network
    let best: Network
    let averaged: Network
    let losses: [Double]
    let evaluations: [EpochReport]
    let reason: StopReason

    /// Times are no result.
    static func == (left: End, right: End) -> Bool {
      left.network == right.network && left.best == right.best && left.averaged == right.averaged
        && left.losses == right.losses && left.reason == right.reason
        && left.evaluations.map(\.loss) == right.evaluations.map(\.loss)
        && left.evaluations.map(\.validationLoss) == right.evaluations.map(\.validationLoss)
        && left.evaluations.map(\.steps) == right.evaluations.map(\.steps)
    }
  }

  /// How a run is stopped and taken up again.
  enum Break: CaseIterable {
    /// A checkpoint of the moment after an update, as one has that is killed later.
    case killed
    /// The observer says stop: the network is judged for its user's sake.
    case interrupted
  }

  /// Runs to the end, with breaks after the given updates, each in a trainer of its own and through the
  /// bytes of a file.
  func run(
    breaks: [Int] = [], _ kind: Break = .killed, threads: [Int] = [1],
    _ trainer: (_ threads: Int) throws -> Trainer
  ) throws -> End {
    var losses: [Double] = []
    var evaluations: [EpochReport] = []
    var bytes: [UInt8]?
    for (index, stop) in (breaks + [.max]).enumerated() {
      let trainer = try trainer(threads[index % threads.count])
      if let bytes {
        try trainer.resume(from: ModelFile.decodeCheckpoint(bytes, source: "").checkpoint)
      }
      var taken: TrainingCheckpoint?
      let result = try trainer.train { event in
        switch event {
        case .step(let report):
          // What a killed run did after its checkpoint is lost.
          if taken == nil { losses.append(report.loss) }
          if report.step == stop {
            taken = trainer.checkpoint()
            if kind == .interrupted { return .stop }
          }
          return kind == .killed && report.step - 2 > stop ? .stop : .carryOn
        case .epoch(let report):
          if taken == nil { evaluations.append(report) }
          return .carryOn
        case .divergence:
          Issue.record("diverged")
          return .stop
        }
      }
      guard stop < .max else {
        return End(
          network: trainer.network, best: trainer.best, averaged: trainer.averaged, losses: losses,
          evaluations: evaluations, reason: result.reason)
      }
      // An evaluation that was due all the same is part of the checkpoint that is taken after it.
      let checkpoint = try kind == .interrupted ? trainer.checkpoint() : #require(taken)
      if kind == .interrupted, trainer.suspended == nil {
        evaluations += [result.last].compactMap { $0 }
      }
      bytes = ModelFile.encode(
        ModelFile.Saved(content: .network(trainer.averaged), checkpoint: checkpoint))
    }
    throw Unreachable()
  }

  struct Unreachable: Error {}

  /// Two epochs of five updates, dropout, clipping, a schedule, validation.
  func options(_ rule: OptimizerConfiguration.Rule = .adamw) -> TrainingOptions {
    var options = plainOptions(rule, rate: 0.01, epochs: 3)
    options.schedule = Schedule(.cosine(final: 0.1), warmUp: 0.2)
    options.clipping = .norm(0.5)
    options.batch = .sequences(3)
    return options
  }

  func trainer(
    _ cell: Cell, _ options: TrainingOptions, layers: Int = 1, threads: Int
  ) throws -> Trainer {
    let data = try ToyTask.noise(sequences: 13)
    var configuration = NetworkConfiguration(
      input: data.inputs.port, embeddingSize: 3, cell: cell, hiddenSize: 7, layers: layers,
      output: data.targets.port)
    configuration.dropout.layers = 0.3
    configuration.dropout.input = 0.1
    if cell.hasRecurrentWeights { configuration.dropout.recurrent = 0.2 }
    return try Trainer(
      Network(configuration, seed: 2), data: data,
      validation: ToyTask.noise(sequences: 4, seed: 8),
      options: options, threads: threads)
  }

  @Test("After each single update, by either kind of break", arguments: Break.allCases)
  func everywhere(_ kind: Break) throws {
    let whole = try run { try trainer(.vanilla, options(), threads: $0) }
    #expect(whole.losses.count == 15 && whole.evaluations.count == 3)
    for step in 1...15 {
      let broken = try run(breaks: [step], kind) { try trainer(.vanilla, options(), threads: $0) }
      #expect(broken == whole, "after update \(step)")
    }
    let often = try run(breaks: [1, 2, 5, 6, 10, 14], kind, threads: [1, 2, 3]) {
      try trainer(.vanilla, options(), threads: $0)
    }
    #expect(often == whole)
  }

  @Test("With every rule", arguments: OptimizerConfiguration.Rule.allCases)
  func rules(_ rule: OptimizerConfiguration.Rule) throws {
    let whole = try run { try trainer(.vanilla, options(rule), threads: $0) }
    let broken = try run(breaks: [3, 8], threads: [2, 1, 3]) {
      try trainer(.vanilla, options(rule), threads: $0)
    }
    #expect(broken == whole)
  }

  @Test("With every cell, in two layers", arguments: Cell.allCases)
  func cells(_ cell: Cell) throws {
    let whole = try run { try trainer(cell, options(), layers: 2, threads: $0) }
    let broken = try run(breaks: [4, 9], threads: [1, 3]) {
      try trainer(cell, options(), layers: 2, threads: $0)
    }
    #expect(broken == whole)
  }

  @Test(
    "With averages of the weights, accumulation, evaluations on the way, either gradient method, recomputation",
    arguments: 0..<6)
  func ways(_ way: Int) throws {
    var options = options()
    switch way {
    case 0: options.averaging = .exponential(decay: 0.9)
    case 1: options.averaging = .stochastic(start: 0.3)
    case 2: options.accumulation = 2
    case 3: options.evaluations = 7
    case 4: options.gradient = .rtrl
    default: options.recomputes = true
    }
    func make(_ threads: Int) throws -> Trainer {
      guard way == 4 else { return try trainer(.vanilla, options, threads: threads) }
      let data = try ToyTask.noise(sequences: 13)
      return try Trainer(
        ToyTask.network(for: data, hidden: 6), data: data,
        validation: ToyTask.noise(sequences: 4, seed: 8), options: options, threads: threads)
    }
    let whole = try run { try make($0) }
    for kind in Break.allCases {
      for step in [1, 2, 5, 7] {
        let broken = try run(breaks: [step, step + 2], kind, threads: [1, 2]) { try make($0) }
        #expect(broken == whole, "after update \(step), \(kind)")
      }
    }
  }

  @Test("A stream goes on with the states that it carried", arguments: [Cell.vanilla, .lstm])
  func stream(_ cell: Cell) throws {
    var random = RandomStream(seed: 4, purpose: .trials)
    let symbols = (0..<300).map { _ in Int32(random.below(40) == 0 ? 0 : 1 + random.below(4)) }
    let stream = SymbolStream(symbols, alphabetCount: 5)
    var options = options()
    options.window = 6
    options.batch = .sequences(7)
    options.evaluations = 4
    func make(_ threads: Int) throws -> Trainer {
      var configuration = NetworkConfiguration(
        input: .symbols(count: 5), embeddingSize: 3, cell: cell, hiddenSize: 9,
        output: .symbols(count: 5))
      configuration.dropout.layers = 0.2
      return try Trainer(
        Network(configuration, seed: 1), stream: stream,
        validation: SymbolStream(symbols.reversed(), alphabetCount: 5), options: options,
        threads: threads)
    }
    let whole = try run { try make($0) }
    #expect(whole.losses.count == 24)
    for kind in Break.allCases {
      for step in 1...23 {
        let broken = try run(breaks: [step], kind, threads: [1, 2]) { try make($0) }
        #expect(broken == whole, "after update \(step), \(kind)")
      }
    }
  }

  @Test("A longer run goes on as one that was meant to be so long, where the schedule is constant")
  func extended() throws {
    var options = options()
    options.schedule = Schedule()
    let whole = try run { try trainer(.vanilla, options, threads: $0) }
    options.epochs = 1
    let first = try trainer(.vanilla, options, threads: 1)
    #expect(try first.train().reason == .epochs)
    options.epochs = 3
    let second = try trainer(.vanilla, options, threads: 2)
    try second.resume(from: first.checkpoint())
    #expect(try second.train().reason == .epochs)
    #expect(second.network == whole.network && second.best == whole.best)
  }

  @Test("What differs is named, and nothing is taken over")
  func differences() throws {
    let first = try trainer(.lstm, options(), threads: 1)
    try first.train()
    let checkpoint = first.checkpoint()
    func refusal(_ other: Trainer) -> String? {
      let before = other.network
      defer { #expect(other.network == before) }
      do { try other.resume(from: checkpoint) } catch { return "\(error)" }
      return nil
    }
    #expect(
      refusal(try trainer(.gru, options(), threads: 1))?.contains("cell was lstm and is gru")
        == true)
    #expect(
      refusal(try trainer(.lstm, options(), layers: 2, threads: 1))?.contains(
        "layers was 1 and is 2") == true)
    var other = options()
    other.learningRate = 0.02
    #expect(
      refusal(try trainer(.lstm, other, threads: 1))?.contains(
        "learningRate was 0.01 and is 0.02") == true)
    other = options(.adam)
    #expect(
      refusal(try trainer(.lstm, other, threads: 1))?.contains(
        "optimizer.rule was adamw and is adam") == true)
    other = options()
    other.seed = 5
    #expect(refusal(try trainer(.lstm, other, threads: 1))?.contains("seed was 1 and is 5") == true)
    other = options()
    (other.epochs, other.patience, other.untilLoss, other.seconds) = (9, 4, 0.1, 100)
    let longer = try trainer(.lstm, other, threads: 1)
    try longer.resume(from: checkpoint)
    #expect(longer.network == first.network)
  }

  @Test("Other data are refused, also where one number of them differs")
  func data() throws {
    let data = try ToyTask.noise(sequences: 13)
    func make(_ data: Dataset, _ validation: Dataset?) throws -> Trainer {
      try Trainer(
        ToyTask.network(for: data, hidden: 4), data: data, validation: validation,
        options: options(), threads: 1)
    }
    let judged = try ToyTask.noise(sequences: 3, seed: 9)
    let checkpoint = try make(data, judged).checkpoint()
    try make(data, judged).resume(from: checkpoint)
    guard case .symbols(var symbols, let count) = data.inputs else { throw Unreachable() }
    symbols[7] = (symbols[7] + 1) % Int32(count)
    let changed = try Dataset(
      inputs: .symbols(symbols, count: count), targets: data.targets, lengths: data.lengths)
    #expect(throws: TrainingError.self) { try make(changed, judged).resume(from: checkpoint) }
    #expect(throws: TrainingError.self) { try make(data, nil).resume(from: checkpoint) }
    #expect(throws: TrainingError.self) { try make(data, data).resume(from: checkpoint) }
  }
}
