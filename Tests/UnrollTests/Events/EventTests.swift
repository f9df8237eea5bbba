import Foundation
import Testing

@testable import Unroll

@Suite struct EventTests {
  private func file(
    _ text: String, _ allowed: ClosedRange<Int> = 0...EventFile.largestIndex
  ) throws(EventError) -> EventFile {
    try EventFile(bytes: Array(text.utf8), source: "e.json", allowed: allowed)
  }

  @Test func `Lists and objects of splits are read`() throws {
    let plain = try file(" [[[3, 1,1],[],[2]] , [] ,[[7]]]\n")
    #expect(plain.split("test")?.sequences == [[[1, 3], [], [2]], [[7]]])
    #expect(plain.split("test")?.emptySequences == 1)
    #expect(try plain.range() == 1...7)
    let splits = try file("\u{FEFF}{\"train\":[[[1]]],\n\"test\":[[[2],[0]]]}")
    #expect(splits.split("test")?.sequences == [[[2], [0]]])
    #expect(splits.split("valid") == nil)
    #expect(try splits.range() == 0...2)
  }

  @Test(arguments: [
    ("", 1, 1), ("[[1]]", 1, 3), ("[[[1.5]]]", 1, 5), ("[[[-1]]]", 1, 4), ("[[[1]]", 1, 7),
    ("[[[1]]]x", 1, 8), ("[[[1,]]]", 1, 6), ("[[[\"a\"]]]", 1, 4), ("{\"a\" [[[1]]]}", 1, 6),
    ("{a:1}", 1, 2), ("{\"a\":[[[1]]],}", 1, 14), ("[\n[[1],\n[2 3]]]", 3, 4), ("[[[1e3]]]", 1, 5),
    ("nonsense", 1, 1), ("[[null]]", 1, 3),
  ])
  func `What must not stand there is named with its place`(
    text: String, line: Int, column: Int
  ) throws {
    let error = #expect(throws: EventError.self) { try file(text) }
    guard case .unexpected(_, let foundLine, let foundColumn, _, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect((foundLine, foundColumn) == (line, column))
  }

  @Test func `Indices out of range, splits twice and empty files are refused`() throws {
    #expect(
      throws: EventError.indexOutOfRange(
        source: "e.json", line: 1, column: 4, index: 9, allowed: 1...8)
    ) { try file("[[[9]]]", 1...8) }
    #expect(throws: EventError.self) { try file("[[[99999999999999999999999999]]]") }
    #expect(throws: EventError.splitTwice(source: "e.json", line: 1, column: 14, name: "a")) {
      try file("{\"a\":[[[1]]],\"a\":[[[1]]]}")
    }
    #expect(throws: EventError.noSequences(source: "e.json", split: nil)) { try file("[[],[]]") }
    #expect(throws: EventError.noEvents(source: "e.json")) { try file("[[[],[]]]").range() }
  }

  @Test func `Nesting without end is refused, not followed`() {
    #expect(throws: EventError.self) { try file(String(repeating: "[", count: 1_000_000)) }
  }

  @Test func `Each step is predicted from the one before, the first from nothing`() throws {
    let set = EventSet([[[3], [4, 5]], [[5]]])
    let data = try EventModel.dataset(set, range: 3...5)
    #expect(data.inputs == .values([0, 0, 0, 1, 0, 0, 0, 0, 0], size: 3))
    #expect(data.targets == .values([1, 0, 0, 0, 1, 1, 0, 0, 1], size: 3))
    #expect(data.lengths == [2, 1])
    let pieces = try EventModel.dataset(EventSet([[[3], [4], [5]]]), range: 3...5, longest: 2)
    #expect(pieces.lengths == [2, 1])
    #expect(pieces.inputs == .values([0, 0, 0, 1, 0, 0, 0, 1, 0], size: 3))
  }

  @Test func `Losses are nats a step, summed over the indices`() throws {
    let configuration = NetworkConfiguration(
      input: .values(size: 5), hiddenSize: 2, output: .values(size: 5), loss: .binary)
    // Weights of zero give each index a chance of a half.
    let network = Network(
      configuration, parameters: Parameters(zerosLike: configuration.parameterTable))
    let model = EventModel(range: 0...4, network: network)
    let set = EventSet([[[0], [1, 2]], [[]]])
    let loss = try Engine(configuration, threads: 1).evaluate(
      network, on: EventModel.dataset(set, range: model.range))
    #expect(abs(model.natsPerStep(loss) - 5 * 0.693147) < 1e-4)
    let sampler = EventSampler(model)
    #expect(try sampler.chances(after: [[1]]) == [0.5, 0.5, 0.5, 0.5, 0.5])
    // Index 0 in half of the steps, 1 never: 2 ln 2 / 2 and about nothing.
    let floor = EventSet([[[0], []]]).frequencyFloor(
      learnedFrom: EventSet([Array(repeating: [0], count: 500) + Array(repeating: [], count: 500)]),
      range: 0...1)
    #expect(abs(floor - 0.6931) < 0.002)
  }

  @Test func `Many empty steps of many indices are refused, not made room for`() throws {
    // Half a megabyte of text would be ten gigabytes of numbers, twice.
    let steps = Array(repeating: [Int](), count: 250_000)
    let set = EventSet([steps + [[9_999]]])
    #expect(
      throws: EventError.tooLarge(
        steps: 250_001, indices: 10_000, limit: EventModel.mostNumbers)
    ) { try EventModel.dataset(set, range: 0...9_999) }
  }

  @Test func `A long sequence is read in windows, to the same bits`() throws {
    let configuration = NetworkConfiguration(
      input: .values(size: 2), cell: .gru, hiddenSize: 3, output: .values(size: 2), loss: .binary)
    let model = EventModel(range: 0...1, network: try Network(configuration, seed: 4))
    for count in [EventSampler.window - 1, EventSampler.window, 2 * EventSampler.window + 5] {
      let steps = (0..<count).map { $0 % 3 == 0 ? [$0 % 2] : [] }
      let data = try EventModel.dataset(EventSet([steps + [[]]]), range: model.range)
      let (engine, batch) = (Engine(configuration, threads: 1), Batch(data))
      engine.load(model.network)
      engine.forward(batch)
      let whole = try #require(engine.outputs(batch, row: 0).last)
      let chances = try EventSampler(model).chances(after: steps)
      #expect(chances == whole.map { Float(1 / (1 + exp(-Double($0)))) })
    }
  }

  @Test func `Indices that are not the model's are refused, wherever they come from`() throws {
    let configuration = NetworkConfiguration(
      input: .values(size: 4), hiddenSize: 2, output: .values(size: 4), loss: .binary)
    let model = EventModel(range: 2...5, network: try Network(configuration, seed: 4))
    let sampler = EventSampler(model)
    for index in [1, 6, -1, .max, .min] {
      let expected = EventError.noIndexOfModel(sequence: 1, step: 2, index: index, allowed: 2...5)
      let steps = [[2], [5, index]]
      #expect(throws: expected) { try sampler.chances(after: steps) }
      #expect(throws: expected) {
        var stream = RandomStream(seed: 1, purpose: .sampling)
        return try sampler.steps(after: steps, count: 1, using: &stream)
      }
      #expect(throws: expected) { try EventModel.dataset(EventSet([steps]), range: 2...5) }
      #expect(
        EventSet([[[2, index]]]).frequencyFloor(learnedFrom: EventSet([[[2]]]), range: 2...5)
          == EventSet([[[2]]]).frequencyFloor(learnedFrom: EventSet([[[2, index]]]), range: 2...5))
    }
  }

  @Test func `A sampler goes on as the engine reads the whole sequence`() throws {
    let configuration = NetworkConfiguration(
      input: .values(size: 4), cell: .lstm, hiddenSize: 5, layers: 2, output: .values(size: 4),
      loss: .binary)
    let model = EventModel(range: 2...5, network: try Network(configuration, seed: 4))
    let sampler = EventSampler(model)
    var stream = RandomStream(seed: 1, purpose: .sampling)
    let beginning = [[2], [3, 5]]
    let added = try sampler.steps(after: beginning, count: 20, using: &stream)
    #expect(added.count == 20)
    #expect(added.joined().allSatisfy { (2...5).contains($0) })
    // The same draws from chances that are computed anew from the whole sequence each time.
    var again = RandomStream(seed: 1, purpose: .sampling)
    var steps = beginning
    for _ in 0..<20 {
      let active = try sampler.chances(after: steps).enumerated()
        .filter { again.uniform() < Double($0.element) }.map { $0.offset + 2 }
      steps.append(active)
    }
    #expect(Array(steps.dropFirst(2)) == added)
    let greedy = try sampler.steps(count: 3, temperature: 0, using: &stream)
    #expect(try greedy == sampler.steps(count: 3, temperature: 0, using: &again))
  }
}
