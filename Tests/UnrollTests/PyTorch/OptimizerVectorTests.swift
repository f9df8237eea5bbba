import Testing

@testable import Unroll

/// Five updates of Float against float64: a few roundings of 6e-8 each, relative to the norm of the
/// parameters, and the same of the largest of them.
private let updateTolerance = 5e-7

/// PyTorch adds 1e-6 to the norm before it divides by it, here 3.6: 3e-7; and rounding.
private let clippingTolerance = 5e-7

/// The deviation of 120,000 uniform draws has a standard error of 0.13 per cent, of normal ones
/// 0.2; five of these, and PyTorch's draws err too.
private let deviationTolerance = 0.015

/// The largest of 120,000 draws lies under the bound by 1 in 120,000, on the average; by ten times
/// that once in 22,000 seeds.
private let boundTolerance = 1e-4

private struct OptimizerVectors: Decodable {
  var start: [Float]
  var gradients: [[Float]]
  var rules: [Rule]
  var clipping: [ClippingCase]
  var initialisers: [Spread]

  struct Rule: Decodable {
    var rule: OptimizerConfiguration.Rule
    var learningRate: Double
    var constants: Constants
    /// After each update.
    var parameters: [[Float]]
  }

  /// What differs from the usual constants.
  struct Constants: Decodable {
    var momentum: Float?
    var beta1: Float?
    var beta2: Float?
    var epsilon: Float?
    var weightDecay: Float?
  }

  struct ClippingCase: Decodable {
    var kind: String
    var threshold: Float
    var norm: Double
    var clipped: [Float]
  }

  struct Spread: Decodable {
    var name: Initialiser
    var rows: Int
    var columns: Int
    var deviation: Double
    var largest: Double
  }
}

@Suite("Optimizers, clipping and initial weights against PyTorch's")
struct OptimizerVectorTests {
  private let vectors: OptimizerVectors

  init() throws {
    vectors = try TorchVectors.fixture("optimizers.json", as: OptimizerVectors.self)
  }

  private func vector(_ values: [Float]) -> Parameters {
    var parameters = Parameters(zerosLike: ParameterTable([.init("p", .bias, rows: values.count)]))
    parameters.values = values
    return parameters
  }

  @Test(
    "Five updates of a rule are PyTorch's, with constants given and usual",
    arguments: OptimizerConfiguration.Rule.allCases)
  func updates(rule: OptimizerConfiguration.Rule) throws {
    let cases = vectors.rules.filter { $0.rule == rule }
    try #require(!cases.isEmpty)
    for expected in cases {
      let constants = expected.constants
      let configuration = OptimizerConfiguration(
        rule, momentum: constants.momentum ?? 0.9, beta1: constants.beta1 ?? 0.9,
        beta2: constants.beta2, epsilon: constants.epsilon, weightDecay: constants.weightDecay)
      var parameters = vector(vectors.start)
      var optimizer = Optimizer(configuration, table: parameters.table)
      for (gradient, after) in zip(vectors.gradients, expected.parameters) {
        optimizer.update(
          &parameters, gradient: vector(gradient), learningRate: expected.learningRate)
        expectClose(
          parameters.values, after, tolerance: updateTolerance,
          "\(constants), step \(optimizer.step)")
      }
      #expect(optimizer.step == 5)
    }
  }

  @Test("Clipping by norm and by value is PyTorch's, and tells the norm before it")
  func clipping() {
    #expect(vectors.clipping.count == 3)
    for expected in vectors.clipping {
      var gradient = vector(vectors.gradients[0])
      let threshold = expected.threshold
      let norm = gradient.clip(expected.kind == "norm" ? .norm(threshold) : .value(threshold))
      #expect(abs(norm - expected.norm) < clippingTolerance * expected.norm)
      expectClose(
        gradient.values, expected.clipped, tolerance: clippingTolerance,
        "\(expected.kind) \(threshold)")
    }
  }

  @Test("Xavier's weights have the bound and the spread of PyTorch's")
  func initialWeights() throws {
    #expect(vectors.initialisers.count == 2)
    for expected in vectors.initialisers {
      let configuration = NetworkConfiguration(
        input: .values(size: expected.columns), hiddenSize: expected.rows,
        output: .values(size: 1))
      let network = try Network(
        configuration, initialisation: Initialisation(weights: expected.name), seed: 5)
      let weights = network.parameters["U"].map(Double.init)
      let count = Double(weights.count)
      let mean = weights.reduce(0, +) / count
      let variance = weights.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
      let deviation = variance.squareRoot()
      #expect(abs(deviation / expected.deviation - 1) < deviationTolerance, "\(expected.name)")
      #expect(abs(mean) < 5 * expected.deviation / count.squareRoot(), "\(expected.name)")
      if expected.name == .xavierUniform {
        let largest = weights.reduce(0) { max($0, abs($1)) }
        #expect(abs(largest / expected.largest - 1) < boundTolerance)
      }
      for bias in ["b", "c"] {
        #expect(network.parameters[bias].allSatisfy { $0 == 0 })
      }
    }
  }
}
