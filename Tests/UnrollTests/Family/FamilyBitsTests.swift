import Kernels
import Testing

@testable import Unroll

@Suite("The bits of every cell and option")
struct FamilyBitsTests {
  @Test(
    "Any number of threads gives the same bits, forward and backward",
    arguments: FamilyNetwork.all)
  func threads(_ example: FamilyNetwork) throws {
    let data = try example.data(lengths: [3, 9, 1, 4, 4, 7, 2, 9, 5])
    let state = example.state(rows: data.count)
    for level in InstructionSet.available {
      for given in [nil, state] {
        let results = [1, 2, 3, 8].map { threads in
          FamilyResult(
            Engine(
              example.configuration, threads: threads, instructionSet: level,
              smallestSharedWork: 0), example, Batch(data), from: given)
        }
        #expect(results.allSatisfy { $0 == results[0] }, "\(level.name)")
      }
    }
  }

  @Test(
    "A row's result does not depend on the batch: one step beside five hundred",
    arguments: FamilyNetwork.all)
  func batches(_ example: FamilyNetwork) throws {
    let data = try example.data(lengths: [37, 1, 500, 6])
    let engine = Engine(
      example.configuration, threads: 2, instructionSet: .active, smallestSharedWork: 0)
    let together = FamilyResult(engine, example, Batch(data))
    for chosen in [[0], [1], [2], [3], [2, 1], [1, 3, 0]] {
      let apart = FamilyResult(engine, example, Batch(data, sequences: chosen))
      for (row, sequence) in chosen.enumerated() {
        #expect(apart.outputs[row] == together.outputs[sequence], "\(sequence) in \(chosen)")
        #expect(apart.states[row] == together.states[sequence], "\(sequence) in \(chosen)")
        #expect(
          rowNumbers(apart.final, row, example) == rowNumbers(together.final, sequence, example))
        #expect(
          rowNumbers(apart.initialGradient, row, example)
            == rowNumbers(together.initialGradient, sequence, example))
      }
    }
  }

  private func rowNumbers(
    _ state: NetworkState, _ row: Int, _ example: FamilyNetwork
  ) -> [Float] {
    Array(state.values[row * state.rowSize..<(row + 1) * state.rowSize])
  }

  @Test(
    "Without a state a network begins as with a state of zeros",
    arguments: FamilyNetwork.all.filter { !$0.configuration.learnsInitialState })
  func zeroState(_ example: FamilyNetwork) throws {
    let data = try example.data(lengths: [4, 1, 6])
    let zero = example.state(rows: 3, isZero: true)
    #expect(zero.isFresh == [false, false, false] && zero.values.allSatisfy { $0 == 0 })
    let without = FamilyResult(example, data)
    #expect(FamilyResult(example, data, from: zero) == without)
    #expect(
      FamilyResult(example, data, from: NetworkState(rows: 3, of: example.configuration))
        == without)
    #expect(FamilyResult(example, data, from: example.state(rows: 3)) != without)
  }

  @Test(
    "A pass does not depend on what the engine computed before",
    arguments: FamilyNetwork.all)
  func noStaleMemory(_ example: FamilyNetwork) throws {
    let small = try example.data(lengths: [2, 1])
    let large = try example.data(lengths: [5, 12, 3, 1, 2], seed: 2)
    let used = Engine(example.configuration, threads: 1)
    for (data, isGiven) in [(small, false), (large, true), (small, true), (large, false)] {
      let state = isGiven ? example.state(rows: data.count) : nil
      for mode in [PassMode.training(seed: 2, step: 9), .evaluation] {
        let found = FamilyResult(used, example, Batch(data), from: state, mode: mode)
        #expect(found == FamilyResult(example, data, from: state, mode: mode))
      }
    }
  }
}
