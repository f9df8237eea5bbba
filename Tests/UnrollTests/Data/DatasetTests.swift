import Testing

@testable import Unroll

@Suite("Data set")
struct DatasetTests {
  func error(_ make: () throws(DatasetError) -> Dataset) -> DatasetError? {
    do {
      _ = try make()
      return nil
    } catch {
      return error
    }
  }

  let twoSteps = Dataset.Track.symbols([0, 1], count: 2)

  @Test("Lengths and tracks must agree")
  func lengths() {
    #expect(
      error { () throws(DatasetError) in
        try Dataset(inputs: twoSteps, targets: .symbols([0], count: 2), lengths: [2])
      } == .lengthMismatch(track: "targets", steps: 1, expected: 2))
    #expect(
      error { () throws(DatasetError) in
        try Dataset(inputs: twoSteps, targets: twoSteps, lengths: [1])
      } == .lengthMismatch(track: "inputs", steps: 2, expected: 1))
    #expect(
      error { () throws(DatasetError) in
        try Dataset(inputs: twoSteps, targets: twoSteps, lengths: [2, 0])
      } == .emptySequence(index: 1))
    #expect(
      error { () throws(DatasetError) in
        try Dataset(inputs: twoSteps, targets: twoSteps, lengths: [-1, 3])
      } == .emptySequence(index: 0))
    #expect(
      error { () throws(DatasetError) in
        try Dataset(inputs: twoSteps, targets: twoSteps, lengths: [Int.max, Int.max])
      } != nil)
  }

  @Test("A symbol out of range and a number that is not finite are found with their step")
  func contents() {
    #expect(
      error { () throws(DatasetError) in
        try Dataset(inputs: twoSteps, targets: .symbols([1, 2], count: 2), lengths: [2])
      } == .symbolOutOfRange(track: "targets", step: 1, symbol: 2, count: 2))
    #expect(
      error { () throws(DatasetError) in
        try Dataset(inputs: .symbols([-1, 0], count: 2), targets: twoSteps, lengths: [2])
      } == .symbolOutOfRange(track: "inputs", step: 0, symbol: -1, count: 2))
    for value in [Float.nan, .infinity, -.infinity] {
      #expect(
        error { () throws(DatasetError) in
          try Dataset(
            inputs: .values([0, 1, 2, value], size: 2), targets: twoSteps, lengths: [2])
        } == .nonFiniteValue(track: "inputs", step: 1))
    }
  }

  @Test("Numbers that do not fill whole steps are refused with a message that says so")
  func partialSteps() {
    for size in [2, 0, -1] {
      let error = error { () throws(DatasetError) in
        try Dataset(inputs: .values([0, 1, 2], size: size), targets: twoSteps, lengths: [2])
      }
      #expect(error == .partialStep(track: "inputs", count: 3, size: size))
      #expect(
        error?.description == "the inputs hold 3 numbers, which are no steps of \(size) numbers")
    }
  }

  @Test("An empty data set is sound and has no steps")
  func empty() throws {
    let data = try Dataset(
      inputs: .symbols([], count: 3), targets: .values([], size: 2), lengths: [])
    #expect(data.count == 0 && data.steps == 0)
    #expect(Array(data.chunks(of: data.lengths.indices)).isEmpty)
  }

  @Test("Chunks keep the order, leave nothing out, and stay under the limit where they can")
  func chunks() throws {
    let limit = Dataset.chunkSteps
    let rows = Dataset.chunkRows
    let few = [Int](repeating: limit, count: rows + 1)
    let many = [Int](repeating: 1, count: limit)
    let lengths = few + many + [limit + 5, 1]
    let total = lengths.reduce(0, +)
    let track = Dataset.Track.symbols([Int32](repeating: 0, count: total), count: 1)
    let data = try Dataset(inputs: track, targets: track, lengths: lengths)
    let chunks = data.chunks(of: data.lengths.indices).map(Array.init)
    #expect(chunks.flatMap { $0 } == Array(0..<lengths.count))
    // So many long ones, the last long one with short ones until there are enough rows, then as many
    // short ones as steps are allowed, and a long one begins a new chunk.
    let firstShort = rows + 1
    let next = rows + rows
    #expect(
      chunks.map { $0.first ?? -1 } == [0, rows, next, firstShort + limit])
    #expect(data.chunks(of: [3, 1, firstShort]).map(Array.init) == [[3, 1, firstShort]])
    for chunk in chunks where chunk.count > rows {
      #expect(chunk.reduce(0) { $0 + lengths[$1] } <= limit)
    }
    // No more rows than are wanted, whatever steps would allow.
    for most in [1, 5, rows + 2] {
      let narrow = data.chunks(of: data.lengths.indices, mostRows: most).map(Array.init)
      #expect(narrow.flatMap { $0 } == Array(0..<lengths.count))
      #expect(narrow.map(\.count).max() == most)
    }
  }
}

@Suite("Batch")
struct BatchTests {
  @Test("Rows are sorted by length, equal lengths keep their order, and take no padding")
  func layout() throws {
    let lengths = [2, 4, 1, 4, 3]
    let symbols = (0..<14).map { Int32($0) }
    let data = try Dataset(
      inputs: .symbols(symbols, count: 14), targets: .symbols(symbols.reversed(), count: 14),
      lengths: lengths)
    let batch = Batch(data)
    #expect(batch.sequences == [1, 3, 4, 0, 2])
    #expect(batch.layout.alive == [5, 4, 3, 2] && batch.layout.offsets == [0, 5, 9, 12])
    #expect(batch.positions == 14 && batch.rows == 5 && batch.steps == 4)
    // Sequences start at 0, 2, 6, 7, 11.
    let expected: [Int32] = [2, 7, 11, 0, 6, 3, 8, 12, 1, 4, 9, 13, 5, 10]
    #expect((0..<14).map { batch.inputs.symbols.block[$0] } == expected)
    #expect((0..<14).map { batch.targets.symbols.block[$0] } == expected.map { 13 - $0 })
  }

  @Test("A batch of no sequences has no positions, no loss and no gradient")
  func empty() throws {
    let example = try EngineExample(sizes: (3, 4, 5), lengths: [2, 3])
    let batch = Batch(example.data, sequences: [])
    #expect(batch.rows == 0 && batch.steps == 0 && batch.positions == 0)
    let engine = Engine(example.configuration, threads: 2)
    let result = PassResult(engine, example.network, batch)
    #expect(result.loss == Loss() && result.loss.mean == 0)
    #expect(result.sweep.values.allSatisfy { $0 == 0 })
    #expect(result.recursion.values.allSatisfy { $0 == 0 })
  }
}
