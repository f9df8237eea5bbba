import Foundation
import Testing
import UnrollReference

/// Losses of one step, worked out on paper.
///
/// With V = 0 the outputs are c, and the gradient by c is ∂L/∂o.
@Suite("Losses worked out on paper")
struct FamilyLossTests {
  /// Some roundings of numbers about ten.
  static let rounding = 1e-13

  struct Example: CustomTestStringConvertible, Sendable {
    let loss: ReferenceLoss
    let outputs: [Double]
    let target: ReferenceSeries
    let value: Double, derivative: [Double], weight: Double
    var testDescription: String { "\(loss), outputs \(outputs), target \(target)" }
  }

  private static let (log3, log4) = (log(3.0), log(4.0))

  static let examples: [Example] = [
    // p = 3/4, 1/4.
    Example(
      loss: .crossEntropy(classes: 2), outputs: [log3, 0], target: .symbols([1]),
      value: log4, derivative: [0.75, -0.75], weight: 1),
    Example(
      loss: .crossEntropy(classes: 2, weights: [1, 2]), outputs: [log3, 0], target: .symbols([1]),
      value: 2 * log4, derivative: [1.5, -1.5], weight: 2),
    // q = 0.1 · 1, 0.1 · 2 + 0.8 · 2 = 0.1, 1.8.
    Example(
      loss: .crossEntropy(classes: 2, smoothing: 0.2, weights: [1, 2]), outputs: [log3, 0],
      target: .symbols([1]),
      value: 0.1 * (log4 - log3) + 1.8 * log4, derivative: [1.325, -1.325], weight: 2),
    Example(
      loss: .crossEntropy(classes: 3), outputs: [5000, 0, -5000], target: .symbols([2]),
      value: 10000, derivative: [1, 0, -1], weight: 1),
    Example(
      loss: .squaredError(size: 2), outputs: [3, -1], target: .numbers([[1, 0.5]]),
      value: 6.25, derivative: [4, -3], weight: 2),
    Example(
      loss: .absoluteError(size: 3), outputs: [3, -1, 2], target: .numbers([[1, 0.5, 2]]),
      value: 3.5, derivative: [1, -1, 0], weight: 3),
    // Means 1, 2 and variances 4, 1/4.
    Example(
      loss: .gaussian(size: 2), outputs: [1, 2, log4, -log4], target: .numbers([[3, 2.5]]),
      value: 0.5 * (log4 + 1 + 1 - log4) + log(2 * Double.pi),
      derivative: [-0.5, -2, 0, 0], weight: 2),
    Example(
      loss: .gaussian(size: 1), outputs: [1, log4], target: .numbers([[0]]),
      value: 0.5 * (log4 + 0.25 + log(2 * Double.pi)),
      derivative: [0.25, 0.375], weight: 1),
    // The logarithm of the variance is limited, and has no derivative beyond.
    Example(
      loss: .gaussian(size: 1), outputs: [1, 25], target: .numbers([[1]]),
      value: 0.5 * (20 + log(2 * Double.pi)), derivative: [0, 0], weight: 1),
    Example(
      loss: .gaussian(size: 1), outputs: [1, -25], target: .numbers([[1]]),
      value: 0.5 * (-20 + log(2 * Double.pi)), derivative: [0, 0], weight: 1),
    // Output q S + j: o = 1, 2 for the quantile 1/4 and 3, 4 for 3/4, y = 2, 4.
    Example(
      loss: .quantiles([0.25, 0.75], size: 2), outputs: [1, 2, 3, 4],
      target: .numbers([[2, 4]]),
      value: 0.25 * 1 + 0.25 * 2 + 0.25 * 1 + 0, derivative: [-0.25, -0.25, 0.25, 0], weight: 4),
    Example(
      loss: .binary(size: 2), outputs: [log3, 0], target: .numbers([[0, 0.25]]),
      value: log4 + log(2.0), derivative: [0.75, 0.25], weight: 2),
    Example(
      loss: .binary(size: 2), outputs: [2000, -2000], target: .numbers([[0, 1]]),
      value: 4000, derivative: [1, -1], weight: 2),
  ]

  @Test("A loss, its derivative and its weight are the numbers on paper", arguments: examples)
  func loss(_ example: Example) throws {
    var stack = ReferenceStack(
      ReferenceStackConfiguration(input: .numbers(1), hiddenSize: 1, loss: example.loss))
    let c = try #require(stack.configuration.slices.last)
    #expect(c.name == "c" && c.range.count == example.outputs.count)
    stack.flat.replaceSubrange(c.range, with: example.outputs)
    let pass = stack.forward(
      ReferenceStackSequence(inputs: .numbers([[1]]), targets: example.target))
    #expect(pass.outputs == [example.outputs])
    #expect(abs(pass.loss - example.value) <= Self.rounding)
    #expect(pass.weight == example.weight)
    let derivative = stack.gradient(pass).parameters[c.range]
    #expect(
      zip(derivative, example.derivative).allSatisfy { abs($0 - $1) <= Self.rounding },
      "\(derivative)")
  }

  @Test("Finite differences beyond the limit of a variance agree with a derivative of zero")
  func varianceLimit() {
    var stack = ReferenceStack(
      ReferenceStackConfiguration(input: .numbers(1), hiddenSize: 1, loss: .gaussian(size: 1)))
    for logVariance in [-21.0, -20.0005, -19, 19, 20.0005, 21] {
      // So far off that the mean's gradient is not small beside the loss.
      let target = logVariance > 0 ? 3e4 : 3
      let sequence = ReferenceStackSequence(
        inputs: .numbers([[1]]), targets: .numbers([[target]]))
      stack.flat = [0.1, 0.2, 0.3, 0, 0, 2.999, logVariance]
      let comparison = GradientComparison(
        stack.gradient(sequence).parameters,
        reference: stack.finiteDifferences(sequence).parameters,
        slices: [
          ParameterSlice(name: "all but ℓ", dimensions: [6], start: 0),
          ParameterSlice(name: "ℓ", dimensions: [1], start: 6),
        ],
        measure: .componentwise, tolerance: GradientTolerance.finiteDifferences)
      #expect(comparison.ok, "\(logVariance): \(comparison)")
    }
  }
}
