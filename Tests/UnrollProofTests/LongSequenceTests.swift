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
  /// The worst error of all tensors, beside the tensor's norm.
  struct Figures {
    var bptt = 0.0
    var rtrl = 0.0
    var loss = 0.0
    var state = 0.0

    init(_ checks: [GradientReport.Check]) {
      func worst(_ isMeant: (GradientReport.Check) -> Bool) -> Double {
        checks.filter(isMeant).map(\.maxRelativeError).max() ?? 0
      }
      bptt = worst { $0.gradient == .bptt }
      rtrl = worst { $0.gradient == .rtrl }
      loss = worst { $0.parameter == "loss" }
      state = worst { $0.parameter == "state" }
    }
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
        let checks = GradientTrial(Self.plan(cell, activation: activation), seed: 1, index: 0)
          .checks()
        #expect(checks.contains { $0.gradient == .rtrl })
        for check in checks {
          #expect(check.maxRelativeError < tolerance, "\(check)")
        }
        let figures = Figures(checks)
        print(
          "T = 200, \(cell.name) \(activation.rawValue): bptt \(figures.bptt), "
            + "rtrl \(figures.rtrl), loss \(figures.loss), state \(figures.state)")
      }
    }
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
      let checks = GradientTrial(plan, seed: 1, index: 0).checks()
      for check in checks { #expect(check.maxRelativeError < tolerance, "\(check)") }
      print("T = 200, \(cell.name), everything: bptt \(Figures(checks).bptt)")
    }
  }
}
