import Testing
import UnrollReference

@testable import Unroll

/// Sizes and lengths of one example; all kinds of ports and non-linearities come to it in turn.
struct EngineShape: CustomTestStringConvertible, Sendable {
  let input, hidden, output: Int
  let lengths: [Int]
  var testDescription: String { "I \(input), H \(hidden), K \(output), \(lengths)" }

  init(_ input: Int, _ hidden: Int, _ output: Int, _ lengths: [Int]) {
    (self.input, self.hidden, self.output) = (input, hidden, output)
    self.lengths = lengths
  }

  static let all = [
    EngineShape(3, 5, 2, [4]), EngineShape(1, 1, 1, [1]), EngineShape(2, 1, 3, [5, 2]),
    EngineShape(1, 4, 1, [3]), EngineShape(5, 7, 3, [1, 60]),
    EngineShape(6, 3, 9, [1, 1, 1, 1, 1, 1, 1]), EngineShape(2, 6, 4, [3, 3, 3, 3, 3, 3, 3]),
    EngineShape(4, 33, 5, (0..<33).map { $0 % 4 + 1 }), EngineShape(7, 64, 3, [5, 2, 9]),
    EngineShape(17, 65, 18, [4, 1, 6, 6, 2, 2, 3]), EngineShape(65, 16, 31, [7]),
    EngineShape(16, 17, 33, [2, 8, 1]),
  ]
}

@Suite("Engine against the reference")
struct EngineReferenceTests {
  /// Float rounds by 6e-8; sums of thousands of terms and sixty steps of recurrence stay under
  /// this. See `GradientTolerance.singlePrecision`.
  static let tolerance = GradientTolerance.singlePrecision
  /// States and outputs are compared number by number, with magnitudes around one.
  static let numberTolerance = 1e-5

