import Foundation
import Testing

@testable import Unroll

@Suite("Sequences that are read in windows")
struct FamilyWindowTests {
  static let lengths = [21, 21, 21]
  static let window = 7

  /// The steps `range` of every sequence.
  func window(_ data: Dataset, _ range: Range<Int>) throws -> Dataset {
    func cut(_ track: Dataset.Track) -> Dataset.Track {
      let starts = data.lengths.indices.map { data.lengths[..<$0].reduce(0, +) }
      switch track {
      case .symbols(let symbols, let count):
        return .symbols(
          starts.flatMap { symbols[$0 + range.lowerBound..<$0 + range.upperBound] }, count: count)
      case .values(let values, let size):
        return .values(
          starts.flatMap {
            values[($0 + range.lowerBound) * size..<($0 + range.upperBound) * size]
          }, size: size)
      }
    }
    return try Dataset(
      inputs: cut(data.inputs), targets: cut(data.targets),
      lengths: data.lengths.map { _ in range.count })
  }

  /// All windows one after the other; `between` may change the state that is carried over.
  func windows(
    _ example: FamilyNetwork, _ data: Dataset,
    between: (Int, NetworkState) throws -> NetworkState = { $1 }
  ) throws -> [FamilyResult] {
    var state: NetworkState?
    var results: [FamilyResult] = []
    for start in stride(from: 0, to: data.lengths[0], by: Self.window) {
      let part = try window(data, start..<start + Self.window)
      if let carried = state { state = try between(start, carried) }
      results.append(FamilyResult(example, part, from: state))
      state = results[results.count - 1].final
    }
    return results
  }

  /// The outputs of a row in all windows.
  func outputs(_ results: [FamilyResult], row: Int) -> [[Float]] {
    results.flatMap { $0.outputs[row] }
  }

  @Test(
    "With the state carried over, windows give what the whole gives, to the bit",
    arguments: FamilyNetwork.oneWay)
  func carried(_ example: FamilyNetwork) throws {
    let data = try example.data(lengths: Self.lengths)
    let whole = FamilyResult(example, data)
    let parts = try windows(example, data)
    for row in data.lengths.indices {
      #expect(outputs(parts, row: row) == whole.outputs[row])
    }
    #expect(parts.last?.final == whole.final)
    // Not carried over, the state would be missed.
    let forgetful = try windows(example, data) { _, state in
      NetworkState(rows: state.rows, of: example.configuration)
    }
    #expect(outputs(forgetful, row: 0) != whole.outputs[0])
  }

  @Test(
    "A state that is stored as JSON and put back is the state", arguments: FamilyNetwork.oneWay)
  func stored(_ example: FamilyNetwork) throws {
    let data = try example.data(lengths: Self.lengths)
    let plain = try windows(example, data)
    let stored = try windows(example, data) { _, state in
      let json = try JSONEncoder().encode(state)
      let read = try JSONDecoder().decode(NetworkState.self, from: json)
      #expect(read == state)
      return read
    }
    #expect(stored == plain)
  }

  @Test(
    "A row that is reset begins anew, the others go on", arguments: FamilyNetwork.oneWay)
  func reset(_ example: FamilyNetwork) throws {
    let data = try example.data(lengths: Self.lengths)
    let whole = FamilyResult(example, data)
    let parts = try windows(example, data) { start, state in
      var state = state
      if start == Self.window { state.reset(row: 1) }
      return state
    }
    for row in [0, 2] { #expect(outputs(parts, row: row) == whole.outputs[row]) }
    let rest = FamilyResult(example, try window(data, Self.window..<21))
    #expect(Array(outputs(parts, row: 1).dropFirst(Self.window)) == rest.outputs[1])
    #expect(outputs(parts, row: 1) != whole.outputs[1])
  }

  @Test(
    "Learned initial states have gradients from rows that begin with them, and from no others")
  func learned() throws {
    for cell in Cell.allCases {
      var configuration = NetworkConfiguration(
        input: .symbols(count: 4), cell: cell, hiddenSize: 5, output: .symbols(count: 4))
      configuration.learnsInitialState = true
      let example = FamilyNetwork("learned", configuration)
      let data = try example.data(lengths: [3, 5])
      #expect(FamilyResult(example, data).gradient["a0"].allSatisfy { $0 != 0 })
      var state = example.state(rows: 2)
      #expect(FamilyResult(example, data, from: state).gradient["a0"].allSatisfy { $0 == 0 })
      state.reset(row: 0)
      let mixed = FamilyResult(example, data, from: state)
      #expect(mixed.gradient["a0"].allSatisfy { $0 != 0 })
      #expect(mixed.gradient["a0"] == mixed.initialGradient.hiddenState(row: 0))
      if cell.hasCellState {
        #expect(mixed.gradient["s0"] == mixed.initialGradient.cellState(row: 0))
      }
    }
  }
}
