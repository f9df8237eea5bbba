import Foundation
import Kernels
import TestSupport
import Testing

@Suite("Losses of extreme outputs")
struct LossExtremesTests {
  static let extremes: [Float] = [
    0, -0.0, 0x1p-149, 1e-30, 1, 20, -20, 88, -88, 89, -89, 104, -104, 1e4, -1e4, 1e18, -1e18,
  ]
  /// Three ulps of the logarithm and its exponential, six of a squared deviation; see
  /// `LossKernelTests.termRoundings`.
  static let relativeTolerance = 2e-6

  @Test("Losses and gradients are those in Double wherever these are finite")
  func finite() {
    for kernel in LossKernel.allCases where !kernel.isCrossEntropy {
      for one in Self.extremes {
        for other in Self.extremes {
          for target: Float in [0, 1, 0.25] {
            var example = LossExample(kernel, rows: 1, width: 1, reach: 1)
            let values = [one, other, -other].prefix(example.outputs.columns)
            example.outputs.values = Array(values)
            example.targets.values = [target]
            let (twin, o) = (example.twin(row: 0), example.outputs(row: 0))
            let (value, slopes) = (twin.value(o), twin.gradient(o))
            let magnitude = twin.terms(o).reduce(0) { $0 + abs($1) }
            for level in InstructionSet.available {
              let (losses, gradient) = example.run(level)
              let name = "\(kernel), \(level.name), \(values), target \(target)"
              expect(losses[0], value, beside: magnitude, name)
              for (found, slope) in zip(gradient.values, slopes) {
                expect(found, slope, beside: max(1, abs(slope)), "gradient, \(name)")
              }
            }
          }
        }
      }
    }
  }

  /// What is beyond Float's reach is infinite.
  private func expect(_ found: Float, _ value: Double, beside scale: Double, _ name: String) {
    if abs(value) >= Double(Float.greatestFiniteMagnitude) {
      #expect(found == Float(value), "\(name)")
    } else {
      let tolerance = Self.relativeTolerance * scale + Double(Float.leastNormalMagnitude)
      #expect(abs(Double(found) - value) <= tolerance, "\(found), not \(value): \(name)")
    }
  }

  @Test("The normal density's loss overflows no earlier than it has to", arguments: [1e22, 4.8e23])
  func wideDistances(distance: Double) {
    // Neither distance has a square in Float, and the second one's z² = d² e^-20 has none either,
    // but half of it has.
    var example = LossExample(.gaussian, rows: 1, width: 1, reach: 1)
    example.outputs.values = [Float(distance), 20]
    example.targets.values = [0]
    for level in InstructionSet.available {
      let (losses, gradient) = example.run(level)
      let value = 0.5 * Double(Float(distance)) * Double(Float(distance)) * exp(-20.0)
      #expect(abs(Double(losses[0]) / value - 1) < Self.relativeTolerance, "\(level.name)")
      #expect(abs(Double(gradient.values[1]) / -value - 1) < Self.relativeTolerance)
      let slope = Double(Float(distance)) * exp(-20.0)
      #expect(abs(Double(gradient.values[0]) / slope - 1) < Self.relativeTolerance)
    }
  }

  @Test("Logarithms of variances are limited to ±20, where their gradient ends")
  func limits() {
    var example = LossExample(.gaussian, rows: 1, width: 4, reach: 1)
    let above = Float(20).nextUp
    example.outputs.values = [0, 0, 0, 0, 20, above, -20, -above]
    example.targets.values = [0, 0, 0, 0]
    for level in InstructionSet.available {
      #expect(example.run(level).gradient.values == [0, 0, 0, 0, 0.5, 0, 0.5, 0], "\(level.name)")
    }
    example.outputs.values = [0, 0, 0, 0, 20, .infinity, -20, -.infinity]
    for level in InstructionSet.available {
      let (losses, gradient) = example.run(level)
      #expect(abs(losses[0] - 4 * 0.918_938_5) < 1e-5, "\(level.name)")
      #expect(gradient.values == [0, 0, 0, 0, 0.5, 0, 0.5, 0], "\(level.name)")
    }
  }