  @Test("Loss, states, outputs and both gradients are those in Double", arguments: EngineShape.all)
  func agree(_ shape: EngineShape) throws {
    for (place, kinds) in ["ss", "sv", "vs", "vv"].enumerated() {
      let activation = Unroll.Activation.allCases[(place + shape.hidden) % 3]
      let example = try EngineExample(
        sizes: (shape.input, shape.hidden, shape.output), lengths: shape.lengths, kinds: kinds,
        activation: activation, seed: UInt64(place + 10 * shape.hidden))
      let passes = example.reference.forward(example.sequences)
      let gradient = example.reference.gradient(passes)
      for instructionSet in Engine.instructionSets {
        for threads in [1, 2] {
          let engine = Engine(
            example.configuration, threads: threads, instructionSet: instructionSet,
            smallestSharedWork: 0)
          let batch = Batch(example.data)
          let result = PassResult(engine, example.network, batch)
          expect(result, batch, passes, example)
          for (name, found) in [("bptt", result.sweep), ("rtrl", result.recursion)] {
            let comparison = GradientComparison(
              found.flat(gradient.shape), reference: gradient.flat,
              slices: gradient.shape.slices, measure: .norm, tolerance: Self.tolerance)
            #expect(
              comparison.ok, "\(example), \(instructionSet.name), \(name): \(comparison)")
          }
        }
      }
    }
  }

  func expect(
    _ result: PassResult, _ batch: Batch, _ passes: [ForwardPass], _ example: EngineExample
  ) {
    let loss = passes.reduce(0) { $0 + $1.totalLoss }
    #expect(abs(result.loss.sum - loss) <= Self.tolerance * max(loss, 1e-12), "\(example)")
    let predictions = passes.reduce(0) { $0 + $1.steps.count }
    let isValues = example.reference.output == .identitySquaredError
    #expect(
      result.loss.count == predictions * (isValues ? example.configuration.output.width : 1))
    for (row, sequence) in batch.sequences.enumerated() {
      let steps = passes[sequence].steps
      #expect(result.states[row].count == steps.count && result.outputs[row].count == steps.count)
      for (t, step) in steps.enumerated() {
        #expect(distance(result.states[row][t], step.a) <= Self.numberTolerance, "\(example)")
        #expect(distance(result.outputs[row][t], step.o) <= Self.numberTolerance, "\(example)")
      }
    }
  }

  /// The largest difference, beside the largest number or one.
  func distance(_ found: [Float], _ expected: [Double]) -> Double {
    guard found.count == expected.count else { return .infinity }
    let scale = max(1, expected.map(abs).max() ?? 0)
    return zip(found, expected).map { abs(Double($0) - $1) / scale }.max() ?? 0
  }

  @Test("A gradient is added to what is there")
  func accumulates() throws {
    for kinds in ["ss", "vv"] {
      let example = try EngineExample(sizes: (5, 19, 6), lengths: [3, 7, 2], kinds: kinds)
      let engine = Engine(example.configuration, threads: 2)
      let batch = Batch(example.data)
      engine.forward(example.network, batch)
      for method in Unroll.GradientMethod.allCases {
        var fresh = Parameters(zerosLike: example.network.parameters.table)
        engine.backward(batch, into: &fresh, method: method)
        var sum = example.network.parameters
        engine.backward(batch, into: &sum, method: method)
        engine.backward(batch, into: &sum, method: method)
        let shape = example.reference.shape
        let comparison = GradientComparison(
          zip(sum.flat(shape), example.network.parameters.flat(shape)).map { ($0 - $1) / 2 },
          reference: fresh.flat(shape), slices: shape.slices, measure: .norm,
          tolerance: Self.tolerance)
        #expect(comparison.ok, "\(kinds), \(method): \(comparison)")
      }
    }
  }

  @Test("The state before the first step is zero: a huge W changes nothing there")
  func zeroInitialState() throws {
    for kinds in ["ss", "vv"] {
      let example = try EngineExample(sizes: (4, 18, 3), lengths: [1, 1, 1], kinds: kinds)
      let longer = try EngineExample(sizes: (4, 18, 3), lengths: [6, 2, 9, 4], kinds: kinds)
      var huge = example.network
      huge.parameters["W"] = [Float](repeating: 1e30, count: 18 * 18)
      var none = example.network
      none.parameters["W"] = [Float](repeating: 0, count: 18 * 18)
      let engine = Engine(example.configuration, threads: 1)
      // Other states have been in the engine's memory before.
      engine.forward(longer.network, Batch(longer.data))
      let batch = Batch(example.data)
      let (one, other) = (
        PassResult(engine, huge, batch), PassResult(engine, none, batch)
      )
      #expect(one == other, "\(kinds)")
      #expect(one.sweep["W"].allSatisfy { $0 == 0 } && one.recursion["W"].allSatisfy { $0 == 0 })
      #expect(one.sweep["U"].contains { $0 != 0 })
    }
  }

  @Test("Backward leaves the forward pass as it was, and the methods do not disturb each other")
  func order() throws {
    let example = try EngineExample(sizes: (5, 9, 4), lengths: [3, 5, 1])
    let engine = Engine(example.configuration, threads: 1)
    let batch = Batch(example.data)
    let first = PassResult(engine, example.network, batch)
    var recursion = Parameters(zerosLike: example.network.parameters.table)
    engine.backward(batch, into: &recursion, method: .rtrl)
    var sweep = Parameters(zerosLike: example.network.parameters.table)
    engine.backward(batch, into: &sweep, method: .bptt)
    #expect(recursion == first.recursion && sweep == first.sweep)
    #expect(engine.outputs(batch, row: 0) == first.outputs[0])
  }

  @Test("Evaluation is the forward loss, in one chunk or in many")
  func evaluate() throws {
    let lengths = (0..<300).map { 20 + $0 % 41 }
    let example = try EngineExample(sizes: (3, 4, 5), lengths: lengths)
    #expect(example.data.steps > Dataset.chunkSteps)
    let engine = Engine(example.configuration, threads: 2)
    let whole = engine.forward(example.network, Batch(example.data))
    let evaluated = engine.evaluate(example.network, on: example.data)
    #expect(evaluated.count == whole.count && evaluated.count == example.data.steps)
    // Doubles summed in another order.
    #expect(abs(evaluated.sum - whole.sum) <= 1e-9 * whole.sum)
    #expect(abs(evaluated.mean - whole.sum / Double(example.data.steps)) <= 1e-9 * whole.mean)
  }
}
