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

  @Test("Every comparison is made: ports, non-linearities, methods, levels, threads")
  func complete() throws {
    let checks = try Self.report.get().checks
    #expect(Set(checks.map(\.configuration)).count == 24)
    for (inputs, outputs) in [(5, 3), (21, 18)] {
      for activation in ["tanh", "relu", "logistic"] {
        for input in ["\(inputs) symbols in, ", "\(inputs) values in, "] {
          for output in [", \(outputs) symbols out", ", \(outputs) values out"] {
            let trial = checks.filter {
              $0.configuration.hasPrefix(input) && $0.configuration.contains(" \(activation), ")
                && $0.configuration.contains(output)
            }
            expectWholeTrial(trial, isWhole: inputs == 5)
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
      #expect(run.map(\.parameter) == ["loss"] + parameters + parameters)
      #expect(run.allSatisfy { $0.against == .reference })
      #expect(run.filter { $0.gradient == .bptt }.map(\.parameter) == parameters)
      #expect(run.filter { $0.gradient == .rtrl }.map(\.parameter) == parameters)
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
    let first = check.trials[0].checks()
    #expect(check.trials[0].checks() == first)
    check.seed = 2
    #expect(check.trials[0].checks() != first)
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
    for trial in check.trials where trial.isWhole {
      let failed = trial.checks().filter { !$0.ok }
      #expect(failed.isEmpty, "\(failed)")
    }
  }
}
