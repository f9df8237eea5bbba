import KernelBodies
import Kernels
import TestSupport
import Testing

/// The operands of a layer normalisation, forward and backward, without padding.
struct NormalisationCase {
  struct Result {
    let normalised, scales, result, dProducts: PlainMatrix
    /// Whether no guard and no column between the gates has been written.
    let surroundingsAreIntact: Bool

    /// All numbers in a fixed order.
    var values: [Float] { [normalised, scales, result, dProducts].flatMap(\.values) }
  }

  let rows: Int
  let hidden: Int
  let gates: Int
  var products: PlainMatrix
  let gain: PlainMatrix
  let bias: PlainMatrix
  let dResult: PlainMatrix

  init(rows: Int, hidden: Int, gates: Int) {
    (self.rows, self.hidden, self.gates) = (rows, hidden, gates)
    var generator = TestGenerator(seed: UInt64(rows * 10_000 + hidden * 10 + gates))
    let columns = gates * hidden
    products = PlainMatrix(rows: rows, columns: columns, in: -2...3, using: &generator)
    gain = PlainMatrix(rows: 1, columns: columns, in: -1...2, using: &generator)
    bias = PlainMatrix(rows: 1, columns: columns, using: &generator)
    dResult = PlainMatrix(rows: rows, columns: columns, using: &generator)
  }

  /// The numbers of a gate in a row.
  func numbers(_ matrix: PlainMatrix, _ row: Int, _ gate: Int) -> [Double] {
    (0..<hidden).map { Double(matrix[row, gate * hidden + $0]) }
  }

  func twin(_ row: Int, _ gate: Int) -> PlainNormalisation {
    PlainNormalisation(numbers(products, row, gate))
  }

  /// Computes, with NaN in all padding.
  func compute(
    _ level: InstructionSet, ranges: [Range<Int>]? = nil, inPlace: Bool = false
  ) -> Result {
    func guarded(_ matrix: PlainMatrix) -> GuardedMatrix {
      GuardedMatrix(matrix.spreadColumns(gates: gates, filler: .nan))
    }
    let columns = gates * gateStride(hidden: hidden)
    func written() -> GuardedMatrix {
      GuardedMatrix(rows: rows, columns: columns, writable: columns)
    }
    let (from, gain, bias) = (guarded(products), guarded(gain), guarded(bias))
    let (normalised, dFrom) = (written(), guarded(dResult))
    let scales = GuardedMatrix(rows: rows, columns: gates, writable: gates)
    let (to, dTo) = inPlace ? (from, dFrom) : (written(), written())
    for range in ranges ?? [0..<rows] {
      level.normalise(
        from.block.rows(range), hidden: hidden, gates: gates, gain: gain.block, bias: bias.block,
        normalised: normalised.block.rows(range), scales: scales.block.rows(range),
        into: to.block.rows(range))
      level.normaliseBackward(
        dFrom.block.rows(range), hidden: hidden, gates: gates, gain: gain.block,
        normalised: normalised.block.rows(range), scales: scales.block.rows(range),
        into: dTo.block.rows(range))
    }
    func dense(_ matrix: GuardedMatrix) -> PlainMatrix {
      matrix.values.gathered(gates: gates, hidden: hidden)
    }
    let matrices = [from, gain, bias, normalised, dFrom, scales, to, dTo]
    return withExtendedLifetime(matrices) {
      let padding = [normalised, to, dTo].flatMap {
        $0.values.padding(gates: gates, hidden: hidden)
      }
      return Result(
        normalised: dense(normalised), scales: scales.values, result: dense(to),
        dProducts: dense(dTo),
        surroundingsAreIntact: matrices.allSatisfy(\.guardsAreIntact)
          && (inPlace || padding.allSatisfy { $0 == GuardedMatrix.canary }))
    }
  }

  /// The error of a gradient: sums of H products of numbers that have the errors of the normalised.
  func gradientBound(_ row: Int, _ gate: Int) -> Double {
    func largest(_ numbers: [Double]) -> Double { numbers.map(\.magnitude).reduce(0, max) }
    let twin = twin(row, gate)
    let g = largest(numbers(dResult, row, gate)) * largest(numbers(gain, 0, gate))
    let v = largest(twin.normalised)
    let error = twin.normalised.indices.map(twin.bound).reduce(0, max)
    let roundings = Double(hidden + 8) * unitRoundoff
    return g * twin.scale * (1 + v * v) * (2 * roundings + 4 * error)
  }

  /// Compares all with the twin, on every level.
  func check() {
    for level in InstructionSet.available {
      let result = compute(level)
      let name = "\(level.name), \(rows)×\(hidden), \(gates) gates, \(products[0, 0])"
      #expect(result.surroundingsAreIntact, "\(name)")
      for row in 0..<rows {
        for gate in 0..<gates {
          if let difference = difference(result, row, gate) {
            Issue.record("\(name), row \(row), gate \(gate), \(difference)")
          }
        }
      }
    }
  }

  private func difference(_ result: Result, _ row: Int, _ gate: Int) -> String? {
    let twin = twin(row, gate)
    let slopes = twin.gradient(numbers(dResult, row, gate), gain: numbers(gain, 0, gate))
    func compare(_ name: String, _ matrix: PlainMatrix, _ expected: (Int) -> ExpectedValue)
      -> String?
    {
      let values = (0..<hidden).map { matrix[row, gate * hidden + $0] }
      return firstDifference(values, from: expected).map { "\(name) \($0)" }
    }
    return compare("normalised", result.normalised) {
      ExpectedValue(twin.normalised[$0], within: twin.bound($0))
    }
      ?? compare("result", result.result) { j in
        let (gain, bias) = (
          Double(gain[0, gate * hidden + j]), Double(bias[0, gate * hidden + j])
        )
        let value = gain * twin.normalised[j]
        let roundings = 3 * unitRoundoff * (value.magnitude + bias.magnitude)
        return ExpectedValue(value + bias, within: gain.magnitude * twin.bound(j) + roundings)
      }
      ?? compare("gradient", result.dProducts) {
        ExpectedValue(slopes[$0], within: gradientBound(row, gate))
      }
  }
}
