import Testing
import Unroll

@testable import UnrollProof

@Suite("Gradient check")
struct GradientCheckTests {
  static let report = Result { try GradientCheck().run() }

  /// What rounding costs is far below the tolerances; an error nearer than this is a mistake.
  static let room = 3.0

  @Test("All gradients agree, each with room to spare")
  func agrees() throws {
    let report = try Self.report.get()
    #expect(report.ok)
    let close = report.checks.filter { $0.maxRelativeError > $0.tolerance / Self.room }
    #expect(close.isEmpty, "\(close)")
  }

  @Test("Every comparison of the derivation's network: ports, non-linearities, methods, levels")
  func complete() throws {
    let checks = try Self.report.get().checks.filter { $0.cell == .vanilla }
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
  func parameters() throws {
    let checks = try Self.report.get().checks
    for cell in Cell.allCases {
      let found = Set(
        checks.filter { $0.cell == cell && $0.against == .finiteDifference }.map(\.parameter))
      var expected = [
        "E", "U", "U2", "U3", "Ur", "U2r", "b", "b2r", "gU", "gU2r", "a0", "a0r", "a02r", "a",
        "a2r", "V", "c",
      ]
      if cell.hasRecurrentWeights { expected += ["W", "W2", "W2r", "gW", "gW2r"] }
      if cell.hasRecurrentBias { expected += ["d", "d2r"] }
      if cell.hasCellState { expected += ["s0", "s02r", "s", "s2r"] }
      #expect(found.isSuperset(of: expected), "\(cell.name): \(found)")
      let engine = Set(checks.filter { $0.cell == cell && $0.gradient == .bptt }.map(\.parameter))
      #expect(engine.isSuperset(of: expected), "\(cell.name): \(engine)")
      #expect(checks.contains { $0.cell == cell && $0.gradient == .rtrl })
    }
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
    }
  }

  @Test("Each kind of comparison has its own tolerance")
  func tolerances() throws {
    for check in try Self.report.get().checks {
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
    where plan.isWhole && (plan.isOfDerivation || plan.title.hasSuffix(" to values")) {
      let failed = GradientTrial(plan, seed: check.seed, index: index).checks().filter { !$0.ok }
      #expect(failed.isEmpty, "\(failed)")
    }
  }
}