  @Test("The derivative of a magnitude is zero where output and target are equal")
  func kinks() {
    for kernel in [LossKernel.absoluteError, .oneQuantile, .threeQuantiles] {
      var example = LossExample(kernel, rows: 1, width: 10, reach: 1)
      for j in example.outputs.values.indices {
        example.outputs.values[j] = example.targets.values[j % 10]
      }
      for level in InstructionSet.available {
        let (losses, gradient) = example.run(level)
        #expect(losses[0] == 0 && gradient.values.allSatisfy { $0 == 0 }, "\(kernel)")
      }
    }
  }

  @Test(
    "An infinite output gives no finite loss",
    arguments: [LossKernel.absoluteError, .oneQuantile, .threeQuantiles, .binary])
  func infinite(_ kernel: LossKernel) {
    for value in [Float.infinity, -.infinity] {
      for target: Float in [0, 0.5, 1] {
        var example = LossExample(kernel, rows: 1, width: 3, reach: 1)
        example.outputs[0, 1] = value
        example.targets[0, 1] = target
        for level in InstructionSet.available {
          // A logit that is infinite to its target's side costs nothing in the limit, but is none.
          #expect(!example.run(level).losses[0].isFinite, "\(level.name), \(value), \(target)")
        }
      }
    }
  }

  @Test("Symbols of weight zero may have outputs as far off as Float goes")
  func symbolsOfNoWeight() {
    for kernel in [LossKernel.weighted, .smoothedAndWeighted] {
      // Symbol 3 counts for nothing.
      var example = LossExample(kernel, rows: 2, width: 4, reach: 1)
      example.outputs.values = [3e38, 3e38, 3e38, -3e38, 1e4, 1e4, 1e4, -.infinity]
      example.targets.values = [0, 3]
      for level in InstructionSet.available {
        let (losses, gradient) = example.run(level)
        let shares = kernel.weights(4).map { kernel.smoothing * $0 / 4 }.reduce(0, +)
        let own = (1 - kernel.smoothing) * kernel.weights(4)[0]
        #expect(abs(losses[0] - (own + shares) * log(3)) < 1e-6, "\(level.name)")
        #expect(abs(losses[1] - shares * log(3)) < 1e-6, "\(level.name)")
        #expect(gradient.values.allSatisfy { $0.isFinite }, "\(level.name)")
      }
    }
  }

  @Test("Outputs far apart have finite weighted losses")
  func weightedStability() {
    var example = LossExample(.smoothedAndWeighted, rows: 1, width: 5, reach: 1)
    example.outputs.values = [1e4, 88, -1e4, 0, -88]
    example.targets.values = [2]
    let (twin, o) = (example.twin(row: 0), example.outputs(row: 0))
    for level in InstructionSet.available {
      let (losses, gradient) = example.run(level)
      #expect(abs(Double(losses[0]) / twin.value(o) - 1) < Self.relativeTolerance)
      for (found, slope) in zip(gradient.values, twin.gradient(o)) {
        #expect(abs(Double(found) - slope) < 1e-5, "\(level.name)")
      }
    }
  }

  /// See `LogarithmOfOnePlus`; the exponential's 1.1 ulps are part of it.
  static let softplusUnits = 3.0

  @Test("The binary loss of a target of zero is log(1 + exp(o)) to three units in the last place")
  func softplus() {
    // Every 5,003rd float from zero to where the exponential underflows.
    let inputs = stride(from: UInt32(0), to: Float(87).bitPattern, by: 5_003).map {
      -Float(bitPattern: $0)
    }
    var example = LossExample(.binary, rows: 1, width: 1, reach: 1)
    example.outputs = PlainMatrix(rows: inputs.count, columns: 1, values: inputs)
    example.targets = PlainMatrix(
      rows: inputs.count, columns: 1, values: [Float](repeating: 0, count: inputs.count))
    for level in InstructionSet.available {
      var worst = (units: 0.0, at: Float(0))
      for (x, loss) in zip(inputs, example.run(level).losses) {
        let units = unitsInTheLastPlace(loss, from: log1p(exp(Double(x))))
        if units > worst.units { worst = (units, x) }
      }
      #expect(worst.units <= Self.softplusUnits, "\(level.name): \(worst)")
    }
  }
}
