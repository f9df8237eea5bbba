import Testing

@testable import Unroll

@Suite("The engine's bits")
struct EngineBitsTests {
  static let threadCounts = [2, 3, 8]

  @Test("Any number of threads gives the same bits: outputs, states, loss, both gradients")
  func threads() throws {
    for (kinds, activation) in [("ss", Activation.tanh), ("vs", .relu), ("vv", .logistic)] {
      let example = try EngineExample(
        sizes: (21, 35, 18), lengths: [3, 9, 1, 4, 4, 7, 2, 9, 5], kinds: kinds,
        activation: activation)
      let batch = Batch(example.data)
      for instructionSet in Engine.instructionSets {
        func result(threads: Int, smallestSharedWork: Int) -> PassResult {
          let engine = Engine(
            example.configuration, threads: threads, instructionSet: instructionSet,
            smallestSharedWork: smallestSharedWork)
          return PassResult(engine, example.network, batch)
        }
        let alone = result(threads: 1, smallestSharedWork: 0)
        for count in Self.threadCounts {
          #expect(result(threads: count, smallestSharedWork: 0) == alone, "\(kinds), \(count)")
        }
        // Without sharing the smallest work, as users have it.
        #expect(result(threads: 2, smallestSharedWork: Engine.usualSmallestSharedWork) == alone)
      }
    }
  }

  @Test("Fewer rows than threads is no difference")
  func fewRows() throws {
    for lengths in [[1], [6], [3, 1]] {
      let example = try EngineExample(sizes: (3, 20, 4), lengths: lengths)
      let batch = Batch(example.data)
      let results = [1, 2, 8].map { threads in
        PassResult(
          Engine(
            example.configuration, threads: threads, instructionSet: Engine.instructionSets[0],
            smallestSharedWork: 0), example.network, batch)
      }
      #expect(results[1] == results[0] && results[2] == results[0], "\(lengths)")
    }
  }

  @Test(
    "A row's outputs and states have the same bits alone and in any batch",
    arguments: [1, 7, 33, 64])
  func rows(_ hidden: Int) throws {
    for (rows, kinds) in [(1, "ss"), (7, "vs"), (33, "sv"), (33, "vv")] {
      let lengths = (0..<rows).map { ($0 * 7) % 5 + 1 }
      let example = try EngineExample(sizes: (9, hidden, 19), lengths: lengths, kinds: kinds)
      for instructionSet in Engine.instructionSets {
        let engine = Engine(
          example.configuration, threads: 2, instructionSet: instructionSet, smallestSharedWork: 0)
        let batch = Batch(example.data)
        let together = PassResult(engine, example.network, batch)
        for (row, sequence) in batch.sequences.enumerated() {
          let single = Batch(example.data, sequences: [sequence])
          engine.forward(example.network, single)
          #expect(
            engine.outputs(single, row: 0) == together.outputs[row]
              && engine.states(single, row: 0) == together.states[row],
            "row \(row) of \(rows), \(kinds), \(instructionSet.name)")
        }
      }
    }
  }

  @Test("A pass does not depend on what the engine computed before")
  func noStaleMemory() throws {
    for kinds in ["ss", "vv"] {
      let small = try EngineExample(sizes: (6, 21, 7), lengths: [2, 1], kinds: kinds, seed: 1)
      let large = try EngineExample(
        sizes: (6, 21, 7), lengths: [5, 12, 3, 3, 8, 1, 2], kinds: kinds, seed: 2)
      for instructionSet in Engine.instructionSets {
        func engine() -> Engine {
          Engine(
            small.configuration, threads: 2, instructionSet: instructionSet, smallestSharedWork: 0)
        }
        let used = engine()
        for example in [small, large, small, large] {
          let batch = Batch(example.data)
          let fresh = PassResult(engine(), example.network, batch)
          #expect(PassResult(used, example.network, batch) == fresh, "\(kinds), \(example)")
        }
      }
    }
  }

  @Test("A batch that is filled again gives what a new one gives")
  func refilled() throws {
    for kinds in ["ss", "vv"] {
      let example = try EngineExample(
        sizes: (6, 5, 7), lengths: [2, 9, 4, 4, 1, 6], kinds: kinds)
      let engine = Engine(example.configuration, threads: 1)
      let reused = Batch(example.data)
      for chosen in [[3], [5, 0, 2, 1], [4, 4], [0, 1, 2, 3, 4, 5]] {
        reused.fill(from: example.data, sequences: chosen)
        let fresh = Batch(example.data, sequences: chosen)
        #expect(
          PassResult(engine, example.network, reused) == PassResult(engine, example.network, fresh))
      }
    }
  }

  @Test("A changed network is used only once it is loaded")
  func loading() throws {
    let example = try EngineExample(sizes: (3, 5, 4), lengths: [4, 2])
    let engine = Engine(example.configuration, threads: 1)
    let batch = Batch(example.data)
    var changed = example.network
    changed.parameters.scale(by: 0.5)
    engine.load(example.network)
    let first = engine.forward(batch)
    #expect(engine.forward(batch) == first)
    #expect(engine.forward(changed, batch) != first)
    #expect(engine.forward(example.network, batch) == first)
  }
}
