import Testing

@testable import Unroll

/// The update rules once more, in Double, one number at a time, as the papers write them.
struct PlainOptimizer {
  let configuration: OptimizerConfiguration
  var step = 0
  var m: [Double]
  var v: [Double]

  init(_ configuration: OptimizerConfiguration, count: Int) {
    self.configuration = configuration
    m = [Double](repeating: 0, count: count)
    v = m
  }

  mutating func update(_ theta: inout [Double], _ gradient: [Double], rate: Double) {
    step += 1
    let (mu, epsilon) = (Double(configuration.momentum), Double(configuration.epsilon))
    let (beta1, beta2) = (Double(configuration.beta1), Double(configuration.beta2))
    for i in theta.indices {
      let g = gradient[i]
      switch configuration.rule {
      case .gd:
        theta[i] -= rate * g
      case .momentum:
        m[i] = mu * m[i] + g
        theta[i] -= rate * m[i]
      case .nesterov:
        m[i] = mu * m[i] + g
        theta[i] -= rate * (g + mu * m[i])
      case .adagrad:
        v[i] += g * g
        theta[i] -= rate * g / (v[i].squareRoot() + epsilon)
      case .rmsprop:
        v[i] = beta2 * v[i] + (1 - beta2) * g * g
        theta[i] -= rate * g / (v[i].squareRoot() + epsilon)
      case .adam, .adamw:
        if configuration.rule == .adamw {
          theta[i] -= rate * Double(configuration.weightDecay) * theta[i]
        }
        m[i] = beta1 * m[i] + (1 - beta1) * g
        v[i] = beta2 * v[i] + (1 - beta2) * g * g
        var (power1, power2) = (1.0, 1.0)
        for _ in 0..<step { (power1, power2) = (power1 * beta1, power2 * beta2) }
        let (mHat, vHat) = (m[i] / (1 - power1), v[i] / (1 - power2))
        theta[i] -= rate * mHat / (vHat.squareRoot() + epsilon)
      }
    }
  }
}

@Suite("Optimizers")
struct OptimizerTests {
  typealias Rule = OptimizerConfiguration.Rule

  /// Twelve steps of a few roundings each, on numbers of about one; Adam's corrections are rounded
  /// to Float, which early on costs 1e-5 of a step of a hundredth.
  static let tolerance = 2e-6

  static let configurations: [OptimizerConfiguration] =
    Rule.allCases.map { OptimizerConfiguration($0) } + [
      OptimizerConfiguration(.momentum, momentum: 0.5),
      OptimizerConfiguration(.nesterov, momentum: 0.3),
      OptimizerConfiguration(.rmsprop, beta2: 0.8, epsilon: 0.1),
      OptimizerConfiguration(.adagrad, epsilon: 0.5),
      OptimizerConfiguration(.adam, beta1: 0.5, beta2: 0.7, epsilon: 0.01),
      OptimizerConfiguration(.adamw, weightDecay: 3),
    ]

  @Test("Each rule follows its paper in Double over twelve steps", arguments: configurations)
  func rules(_ configuration: OptimizerConfiguration) throws {
    let network = try Network(
      NetworkConfiguration(input: .values(size: 3), hiddenSize: 5, output: .values(size: 2)),
      seed: 1)
    var parameters = network.parameters
    var plain = parameters.values.map(Double.init)
    var optimizer = Optimizer(configuration, table: parameters.table)
    var oracle = PlainOptimizer(configuration, count: plain.count)
    var stream = RandomStream(seed: 2, purpose: .trials)
    for step in 1...12 {
      var gradient = Parameters(zerosLike: parameters.table)
      for i in gradient.values.indices {
        // Of every size, some zero, one direction that stays.
        gradient.values[i] =
          i % 7 == 0 ? 0 : Float(stream.normal() * (i % 3 == 0 ? 0.01 : 1) + (i == 8 ? 3 : 0))
      }
      let before = gradient
      let rate = 0.03 / Double(step)
      optimizer.update(&parameters, gradient: gradient, learningRate: rate)
      oracle.update(&plain, gradient.values.map(Double.init), rate: rate)
      #expect(gradient == before)
      let worst = zip(parameters.values, plain).map { abs(Double($0) - $1) }.max() ?? .infinity
      #expect(worst < Self.tolerance, "step \(step)")
    }
    #expect(optimizer.step == 12)
  }

  @Test("The first step of Adam is the learning rate, against the sign of the gradient")
  func biasCorrection() throws {
    let configuration = NetworkConfiguration(
      input: .values(size: 1), hiddenSize: 1, output: .values(size: 1))
    for rule in [Rule.adam, .adamw] {
      var parameters = Parameters(zerosLike: configuration.parameterTable)
      var gradient = parameters
      gradient.values = [1e-3, -1e-3, 5, -5, 0.1]
      var optimizer = Optimizer(OptimizerConfiguration(rule), table: parameters.table)
      optimizer.update(&parameters, gradient: gradient, learningRate: 0.25)
      for (theta, sign) in zip(parameters.values, [-1, 1, -1, 1, -1] as [Float]) {
        // ε beside a gradient of a thousandth: 1e-5.
        #expect(abs(theta - 0.25 * sign) < 1e-5)
      }
    }
  }

  @Test("Unset constants take the rule's usual values")
  func usualValues() {
    #expect(OptimizerConfiguration(.rmsprop).beta2 == 0.99)
    #expect(OptimizerConfiguration(.adam).beta2 == 0.999)
    #expect(OptimizerConfiguration(.adagrad).epsilon == 1e-10)
    #expect(OptimizerConfiguration(.adamw).weightDecay == 0.01)
    #expect(OptimizerConfiguration(.adam).weightDecay == 0)
  }
}
