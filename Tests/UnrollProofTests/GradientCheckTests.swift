import Testing
import Unroll

@testable import UnrollProof

@Suite("Gradient check")
struct GradientCheckTests {
  /// All trials of all cells; tensors and finite differences for the derivation's networks, and for
  /// others where they are cheap. Code that is not optimised is slow at them; the tests of the
  /// reference make them all, and so does `unroll check`.
  static let report = {
    let check = GradientCheck()
    let checks = check.plans.enumerated().flatMap { index, plan in
      var plan = plan
      plan.isWhole = plan.isWhole && plan.multiplyAdds < (plan.isOfDerivation ? 1e7 : 3e4)
      return GradientTrial(plan, seed: check.seed, index: index).checks()
    }
    return GradientReport(checks: checks)
  }()

  /// What rounding costs is far below the tolerances; an error nearer than this is a mistake.
  static let room = 3.0

  @Test("All gradients agree, each with room to spare")
  func agrees() {
    let report = Self.report
    #expect(report.ok)
    let close = report.checks.filter { $0.maxRelativeError > $0.tolerance / Self.room }
    #expect(close.isEmpty, "\(close)")
  }

  @Test("Every comparison of the derivation's network: ports, non-linearities, methods, levels")
  func complete() {
    let checks = Self.report.checks.filter { $0.cell == .vanilla }
    for size in ["", ", wide"] {
      for activation in ["tanh", "relu", "logistic"] {
        for input in ["symbols", "values"] {
          for output in ["symbols", "values"] {
            let title = "\(input) to \(output), \(activation)\(size)"
            expectWholeTrial(checks.filter { $0.trial == title }, isWhole: size.isEmpty)
          }
        }
      }
    }
  }

  func expectWholeTrial(_ checks: [GradientReport.Check], isWhole: Bool) {
    let parameters = ["U", "W", "b", "V", "c"]
    for against in [GradientReport.Against.derivation, .finiteDifference] {
      let found = checks.filter { $0.against == against }.map(\.parameter)
      #expect(found == (isWhole ? parameters : []))
    }
    let runs = Engine.instructionSets.map(\.name).flatMap { name in [1, 2].map { (name, $0) } }
    for (instructionSet, threads) in runs {
      let run = checks.filter { $0.instructionSet == instructionSet && $0.threads == threads }
      #expect(run.map(\.parameter) == ["loss", "state"] + parameters + parameters)
      #expect(run.allSatisfy { $0.against == .reference })
      #expect(run.filter { $0.gradient == .bptt }.map(\.parameter) == parameters)
      #expect(run.filter { $0.gradient == .rtrl }.map(\.parameter) == parameters)
    }
  }

  @Test("Every parameter of the family is held against finite differences, for every cell")
  func parameters() {
    for cell in Cell.allCases {
      var expected = [
        "E", "U", "U2", "U3", "Ur", "U2r", "b", "b2r", "gU", "gU2r", "a0", "a0r", "a02r", "V", "c",
      ]
      if cell.hasRecurrentWeights { expected += ["W", "W2", "W2r", "gW", "gW2r"] }
      if cell.hasRecurrentBias { expected += ["d", "d2r"] }
      if cell.hasCellState { expected += ["s0", "s02r"] }
      let whole = TrialPlan.all(of: cell, GradientCheck()).filter(\.isWhole)
      let judged = Set(whole.flatMap { $0.configuration.parameterTable.slices.map(\.name) })
      #expect(judged.isSuperset(of: expected), "\(cell.name): \(judged)")
      #expect(whole.contains { $0.givesStates })

      expected += ["a", "a2r"] + (cell.hasCellState ? ["s", "s2r"] : [])
      let checks = Self.report.checks.filter { $0.cell == cell }
      let engine = Set(checks.filter { $0.gradient == .bptt }.map(\.parameter))
      #expect(engine.isSuperset(of: expected), "\(cell.name): \(engine)")
      #expect(checks.contains { $0.gradient == .rtrl })
      #expect(checks.contains { $0.against == .finiteDifference })
    }
  }

  @Test("A quick check leaves out what judges the reference, and nothing of the engine")
  func quick() {
    var check = GradientCheck()
    let titles = check.plans.map(\.title)
    check.isQuick = true
    #expect(check.plans.map(\.title) == titles)
    #expect(check.plans.allSatisfy { !$0.isWhole })
    let plan = check.plans[0]
    let against = Set(
      GradientTrial(plan, seed: check.seed, index: 0).checks().map(\.against))
    #expect(against == [.reference])
  }

