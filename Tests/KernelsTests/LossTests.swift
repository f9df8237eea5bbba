import Kernels
import TestSupport
import Testing

@Suite("Losses and probabilities of rows of outputs")
struct LossTests {
  static let scale: Float = 0.7

  @Test("Softmax with cross-entropy agrees with a plain loop in Double", arguments: awkwardSizes)
  func crossEntropy(rows: Int) {
    for columns in awkwardSizes + [15, 16, 17, 100] {
      for reach: Float in [4, 80] {
        let outputs = outputs(rows, columns, reach)
        var generator = TestGenerator(seed: 3)
        let targets = generator.indices(rows, below: columns)
        let twins = (0..<rows).map { PlainSoftmax(row(outputs, $0)) }
        let (from, owner) = (GuardedMatrix(outputs), IndexOwner(targets))
        for level in InstructionSet.available {
          let losses = GuardedMatrix(rows: 1, columns: rows)
          let gradient = GuardedMatrix(rows: rows, columns: columns)
          level.softmaxCrossEntropy(
            from.block, targets: owner.block, losses: losses.block, gradient: gradient.block,
            gradientScale: Self.scale)
          let name = "\(level.name), \(rows)×\(columns) within \(reach)"
          let loss = firstDifference(losses.block) { _, r in
            let value = twins[r].logSum - Double(outputs[r, targets[r]])
            return ExpectedValue(value, within: twins[r].relativeBound + 2 * unitRoundoff * value)
          }
          #expect(loss == nil, "loss, \(name)")
          let slope = firstDifference(gradient.block) { r, j in
            let p = twins[r].probabilities[j]
            let value = Double(Self.scale) * (p - (j == targets[r] ? 1 : 0))
            let bound = p * twins[r].relativeBound + 2 * unitRoundoff * value.magnitude
            return ExpectedValue(value, within: max(bound, Double(Float.leastNormalMagnitude)))
          }
          #expect(slope == nil, "gradient, \(name)")
          #expect(losses.guardsAreIntact && gradient.guardsAreIntact, "\(name)")

          let alone = GuardedMatrix(rows: 1, columns: rows)
          level.softmaxCrossEntropy(
            from.block, targets: owner.block, losses: alone.block, gradient: nil,
            gradientScale: Self.scale)
          let bits = firstDifferenceInBits(alone.values.values, from: losses.values.values)
          #expect(bits == nil, "without gradient, \(name)")
        }
      }
    }
  }

  @Test("Softmax agrees with a plain loop in Double", arguments: awkwardSizes)
  func softmax(rows: Int) {
    for columns in awkwardSizes + [15, 16, 17, 100] {
      let outputs = outputs(rows, columns, 10)
      let twins = (0..<rows).map { PlainSoftmax(row(outputs, $0)) }
      let from = GuardedMatrix(outputs)
      for level in InstructionSet.available {
        let probabilities = GuardedMatrix(rows: rows, columns: columns)
        level.softmax(from.block, into: probabilities.block)
        let difference = firstDifference(probabilities.block) { r, j in
          let p = twins[r].probabilities[j]
          return ExpectedValue(p, within: p * twins[r].relativeBound)
        }
        #expect(difference == nil, "\(level.name), \(rows)×\(columns)")
        #expect(probabilities.guardsAreIntact, "\(level.name), \(rows)×\(columns)")
      }
    }
  }

  @Test("Outputs that overflow the exponential have finite losses")
  func stable() {
    let values: [Float] = [1e4, 1e4 - 1, -1e4, 3e38, -3e38, 0, 0, 0, 0, -1e30]
    let outputs = GuardedMatrix(PlainMatrix(rows: 2, columns: 5, values: values))
    let targets = IndexOwner([3, 1])
    for level in InstructionSet.available {
      let losses = GuardedMatrix(rows: 1, columns: 2)
      let gradient = GuardedMatrix(rows: 2, columns: 5)
      level.softmaxCrossEntropy(
        outputs.block, targets: targets.block, losses: losses.block, gradient: gradient.block,
        gradientScale: 1)
      #expect(losses.block[0, 0] == 0, "\(level.name)")
      #expect((losses.block[0, 1] - 1.386_294_4).magnitude < 1e-6, "\(level.name)")
      #expect(gradient.values.values.allSatisfy { $0.isFinite }, "\(level.name)")
    }
  }

  @Test("NaN in a row makes its loss NaN and no other", arguments: [0, 7, 8, 9, 18])
  func nan(column: Int) {
    var outputs = outputs(3, 19, 2)
    outputs[1, column] = .nan
    let (from, targets) = (GuardedMatrix(outputs), IndexOwner([2, 3, 4]))
    for level in InstructionSet.available {
      let losses = GuardedMatrix(rows: 1, columns: 3)
      level.softmaxCrossEntropy(
        from.block, targets: targets.block, losses: losses.block, gradient: nil, gradientScale: 1)
      let isNaN = losses.block.row(0).map(\.isNaN)
      #expect(isNaN == [false, true, false], "\(level.name), column \(column)")
    }
  }

  @Test("Squared error agrees with a plain loop in Double", arguments: awkwardSizes)
  func squaredError(rows: Int) {
    for columns in awkwardSizes {
      let outputs = outputs(rows, columns, 2)
      let targets = PlainMatrix(rows: rows, columns: columns, values: outputs.values.reversed())
      let (from, to) = (GuardedMatrix(outputs), GuardedMatrix(targets))
      for level in InstructionSet.available {
        let losses = GuardedMatrix(rows: 1, columns: rows)
        let gradient = GuardedMatrix(rows: rows, columns: columns)
        level.squaredError(
          from.block, targets: to.block, losses: losses.block, gradient: gradient.block,
          gradientScale: Self.scale)
        let name = "\(level.name), \(rows)×\(columns)"
        let loss = firstDifference(losses.block) { _, r in
          let value = (0..<columns).reduce(0.0) {
            let difference = Double(outputs[r, $1]) - Double(targets[r, $1])
            return $0 + difference * difference
          }
          // Two roundings of the difference squared, one of the square, one for each addition.
          return ExpectedValue(value, within: Double(columns + 3) * unitRoundoff * value)
        }
        #expect(loss == nil, "loss, \(name)")
        let slope = firstDifference(gradient.block) { r, j in
          let value = 2 * (Double(outputs[r, j]) - Double(targets[r, j])) * Double(Self.scale)
          return ExpectedValue(value, within: 2 * unitRoundoff * value.magnitude)
        }
        #expect(slope == nil, "gradient, \(name)")
        #expect(losses.guardsAreIntact && gradient.guardsAreIntact, "\(name)")

        let alone = GuardedMatrix(rows: 1, columns: rows)
        level.squaredError(
          from.block, targets: to.block, losses: alone.block, gradient: nil,
          gradientScale: Self.scale)
        let bits = firstDifferenceInBits(alone.values.values, from: losses.values.values)
        #expect(bits == nil, "without gradient, \(name)")
      }
    }
  }

  private func outputs(_ rows: Int, _ columns: Int, _ reach: Float) -> PlainMatrix {
    var generator = TestGenerator(seed: UInt64(rows * 1_000 + columns))
    return PlainMatrix(rows: rows, columns: columns, in: -reach...reach, using: &generator)
  }

  private func row(_ matrix: PlainMatrix, _ row: Int) -> [Float] {
    (0..<matrix.columns).map { matrix[row, $0] }
  }
}
