import Testing

@testable import Unroll

@Suite("Going on with a stream")
struct OnlineCheckpointTests {
  /// A learner of symbols.
  private func learner(_ cell: Cell, _ gradient: GradientMethod) throws -> OnlineLearner {
    let port = NetworkConfiguration.Port.symbols(count: 4)
    let network = try Network(
      NetworkConfiguration(input: port, cell: cell, hiddenSize: 5, output: port), seed: 2)
    var options = OnlineLearner.Options()
    (options.gradient, options.window, options.learningRate) = (gradient, 3, 0.02)
    return try OnlineLearner(network, options: options, threads: 1)
  }

  private static let symbols: [Int32] = {
    var random = RandomStream(seed: 3, purpose: .trials)
    return (0..<40).map { _ in Int32(random.below(4)) }
  }()

  /// A checkpoint that has been in a file.
  private func stored(_ checkpoint: OnlineCheckpoint) throws -> OnlineCheckpoint {
    let saved = ModelFile.SavedLearner(
      content: .network(checkpoint.network), checkpoint: checkpoint, notes: ["a": "b"])
    let read = try ModelFile.decodeLearner(ModelFile.encode(saved), source: "file")
    #expect(read.notes == ["a": "b"] && read.content == saved.content)
    return read.checkpoint
  }

  @Test(
    "A learner that goes on from a file learns as if it had never stopped, to the bit",
    arguments: Cell.allCases, GradientMethod.allCases)
  func symbols(cell: Cell, gradient: GradientMethod) throws {
    let whole = try learner(cell, gradient)
    var expected: [Double] = []
    for (symbol, next) in zip(Self.symbols, Self.symbols.dropFirst()) {
      expected.append(try whole.learn(symbol, target: next))
    }
    // Also before the first step, and in the midst of a window.
    for place in [0, 1, 5, 9, 16, 32] {
      let first = try learner(cell, gradient)
      for t in 0..<place { try first.learn(Self.symbols[t], target: Self.symbols[t + 1]) }
      let second = try learner(cell, gradient)
      // What it has learned from other data is forgotten.
      for _ in 0..<4 { try second.learn(1, target: 2) }
      try second.resume(from: stored(first.checkpoint()))
      let losses = try (place..<39).map { t in
        try second.learn(Self.symbols[t], target: Self.symbols[t + 1])
      }
      #expect(losses == Array(expected[place...]), "from \(place)")
      #expect(second.network == whole.network && second.state == whole.state)
      #expect(second.steps == 39)
    }
    #expect(try learner(cell, gradient).network != whole.network)
  }

  private func series(_ gradient: GradientMethod = .rtrl) throws -> OnlineSeries {
    let port = NetworkConfiguration.Port.values(size: 2)
    let network = try Network(
      NetworkConfiguration(input: port, cell: .lstm, hiddenSize: 4, output: port), seed: 5)
    var options = OnlineLearner.Options()
    (options.gradient, options.window) = (gradient, 4)
    return try OnlineSeries(network, memory: 7, options: options)
  }

  @Test("A series goes on with its means, to the bit", arguments: GradientMethod.allCases)
  func numbers(gradient: GradientMethod) throws {
    let numbers = (0..<30).map { [Double($0 % 7), Double($0 * $0 % 11) - 3] }
    let whole = try series(gradient)
    let expected = try numbers.map { try whole.observe($0) }
    for place in [0, 1, 2, 11, 20] {
      let first = try series(gradient)
      for values in numbers[..<place] { _ = try first.observe(values) }
      let second = try series(gradient)
      _ = try second.observe([100, 100])
      try second.resume(from: stored(first.checkpoint()))
      #expect(try numbers[place...].map { try second.observe($0) } == Array(expected[place...]))
      #expect(second.learner.network == whole.learner.network && second.next == whole.next)
    }
  }

  @Test("What differs from the checkpoint's learner is named")
  func differences() throws {
    let checkpoint = try learner(.lstm, .rtrl).checkpoint()
    func difference(_ cell: Cell, _ gradient: GradientMethod) throws -> String {
      let learner = try learner(cell, gradient)
      let error = #expect(throws: TrainingError.self) { try learner.resume(from: checkpoint) }
      return error?.description ?? ""
    }
    #expect(try difference(.gru, .rtrl).contains("the network's cell was lstm and is gru"))
    #expect(
      try difference(.lstm, .bptt).contains("the learning's gradient was rtrl and is bptt"))
    #expect(throws: TrainingError.self) { try series().resume(from: checkpoint) }
  }

  @Test(
    "A file whose numbers are not those of its network is refused, and none of its bits can turn")
  func damage() throws {
    let learner = try learner(.lstm, .rtrl)
    for t in 0..<5 { try learner.learn(Self.symbols[t], target: Self.symbols[t + 1]) }
    let saved = ModelFile.SavedLearner(
      content: .network(learner.network), checkpoint: learner.checkpoint())
    let bytes = ModelFile.encode(saved)
    for bit in stride(from: 0, to: 8 * bytes.count, by: 97) {
      var damaged = bytes
      damaged[bit / 8] ^= 1 << (bit % 8)
      #expect(throws: ModelFileError.self, "bit \(bit)") {
        try ModelFile.decodeLearner(damaged, source: "file")
      }
    }
    let file = try Safetensors.decode(bytes, source: "file")
    let names = file.tensors.map(\.name).filter { $0.hasPrefix("online.") }
    #expect(names.count == 6)
    for name in names {
      var other = file
      other.tensors.removeAll { $0.name == name }
      #expect(throws: ModelFileError.self, "without \(name)") {
        try ModelFile.decodeLearner(other.encode(), source: "file")
      }
      other = file
      other.tensors.removeAll { $0.name == name }
      let tensor = try #require(file.tensor(named: name))
      let values = [Float](repeating: .nan, count: tensor.values.count)
      other.tensors.append(.init(name: name, shape: tensor.shape, values: values))
      #expect(throws: ModelFileError.self, "NaN in \(name)") {
        try ModelFile.decodeLearner(other.encode(), source: "file")
      }
    }
    let description = try #require(file.metadata["online"])
    for (old, new) in [
      ("\"steps\":5", "\"steps\":-1"), ("\"steps\":5", "\"steps\":9223372036854775807"),
      ("\"version\":1", "\"version\":2"), ("\"gradient\":\"rtrl\"", "\"gradient\":\"bptt\""),
      ("\"inputs\":[]", "\"inputs\":[4]"), ("\"rule\":\"adam\"", "\"rule\":\"gd\""),
    ] {
      var other = file
      #expect(description.contains(old))
      other.metadata["online"] = description.replacing(old, with: new)
      #expect(throws: ModelFileError.self, "\(new)") {
        try ModelFile.decodeLearner(other.encode(), source: "file")
      }
    }
  }
}