  @Test("Every option of a network is in some plan of every cell, alone and with the others")
  func options() {
    typealias Configuration = NetworkConfiguration
    let options: [(String, @Sendable (Configuration) -> Bool)] = [
      ("layers", { $0.layers > 1 }), ("directions", { $0.isBidirectional }),
      ("embedding", { $0.embeddingSize != nil }), ("ties", { $0.tiesWeights }),
      ("residual", { $0.hasResidualConnections }), ("normalised", { $0.isNormalised }),
      ("learned", { $0.learnsInitialState }), ("input dropout", { $0.dropout.input > 0 }),
      ("dropout", { $0.dropout.layers > 0 }), ("zoneout", { $0.dropout.zoneout > 0 }),
      (
        "recurrent dropout",
        { $0.dropout.recurrent > 0 || !$0.cell.hasRecurrentWeights }
      ),
      ("cell zoneout", { $0.dropout.cellZoneout > 0 || !$0.cell.hasCellState }),
    ]
    for cell in Cell.allCases {
      let plans = TrialPlan.all(of: cell, GradientCheck())
      for plan in plans {
        #expect(throws: Never.self, "\(plan.title)") { try plan.configuration.validate() }
      }
      for (name, isOn) in options {
        #expect(plans.contains { isOn($0.configuration) && $0.isWhole }, "\(cell.name), \(name)")
      }
      let everything = plans.filter { plan in options.allSatisfy { $0.1(plan.configuration) } }
      #expect(everything.contains { $0.isWhole && $0.isTraining })
      #expect(everything.contains { !$0.isTraining })
      #expect(Set(plans.map(\.title)).count == plans.count)
      #expect(Set(plans.map { "\($0.configuration.loss)" }).count == 9)
    }
  }

  @Test("Each kind of comparison has its own tolerance")
  func tolerances() {
    for check in Self.report.checks {
      switch check.against {
      case .derivation: #expect(check.tolerance == 1e-9)
      case .finiteDifference: #expect(check.tolerance == 1e-6)
      case .reference: #expect(check.tolerance == 1e-5)
      }
    }
  }

  @Test("The same seed gives the same errors, another seed others")
  func seeded() {
    var check = GradientCheck()
    check.cells = [.lstm]
    func checks(_ check: GradientCheck) -> [GradientReport.Check] {
      let last = check.plans.count - 1
      return GradientTrial(check.plans[last], seed: check.seed, index: last).checks()
    }
    let first = checks(check)
    #expect(checks(check) == first)
    check.seed = 2
    #expect(checks(check) != first)
  }

  @Test("Made-up sequences have different lengths, the longest is not first, one is of one step")
  func lengths() {
    #expect(GradientTrial.lengths(steps: 6) == [4, 6, 1, 3])
    #expect(GradientTrial.lengths(steps: 1) == [1, 1, 1, 1])
    #expect(GradientTrial.lengths(steps: 200) == [133, 200, 1, 100])
  }

  /// Sizes and a seed.
  struct Choice: CustomTestStringConvertible, Sendable {
    let input, hidden, output, steps: Int
    let seed: UInt64
    var testDescription: String { "I \(input), H \(hidden), K \(output), T \(steps), \(seed)" }

    init(_ input: Int, _ hidden: Int, _ output: Int, _ steps: Int, seed: UInt64) {
      (self.input, self.hidden, self.output, self.steps) = (input, hidden, output, steps)
      self.seed = seed
    }
  }

  @Test(
    "Sizes of one, long sequences and other seeds pass",
    arguments: [
      Choice(1, 1, 1, 1, seed: 1), Choice(2, 1, 5, 2, seed: 3), Choice(1, 4, 2, 2, seed: 4),
      Choice(3, 4, 1, 2, seed: 5), Choice(2, 3, 4, 12, seed: 6), Choice(2, 3, 4, 3, seed: .max),
    ])
  func otherSizes(_ choice: Choice) {
    var check = GradientCheck()
    (check.inputSize, check.hiddenSize, check.outputSize) =
      (choice.input, choice.hidden, choice.output)
    (check.steps, check.seed) = (choice.steps, choice.seed)
    for (index, plan) in check.plans.enumerated()
    where plan.isWhole && (plan.isOfDerivation || plan.title == "values to values") {
      let failed = GradientTrial(plan, seed: check.seed, index: index).checks().filter { !$0.ok }
      #expect(failed.isEmpty, "\(failed)")
    }
  }
}
