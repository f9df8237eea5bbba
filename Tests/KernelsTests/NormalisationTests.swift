import KernelBodies
import Kernels
import TestSupport
import Testing

@Suite("Layer normalisation of the products of gates")
struct NormalisationTests {
  @Test("Agrees with its twin in Double, forward and backward", arguments: awkwardPairs)
  func agrees(rows: Int, hidden: Int) {
    for gates in [1, 3] {
      NormalisationCase(rows: rows, hidden: hidden, gates: gates).check()
    }
  }

  /// What is far from zero loses digits when the mean is taken off, and what is small meets ε.
  @Test(
    "Rows that are shifted, huge or tiny agree with the twin",
    arguments: [-2, 0, 50], [1e-12, 1e-3, 1, 1e3, 1e15] as [Float])
  func scales(shift: Float, size: Float) {
    for hidden in [2, 9, 33] {
      var operands = NormalisationCase(rows: 3, hidden: hidden, gates: 2)
      operands.products.values = operands.products.values.map { ($0 + shift) * size }
      operands.check()
    }
  }

  @Test("Rows of equal numbers, and rows of one neuron, have a normalised value of zero")
  func constant() {
    for value: Float in [0, 1, -3, 1024] {
      for hidden in [1, 2, 8, 16] {
        var operands = NormalisationCase(rows: 2, hidden: hidden, gates: 2)
        operands.products.values = operands.products.values.map { _ in value }
        for level in InstructionSet.available {
          let result = operands.compute(level)
          let name = "\(level.name), \(hidden) times \(value)"
          for (j, normalised) in result.normalised.values.enumerated() {
            #expect(normalised == 0, "\(name)")
            #expect(result.result.values[j] == operands.bias[0, j % (2 * hidden)], "\(name)")
          }
          let scale = 1 / Double(1e-5).squareRoot()
          for value in result.scales.values {
            #expect((Double(value) - scale).magnitude <= 4 * unitRoundoff * scale, "\(name)")
          }
          if hidden == 1 {
            for value in result.dProducts.values { #expect(value == 0, "\(name)") }
          }
        }
      }
    }
    for hidden in awkwardSizes {
      var operands = NormalisationCase(rows: 2, hidden: hidden, gates: 2)
      operands.products.values = operands.products.values.map { _ in 0.7 }
      operands.check()
    }
  }

  /// Differences over 2e-5 of sums of 18 numbers of size one; third derivatives up to 1e3.
  static let differenceStep = 1e-5
  static let differenceError = 1e-6

  @Test("The gradients are the differences of the twin's result", arguments: [2, 3, 9])
  func differences(hidden: Int) {
    let operands = NormalisationCase(rows: 2, hidden: hidden, gates: 2)
    for level in InstructionSet.available {
      let result = operands.compute(level)
      for row in 0..<2 {
        for gate in 0..<2 {
          func loss(_ changed: Int, _ change: Double) -> Double {
            var v = operands.numbers(operands.products, row, gate)
            v[changed] += change
            let normalised = PlainNormalisation(v).normalised
            let (gain, d) = (
              operands.numbers(operands.gain, 0, gate),
              operands.numbers(operands.dResult, row, gate)
            )
            return v.indices.reduce(0) { $0 + gain[$1] * normalised[$1] * d[$1] }
          }
          for j in 0..<hidden {
            let step = Self.differenceStep
            let slope = (loss(j, step) - loss(j, -step)) / (2 * step)
            let value = Double(result.dProducts[row, gate * hidden + j])
            let bound = operands.gradientBound(row, gate) + Self.differenceError
            #expect((value - slope).magnitude <= bound, "\(level.name), (\(row), \(gate), \(j))")
          }
        }
      }
    }
  }

  @Test("May be taken in place, forward and backward, to the bit", arguments: awkwardSizes)
  func inPlace(hidden: Int) {
    let operands = NormalisationCase(rows: 3, hidden: hidden, gates: 3)
    for level in InstructionSet.available {
      let difference = firstDifferenceInBits(
        operands.compute(level, inPlace: true).values, from: operands.compute(level).values)
      #expect(difference == nil, "\(level.name), \(hidden)")
    }
  }

  @Test("A row has the same bits whatever rows are computed beside it", arguments: [3, 17])
  func rows(hidden: Int) {
    let operands = NormalisationCase(rows: 9, hidden: hidden, gates: 3)
    let alone = (0..<9).map { $0..<$0 + 1 }
    for level in InstructionSet.available {
      let difference = firstDifferenceInBits(
        operands.compute(level, ranges: alone).values, from: operands.compute(level).values)
      #expect(difference == nil, "\(level.name), \(hidden)")
    }
  }

  @Test("NaN and infinity stay in their row and gate", arguments: [Float.nan, .infinity])
  func nan(value: Float) {
    let sound = NormalisationCase(rows: 3, hidden: 9, gates: 3)
    var ill = sound
    ill.products[1, 9 + 8] = value
    for level in InstructionSet.available {
      let (expected, result) = (sound.compute(level), ill.compute(level))
      for (index, value) in result.result.values.enumerated() {
        let isInGate = index / 27 == 1 && index % 27 / 9 == 1
        let same = value.bitPattern == expected.result.values[index].bitPattern
        #expect(isInGate ? value.isNaN : same, "\(level.name), \(index)")
      }
    }
  }
}
