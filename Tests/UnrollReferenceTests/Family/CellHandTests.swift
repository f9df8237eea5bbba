import Foundation
import Testing
import UnrollReference

/// One step of each cell, with numbers that were worked out on paper.
///
///     σ(log 3) = 3/4      σ(-log 3) = 1/4      tanh(½ log 3) = 1/2
@Suite("Cells worked out on paper")
struct CellHandTests {
  /// Some roundings of numbers about one.
  static let rounding = 1e-14

  /// A step, and its derivatives where the loss is the sum of the parts times `dAfter`.
  struct Example: CustomTestStringConvertible, Sendable {
    let cell: any ReferenceCell
    let X: [Double], R: [Double], before: [Double]
    let gates: [Double], after: [Double]
    let dAfter: [Double]
    let dX: [Double], dR: [Double], dBefore: [Double]
    var testDescription: String { "\(cell), X \(X)" }
  }

  private static let log3 = log(3.0)
  /// The old cell state of the LSTM that makes the new one ½ log 3.
  private static let s = 4 * (log(3.0) / 2 - 0.375)

  static let examples: [Example] = [
    Example(
      cell: ReferenceVanillaCell(), X: [log3], R: [-log3 / 2], before: [9],
      gates: [0.5], after: [0.5],
      dAfter: [2], dX: [1.5], dR: [1.5], dBefore: [0]),
    Example(
      cell: ReferenceVanillaCell(activation: .logistic), X: [2], R: [log3 - 2], before: [9],
      gates: [0.75], after: [0.75],
      dAfter: [2], dX: [0.375], dR: [0.375], dBefore: [0]),
    Example(
      cell: ReferenceVanillaCell(activation: .relu), X: [3], R: [-1], before: [9],
      gates: [2], after: [2],
      dAfter: [5], dX: [5], dR: [5], dBefore: [0]),
    Example(
      cell: ReferenceVanillaCell(activation: .relu), X: [1], R: [-3], before: [9],
      gates: [0], after: [0],
      dAfter: [5], dX: [0], dR: [0], dBefore: [0]),
    // i 3/4, f 1/4, g 1/2, o 1/2;  s̃ = s/4 + 3/8 = ½ log 3;  ã = 1/2 · 1/2.
    // ds̃ = 1 + 1/2 · 3/4 · 2 = 7/4;  do = 1/2 · 2.
    Example(
      cell: ReferenceLSTMCell(), X: [log3 - 1, -log3 + 2, log3, 7], R: [1, -2, -log3 / 2, -7],
      before: [9, s], gates: [0.75, 0.25, 0.5, 0.5], after: [0.25, log3 / 2],
      dAfter: [2, 1],
      dX: [0.1875 * 0.5 * 1.75, 0.1875 * s * 1.75, 0.75 * 0.75 * 1.75, 0.25 * 1],
      dR: [0.1875 * 0.5 * 1.75, 0.1875 * s * 1.75, 0.75 * 0.75 * 1.75, 0.25 * 1],
      dBefore: [0, 0.4375]),
    // r 3/4, z 1/4;  n = tanh(½ log 3 - 3/2 + 3/4 · 2) = 1/2;  ã = 3/4 · 1/2 + 1/4 · (-1).
    Example(
      cell: ReferenceGRUCell(), X: [log3 - 1, -log3 - 1, log3 / 2 - 1.5], R: [1, 1, 2],
      before: [-1], gates: [0.75, 0.25, 0.5], after: [0.125],
      dAfter: [1],
      dX: [0.2109375, -0.28125, 0.5625], dR: [0.2109375, -0.28125, 0.421875], dBefore: [0.25]),
    // z 3/4, n 2;  ã = 1/4 · (-1) + 3/4 · 2.
    Example(
      cell: ReferenceMinGRUCell(), X: [log3, 2], R: [], before: [-1],
      gates: [0.75, 2], after: [1.25],
      dAfter: [1], dX: [0.5625, 0.75], dR: [], dBefore: [0.25]),
    // f 3/4, i 1/2, f' 3/5, i' 2/5, n 2;  ã = 3/5 · (-1) + 2/5 · 2.
    Example(
      cell: ReferenceMinLSTMCell(), X: [log3, 0, 2], R: [], before: [-1],
      gates: [0.75, 0.5, 2], after: [0.2],
      dAfter: [1], dX: [-0.18, 0.36, 0.4], dR: [], dBefore: [0.6]),
  ]

  @Test("A step gives the numbers on paper, and so do its derivatives", arguments: examples)
  func step(_ example: Example) {
    let step = example.cell.step(X: example.X, R: example.R, before: example.before)
    #expect(areClose(step.gates, example.gates))
    #expect(areClose(step.after, example.after))
    let gradient = example.cell.stepBackward(step, dAfter: example.dAfter)
    #expect(areClose(gradient.dX, example.dX))
    #expect(areClose(gradient.dR, example.dR))
    #expect(areClose(gradient.dBefore, example.dBefore))
  }

  @Test("The examples have the cells of the family, and every cell is found by its name")
  func names() {
    let names = ReferenceCells.all().map(\.name)
    #expect(names.starts(with: ["rnn", "lstm", "gru", "mingru", "minlstm"]))
    #expect(Set(names).count == names.count)
    #expect(Set(Self.examples.map(\.cell.name)).isSuperset(of: names.prefix(5)))
    for name in names { #expect(ReferenceCells.named(name)?.name == name) }
    #expect(ReferenceCells.named("elman") == nil)
    let vanilla = ReferenceCells.named("rnn", activation: .relu) as? ReferenceVanillaCell
    #expect(vanilla?.activation == .relu)
    #expect(ReferenceCells.all().map(\.gateNames.count).starts(with: [1, 4, 3, 2, 3]))
    #expect(ReferenceCells.all().map(\.stateNames.count).starts(with: [1, 2, 1, 1, 1]))
  }

  @Test("Gates far out neither overflow nor make zero by zero", arguments: FamilyExample.cells)
  func farOut(_ cell: any ReferenceCell) {
    for x in [-1e4, 1e4] {
      let X = cell.gateNames.map { _ in x }
      let step = cell.step(
        X: X, R: cell.hasRecurrentProduct ? X : [], before: cell.stateNames.map { _ in 0.5 })
      let gradient = cell.stepBackward(step, dAfter: cell.stateNames.map { _ in 1 })
      let numbers = step.gates + step.after + gradient.dX + gradient.dR + gradient.dBefore
      #expect(numbers.allSatisfy { $0.isFinite }, "\(numbers)")
    }
  }

  @Test("The shares of the minimal LSTM keep their digits where both gates are zero")
  func shares() {
    let cell = ReferenceMinLSTMCell()
    // f = e^-800 and i = e^-801 are zero in Double; their shares are e/(1 + e) and 1/(1 + e).
    let step = cell.step(X: [-800, -801, 0], R: [], before: [1])
    #expect(step.gates[0] < 1e-300 && areClose(step.after, [exp(1.0) / (1 + exp(1.0))]))
    // f'' = 1/4 is the most that the share can change, and f is far from one.
    let even = cell.step(X: [-800, -800, 0], R: [], before: [1])
    #expect(areClose(cell.stepBackward(even, dAfter: [1]).dX, [0.25, -0.25, 0.5]))
  }

  private func areClose(_ a: [Double], _ b: [Double]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= Self.rounding }
  }
}
