import Testing
import Unroll
import UnrollReference

@testable import UnrollProof

/// Two hundred steps of Float against Double; see `GradientTolerance.singlePrecision`.
private let tolerance = 1e-5

/// How rounding adds up over long sequences. The figures of a run are printed; the closing note of
/// the family of cells and `README.md` quote them.
@Suite("Gradients over two hundred steps")
struct LongSequenceTests {
  /// The worst error of all tensors by each method, each beside the tensor's norm.
  func errors(_ trial: GradientTrial) -> [Unroll.GradientMethod: Double] {
    let passes = GradientTrial.forward(
      trial.reference, trial.sequences, trial.masks, trial.states)
    let sweep = NamedNumbers(passes.map(trial.reference.gradient), trial)
    let engine = Engine(trial.plan.configuration, threads: 2)
    let batch = Batch(trial.data)
    engine.forward(trial.network, batch, mode: trial.mode)
    var errors: [Unroll.GradientMethod: Double] = [:]
    for method in Unroll.GradientMethod.allCases
    where method == .bptt || Engine.obstacleToForwardRecursion(trial.plan.configuration) == nil {
      var gradient = Parameters(zerosLike: trial.network.parameters.table)
      engine.backward(batch, into: &gradient, method: method)
      errors[method] =
        GradientComparison(
          gradient.inOrder(of: sweep.slices), reference: sweep.flat, slices: sweep.slices,
          measure: .norm, tolerance: tolerance
        ).error
    }
    return errors
  }

  static func plan(_ cell: Cell, activation: Unroll.Activation) -> TrialPlan {
    TrialPlan(
      title: "T = 200",
      configuration: NetworkConfiguration(
        input: .symbols(count: 13), cell: cell, hiddenSize: 24, activation: activation,
        output: .symbols(count: 11)),
      lengths: [200, 1, 117], isWhole: false)
  }

  @Test("Every cell stays within a hundred-thousandth of each tensor's norm")
  func cells() {
    for cell in Cell.allCases {
      for activation in cell == .vanilla ? Unroll.Activation.allCases : [.tanh] {
        let plan = Self.plan(cell, activation: activation)
        let errors = errors(GradientTrial(plan, seed: 1, index: 0))
        #expect(errors.count == 2)
        for (method, error) in errors {
          #expect(error < tolerance, "\(cell.name), \(activation), \(method)")
        }
        print("T = 200, \(cell.name), \(activation.rawValue):", describe(errors))
      }
    }
  }

  func describe(_ errors: [Unroll.GradientMethod: Double]) -> String {
    errors.map { "\($0.rawValue) \($1)" }.sorted().joined(separator: ", ")
  }

  @Test("So does a stack in both directions with everything switched on")
  func everything() {
    for cell in Cell.allCases {
      var plan = Self.plan(cell, activation: .tanh)
      plan.configuration.layers = 2
      plan.configuration.isBidirectional = true
      plan.configuration.hasResidualConnections = true
      plan.configuration.learnsInitialState = true
      plan.configuration.embeddingSize = 17
      plan.configuration.dropout.layers = 0.25
      plan.configuration.dropout.zoneout = 0.125
      plan.isTraining = true
      let errors = errors(GradientTrial(plan, seed: 1, index: 0))
      for error in errors.values { #expect(error < tolerance, "\(cell.name)") }
      print("T = 200, \(cell.name), everything:", describe(errors))
    }
  }
}
