import Testing
import Unroll
import UnrollReference

@testable import UnrollProof

/// A fault in a trial of the family: put into one side, it must show there.
struct FamilyCorruption: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let cell: Cell
  /// The trial's title.
  let trial: String
  let against: GradientReport.Against
  /// What has to fail, whatever else does.
  let parameters: Set<String>
  let interference: @Sendable () -> Interference

  init(
    _ name: String, _ cell: Cell, _ trial: String, _ against: GradientReport.Against,
    _ parameters: Set<String>, _ interference: @escaping @Sendable () -> Interference
  ) {
    testDescription = "\(cell.name), \(trial): \(name)"
    (self.cell, self.trial, self.against) = (cell, trial, against)
    (self.parameters, self.interference) = (parameters, interference)
  }

  static let all = masks + gradients + states

  static let masks: [FamilyCorruption] = [
    FamilyCorruption("another input mask", .gru, "input dropout", .reference, ["loss", "U"]) {
      Interference(masks: { $0.input?[0].swapToOther() })
    },
    FamilyCorruption("no mask behind the last layer", .lstm, "dropout", .reference, ["loss", "V"]) {
      Interference(masks: { $0.layers = nil })
    },
    FamilyCorruption(
      "no scale of a mask", .minimalGRU, "dropout", .reference, ["loss", "V"]
    ) {
      Interference(masks: { $0.layers = $0.layers?.map { $0.map { $0.map { min($0, 1) } } } })
    },
    FamilyCorruption(
      "no recurrent mask", .lstm, "recurrent dropout", .reference, ["loss", "W"]
    ) { Interference(masks: { $0.recurrent = nil }) },
    FamilyCorruption(
      "zoneout's shares exchanged", .minimalLSTM, "zoneout", .reference, ["loss", "state", "U"]
    ) {
      Interference(masks: { masks in
        masks.zoneout = masks.zoneout?.map { $0.map { $0.map { $0.map { $0.map { 1 - $0 } } } } }
      })
    },
    FamilyCorruption(
      "the cell state's zoneout for the hidden state's", .lstm, "zoneout", .reference,
      ["loss", "state"]
    ) {
      Interference(masks: { masks in
        masks.zoneout = masks.zoneout?.map { $0.map { [$0[1], $0[1]] } }
      })
    },
  ]

  static let gradients: [FamilyCorruption] = [
    FamilyCorruption(
      "the reverse direction's gradient for the forward one's", .lstm, "both directions",
      .reference, ["W", "Wr"]
    ) {
      Interference(engine: { gradient, _ in
        let w = gradient["W"]
        gradient["W"] = gradient["Wr"]
        gradient["Wr"] = w
      })
    },
    FamilyCorruption(
      "the characters' reverse direction for the forward one", .gru, "spelled words", .reference,
      ["Uc", "Ucr"]
    ) {
      Interference(engine: { gradient, _ in
        let u = gradient["Uc"]
        gradient["Uc"] = gradient["Ucr"]
        gradient["Ucr"] = u
      })
    },
    FamilyCorruption(
      "a character's gradient off by 1e-5", .lstm, "spelled words", .finiteDifference, ["Ec"]
    ) {
      Interference(differences: { numbers in
        let largest = numbers["Ec"].map(abs).max() ?? 0
        numbers["Ec"][0] += 1e-5 * largest
      })
    },
    FamilyCorruption(
      "gates in another order", .lstm, "3 layers", .reference, ["U3"]
    ) {
      Interference(engine: { gradient, _ in
        let u = gradient["U3"]
        let half = u.count / 2
        gradient["U3"] = Array(u[half...] + u[..<half])
      })
    },
    FamilyCorruption(
      "half of the tied gradient", .gru, "embedding, tied weights, 2 layers", .reference, ["E"]
    ) { Interference(engine: { gradient, _ in gradient["E"] = gradient["E"].map { $0 / 2 } }) },
    FamilyCorruption(
      "a gain's gradient off by 1e-5", .minimalGRU, "layer normalisation of symbols",
      .finiteDifference,
      ["gU"]
    ) {
      Interference(differences: { numbers in
        let largest = numbers["gU"].map(abs).max() ?? 0
        numbers["gU"][3] += 1e-5 * largest
      })
    },
  ]

  static let states: [FamilyCorruption] = [
    FamilyCorruption(
      "the gradient by a given state is lost", .minimalGRU, "given states", .reference, ["a"]
    ) {
      Interference(initialState: { state in
        let width = state.hiddenState(row: 0).count
        state.setHiddenState([Float](repeating: 0, count: width), row: 0)
      })
    },
    FamilyCorruption(
      "the cell state's gradient is the hidden state's", .lstm, "given states", .reference, ["s"]
    ) {
      Interference(initialState: { $0.setCellState($0.hiddenState(row: 2), row: 2) })
    },
    FamilyCorruption(
      "the gradient by a learned state is off", .vanilla, "learned initial states",
      .finiteDifference, ["a0r"]
    ) {
      Interference(sweep: { numbers in
        let largest = numbers["a0r"].map(abs).max() ?? 0
        numbers["a0r"][0] += 1e-4 * largest
      })
    },
  ]
}

extension [Double] {
  /// Exchanges what is kept and what is left out.
  fileprivate mutating func swapToOther() {
    let kept = self.max() ?? 0
    self = map { $0 == 0 ? kept : 0 }
  }
}

@Suite("Faults put into the check of the family")
struct FamilyCorruptionTests {
  @Test("Each fault is caught, and without it nothing is", arguments: FamilyCorruption.all)
  func caught(_ corruption: FamilyCorruption) throws {
    let plans = TrialPlan.all(of: corruption.cell, GradientCheck())
    let index = try #require(plans.firstIndex { $0.title == corruption.trial })
    var plan = plans[index]
    plan.isWhole = corruption.against == .finiteDifference
    let trial = GradientTrial(plan, seed: 1, index: index)
    #expect(GradientReport(checks: trial.checks()).ok)
    let failed = Set(
      trial.checks(corruption.interference())
        .filter { $0.against == corruption.against && !$0.ok }.map(\.parameter))
    #expect(failed.isSuperset(of: corruption.parameters), "\(failed)")
  }
}
