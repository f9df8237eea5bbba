import Testing
import Unroll
import UnrollReference

@testable import UnrollProof

@Suite("Gradients of windows")
struct WindowGradientTests {
  @Test("The gradient of a window that begins with a carried state is the reference's")
  func carried() {
    for cell in Cell.allCases {
      var plan = TrialPlan(
        title: "window",
        configuration: NetworkConfiguration(
          input: .values(size: 4), cell: cell, hiddenSize: 6, layers: 2,
          output: .symbols(count: 3)),
        lengths: [5, 2, 7], isWhole: false)
      plan.configuration.learnsInitialState = true
      let trial = GradientTrial(plan, seed: 3, index: 1)
      let engine = Engine(plan.configuration, threads: 1)
      let batch = Batch(trial.data)
      engine.forward(trial.network, batch)
      // The second window is the same data, read from where the first one ended.
      let carried = engine.finalState(batch)
      let loss = engine.forward(batch, from: carried).sum
      var gradient = Parameters(zerosLike: trial.network.parameters.table)
      engine.backward(batch, into: &gradient)

      let first = trial.sequences.map { trial.reference.forward($0) }
      let second = zip(trial.sequences, first).map {
        trial.reference.forward($0, initialState: $1.finalState)
      }
      let expected = second.map { trial.reference.gradient($0).parameters }
      let slices = trial.reference.configuration.slices
      let sum = expected[0].indices.map { i in expected.reduce(0) { $0 + $1[i] } }
      let comparison = GradientComparison(
        gradient.inOrder(of: slices), reference: sum, slices: slices, measure: .norm,
        tolerance: GradientTolerance.singlePrecision)
      #expect(comparison.ok, "\(cell.name): \(comparison)")
      let expectedLoss = second.reduce(0) { $0 + $1.loss }
      #expect(abs(loss - expectedLoss) <= GradientTolerance.singlePrecision * expectedLoss)
      #expect(abs(first.reduce(0) { $0 + $1.loss } - expectedLoss) > 1e-3)
    }
  }
}
