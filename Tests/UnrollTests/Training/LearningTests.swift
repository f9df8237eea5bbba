import Testing

@testable import Unroll

@Suite("Learning")
struct LearningTests {
  @Test(
    "Learns to repeat a symbol one step later to near zero loss", arguments: GradientMethod.allCases
  )
  func echo(_ method: GradientMethod) throws {
    let data = try ToyTask.echo(sequences: 16, symbols: 4, steps: 8)
    var options = plainOptions(.adam, rate: 0.03, epochs: 120)
    options.gradient = method
    options.clipping = .norm(1)
    options.untilLoss = 0.01
    let trainer = try Trainer(
      try ToyTask.network(for: data, hidden: 14), data: data, options: options, threads: 1)
    let result = try trainer.train()
    #expect(result.reason == .loss, "\(String(describing: result.last))")
    // And on sequences that it has not seen: a memory, not a list.
    let others = try ToyTask.echo(sequences: 16, symbols: 4, steps: 8, seed: 5)
    #expect(trainer.engine.evaluate(trainer.network, on: others).mean < 0.1)
  }

  @Test(
    "Every rule lowers the loss with its usual learning rate",
    arguments: OptimizerConfiguration.Rule.allCases)
  func rules(_ rule: OptimizerConfiguration.Rule) throws {
    let data = try ToyTask.echo(sequences: 16, symbols: 4, steps: 8)
    var options = plainOptions(rule, epochs: 10)
    options.learningRate = nil
    options.clipping = .norm(5)
    let trainer = try Trainer(
      try ToyTask.network(for: data, hidden: 14), data: data, options: options, threads: 1)
    var losses: [Double] = []
    _ = try trainer.train { event in
      if case .epoch(let report) = event { losses.append(report.loss) }
      return .carryOn
    }
    #expect((losses.last ?? 9) < 0.98 * (losses.first ?? 0), "\(losses)")
  }

  @Test("Learns a moving mean of numbers", arguments: Activation.allCases)
  func regression(_ activation: Activation) throws {
    let data = try ToyTask.movingMean(sequences: 16, steps: 10)
    var options = plainOptions(.adam, rate: 0.02, epochs: 200)
    options.untilLoss = 1e-4
    let trainer = try Trainer(
      try ToyTask.network(for: data, hidden: 10, activation: activation), data: data,
      options: options, threads: 1)
    let result = try trainer.train()
    // The targets' variance is 0.04.
    #expect(result.reason == .loss, "\(String(describing: result.last))")
  }
}
