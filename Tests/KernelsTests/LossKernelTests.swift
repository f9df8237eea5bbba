import Kernels
import TestSupport
import Testing

@Suite("All fused losses")
struct LossKernelTests {
  static let scale: Float = 0.7
  static let widths = awkwardSizes + [15, 16, 17, 50]

  /// Roundings of one term beside those of the sum: three ulps of the logarithm or two of an
  /// exponential, squared in the normal density, and a few products.
  static let termRoundings = 16.0

  @Test(
    "A loss and its gradient agree with plain loops in Double", arguments: LossKernel.allCases,
    awkwardSizes)
  func agrees(_ kernel: LossKernel, rows: Int) {
    for width in Self.widths {
      for reach: Float in [2, 30] {
        let example = LossExample(kernel, rows: rows, width: width, reach: reach)
        let twins = (0..<rows).map { example.twin(row: $0) }
        let outputs = (0..<rows).map { example.outputs(row: $0) }
        let gradients = (0..<rows).map { twins[$0].gradient(outputs[$0]) }
        let bounds = (0..<rows).map { roundingBounds(example, row: $0) }
        for level in InstructionSet.available {
          let (losses, gradient) = example.run(level, scale: Self.scale)
          let name = "\(level.name), \(rows)×\(width) within \(reach)"
          let loss = firstDifference(losses) { r in
            ExpectedValue(twins[r].value(outputs[r]), within: bounds[r].loss)
          }
          #expect(loss == nil, "loss, \(name)")
          let slope = firstDifference(gradient.values) { index in
            let (r, j) = (index / gradient.columns, index % gradient.columns)
            return ExpectedValue(
              Double(Self.scale) * gradients[r][j], within: bounds[r].gradient[j])
          }
          #expect(slope == nil, "gradient, \(name)")
        }
      }
    }
  }

  /// Rounding errors of a row's loss and of its gradient, from the magnitudes of what is summed.
  private func roundingBounds(
    _ example: LossExample, row: Int
  ) -> (loss: Double, gradient: [Double]) {
    let (o, twin) = (example.outputs(row: row), example.twin(row: row))
    let slopes = twin.gradient(o).map { abs($0) * Double(Self.scale) }
    let least = Double(Float.leastNormalMagnitude)
    let sum = twin.terms(o).reduce(0) { $0 + abs($1) }
    var loss = (Double(o.count) + Self.termRoundings) * unitRoundoff * sum
    // Where two parts of a slope may cancel, its error is that of the larger one.
    var parts = [Double](repeating: 0, count: o.count)
    switch twin {
    case .crossEntropy(let target, let smoothing, let weights):
      let softmax = PlainSoftmax(o.map(Float.init))
      let shares = weights.map { smoothing / Double(o.count) * $0 }
      let own = (1 - smoothing) * weights[target]
      let total = own + shares.reduce(0, +)
      loss += total * softmax.relativeBound
      parts = o.indices.map {
        let p = softmax.probabilities[$0]
        return total * p * (1 + softmax.relativeBound / unitRoundoff) + shares[$0]
          + ($0 == target ? own : 0)
      }
    case .gaussian(let y): for j in y.indices { parts[y.count + j] = 1 }
    case .binary(let y):
      // Both parts are at most the target's distance to the output's side, and 1 / (1 + exp(|o|)).
      parts = y.indices.map { abs(o[$0] < 0 ? y[$0] : 1 - y[$0]) + exponentialTail(o[$0]) }
    case .squaredError, .absoluteError, .quantiles: break
    }
    return (
      max(loss, least),
      o.indices.map { max(Self.termRoundings * unitRoundoff * (slopes[$0] + parts[$0]), least) }
    )
  }

  private func exponentialTail(_ o: Double) -> Double {
    PlainLoss.binary(targets: [0]).gradient([-abs(o)])[0]
  }

  /// Beside the loss and its largest slope. With a step of 1e-5, central differences are off by the
  /// third derivative, which is of that size, times 2e-11, and by Double's rounding of the loss
  /// times 1e5.
  static let differenceTolerance = 1e-9

  @Test(
    "The twins' gradients are central differences of their losses", arguments: LossKernel.allCases)
  func differences(_ kernel: LossKernel) {
    for width in [1, 3, 8] {
      let example = LossExample(kernel, rows: 7, width: width, reach: 3)
      for row in 0..<7 {
        let (twin, o) = (example.twin(row: row), example.outputs(row: row))
        let scale = max(1, twin.value(o), twin.gradient(o).map(abs).reduce(0, max))
        for (slope, difference) in zip(twin.gradient(o), twin.differences(o, step: 1e-5)) {
          #expect(abs(slope - difference) <= Self.differenceTolerance * scale, "row \(row)")
        }
      }
    }
  }

