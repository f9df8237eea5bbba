import TestSupport
import Testing

@testable import Unroll

@Suite("Losses of the engine")
struct EngineLossTests {
  /// Float's rounding over six time steps; beside the norm of each tensor's gradient.
  static let gradientTolerance = 2e-5
  static let lossTolerance = 2e-6

  @Test(
    "Objective and measure and their gradients are those of plain loops and finite differences",
    arguments: LossExample.all)
  func gradients(_ loss: LossFunction) throws {
    let example = try LossExample(loss)
    let flat = example.network.parameters.values.map(Double.init)
    for purpose in [LossPurpose.objective, .measure] {
      let (value, slopes) = (
        example.loss(flat, for: purpose), example.differences(for: purpose)
      )
      for instructionSet in Engine.instructionSets {
        for threads in [1, 3] {
          let engine = Engine(
            example.configuration, threads: threads, instructionSet: instructionSet,
            smallestSharedWork: 0)
          engine.load(example.network)
          let batch = Batch(example.data)
          let name = "\(instructionSet.name), \(purpose)"
          let found = engine.forward(
            batch, mode: purpose == .objective ? .training(seed: 1, step: 0) : .evaluation)
          #expect(abs(found.sum - value) <= Self.lossTolerance * abs(value), "\(name)")
          var gradient = Parameters(zerosLike: example.network.parameters.table)
          engine.backward(batch, into: &gradient)
          for slice in gradient.table.slices {
            let expected = slopes[slice.range]
            let norm = expected.reduce(0) { $0 + $1 * $1 }.squareRoot()
            let distance = zip(gradient.values[slice.range], expected).reduce(0.0) {
              let difference = Double($1.0) - $1.1
              return $0 + difference * difference
            }.squareRoot()
            #expect(norm > 0 && distance <= Self.gradientTolerance * norm, "\(slice.name), \(name)")
          }
        }
      }
    }
  }

  @Test("A forward pass without a purpose measures, and so does an evaluation")
  func measures() throws {
    for loss in LossExample.all {
      let example = try LossExample(loss)
      let engine = Engine(example.configuration, threads: 1)
      engine.load(example.network)
      let batch = Batch(example.data)
      let measure = engine.forward(batch, mode: .evaluation)
      #expect(engine.forward(batch) == measure)
      #expect(engine.evaluate(example.network, on: example.data) == measure)
      #expect(measure.weight == Double(measure.count))
      if case .crossEntropy(let smoothing, let weights) = loss {
        let isPlain = smoothing == 0 && weights == nil
        #expect((engine.forward(batch, mode: .training(seed: 1, step: 0)) == measure) == isPlain)
      }
    }
  }

  @Test("Predictions are symbols, values, or values and levels; class weights weigh the mean")
  func weights() throws {
    let steps = LossExample.lengths.reduce(0, +)
    let counts = [
      (LossFunction.crossEntropy(labelSmoothing: 0.1), steps), (.squaredError, 4 * steps),
      (.absoluteError, 4 * steps), (.gaussian, 4 * steps), (.binary, 4 * steps),
      (.quantiles(levels: [0.1, 0.5, 0.9]), 12 * steps),
    ]
    for (loss, count) in counts {
      let example = try LossExample(loss)
      let engine = Engine(example.configuration, threads: 1)
      engine.load(example.network)
      let found = engine.forward(Batch(example.data), mode: .training(seed: 1, step: 0))
      #expect(found.count == count && found.weight == Double(count), "\(loss)")
      #expect(found.mean == found.sum / Double(count), "\(loss)")
    }
    let weights: [Float] = [1, 0, 2.5, 0.25]
    let example = try LossExample(.crossEntropy(classWeights: weights))
    guard case .symbols(let targets, _) = example.data.targets else { return }
    let engine = Engine(example.configuration, threads: 1)
    engine.load(example.network)
    let found = engine.forward(Batch(example.data), mode: .training(seed: 1, step: 0))
    let weight = targets.reduce(0) { $0 + Double(weights[Int($1)]) }
    #expect(found.count == steps && found.weight == weight && found.mean == found.sum / weight)
  }

  @Test("Losses add up with their weights; without any weight the mean is zero")
  func sums() {
    var loss = Loss(sum: 3, count: 4, weight: 0.5)
    loss += Loss(sum: 1, count: 2)
    #expect(loss == Loss(sum: 4, count: 6, weight: 2.5) && loss.mean == 1.6)
    #expect(Loss(sum: 1, count: 3, weight: 0).mean == 0)
  }

  @Test("The same bits for any number of threads", arguments: LossExample.all)
  func threads(_ loss: LossFunction) throws {
    let example = try LossExample(loss, lengths: (0..<40).map { 1 + $0 % 9 })
    let batch = Batch(example.data)
    let results = [1, 2, 5].map { threads in
      let engine = Engine(
        example.configuration, threads: threads, instructionSet: .active, smallestSharedWork: 0)
      engine.load(example.network)
      let loss = engine.forward(batch, mode: .training(seed: 1, step: 0))
      var gradient = Parameters(zerosLike: example.network.parameters.table)
      engine.backward(batch, into: &gradient)
      return (loss, gradient)
    }
    for result in results { #expect(result == results[0]) }
  }
}