  @Test(
    "Losses have the same bits without a gradient; a gradient in the outputs' own memory has its own",
    arguments: LossKernel.allCases)
  func memory(_ kernel: LossKernel) {
    for width in Self.widths {
      let example = LossExample(kernel, rows: 5, width: width, reach: 9)
      for level in InstructionSet.available {
        let expected = example.run(level, scale: Self.scale)
        let alone = GuardedMatrix(rows: 1, columns: 5)
        let inPlace = GuardedMatrix(rows: 1, columns: 5)
        let from = GuardedMatrix(example.outputs, filler: GuardedMatrix.canary)
        let run = { (losses: GuardedMatrix, gradient: Block?) in
          example.run(
            level, from.block, losses: losses.block, gradient: gradient, scale: Self.scale,
            rows: 0..<5)
        }
        run(alone, nil)
        #expect(from.values.values == example.outputs.values, "\(level.name), \(width)")
        run(inPlace, from.block)
        let name = "\(level.name), width \(width)"
        for losses in [alone, inPlace] {
          let difference = firstDifferenceInBits(losses.values.values, from: expected.losses)
          #expect(difference == nil, "\(name)")
        }
        let difference = firstDifferenceInBits(
          from.values.values, from: expected.gradient.values)
        #expect(difference == nil, "in place, \(name)")
        #expect(from.guardsAreIntact && alone.guardsAreIntact, "\(name)")
      }
    }
  }

  @Test(
    "A row's loss does not depend on what is computed beside it", arguments: LossKernel.allCases)
  func rowIndependence(_ kernel: LossKernel) {
    let example = LossExample(kernel, rows: 9, width: 19, reach: 4)
    for level in InstructionSet.available {
      let together = example.run(level)
      let from = GuardedMatrix(example.outputs)
      let gradient = GuardedMatrix(rows: 9, columns: example.outputs.columns)
      for row in 0..<9 {
        let loss = GuardedMatrix(rows: 1, columns: 1)
        let range = row..<row + 1
        example.run(
          level, from.block, losses: loss.block, gradient: gradient.block.rows(range), scale: 1,
          rows: range)
        #expect(loss.block[0, 0] == together.losses[row], "\(level.name), row \(row)")
      }
      let difference = firstDifferenceInBits(gradient.values.values, from: together.gradient.values)
      #expect(difference == nil, "\(level.name)")
    }
  }

  @Test("NaN among outputs makes its row's loss NaN and no other", arguments: LossKernel.allCases)
  func nan(_ kernel: LossKernel) {
    for column in [0, 7, 8, 9, 18] {
      var example = LossExample(kernel, rows: 3, width: 19, reach: 2)
      example.outputs[1, column] = .nan
      for level in InstructionSet.available {
        let (losses, gradient) = example.run(level)
        let name = "\(level.name), column \(column)"
        #expect(losses.map(\.isNaN) == [false, true, false], "\(name)")
        #expect(gradient[1, column].isNaN, "\(name)")
        #expect((0..<gradient.columns).allSatisfy { gradient[0, $0].isFinite }, "\(name)")
      }
    }
  }

  @Test("Padding has no part in a loss: one column more or less of a vector", arguments: 1...18)
  func lanes(width: Int) {
    // Each value's loss is the same, so that a loss counts the values that are in it.
    for level in InstructionSet.available {
      let outputs = PlainMatrix(
        rows: 1, columns: 2 * width, values: [Float](repeating: 0, count: 2 * width))
      let targets = PlainMatrix(
        rows: 1, columns: width, values: [Float](repeating: 0.5, count: width))
      var (gaussian, binary) = (
        LossExample(.gaussian, rows: 1, width: width, reach: 1),
        LossExample(.binary, rows: 1, width: 2 * width, reach: 1)
      )
      (gaussian.outputs, gaussian.targets) = (outputs, targets)
      binary.outputs = outputs
      let count = Float(width)
      #expect(abs(gaussian.run(level).losses[0] - count * 1.043_938_5) < 1e-5 * count, "\(width)")
      #expect(abs(binary.run(level).losses[0] - 2 * count * 0.693_147_2) < 1e-5 * count, "\(width)")
    }
  }
}
