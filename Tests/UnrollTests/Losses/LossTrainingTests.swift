import Foundation
import Testing

@testable import Unroll

@Suite("Training with every loss")
struct LossTrainingTests {
  @Test("Training lowers every loss", arguments: LossExample.all)
  func learns(_ loss: LossFunction) throws {
    let example = try LossExample(loss, lengths: [6, 6, 6])
    var losses: [Double] = []
    let trainer = try Trainer(
      example.network, data: example.data, options: plainOptions(.adam, rate: 0.01, epochs: 60),
      threads: 1)
    try trainer.train { event in
      if case .epoch(let report) = event { losses.append(report.loss) }
      return .carryOn
    }
    let (first, last) = (try #require(losses.first), try #require(losses.last))
    // Of what it can't lose, the smoothed loss and the normal density's have more.
    #expect(last < first - 0.1 * abs(first), "\(first) to \(last)")
  }

  /// A coin as input; the target's distribution depends on it.
  static func coins(_ steps: Int, targets: (_ isHeads: Bool, inout RandomStream) -> Float) throws
    -> Dataset
  {
    var stream = RandomStream(seed: 21, purpose: .trials)
    let inputs = (0..<steps).map { _ in Int32(stream.below(2)) }
    let values = inputs.map { targets($0 == 1, &stream) }
    return try Dataset(
      inputs: .symbols(inputs, count: 2), targets: .values(values, size: 1),
      lengths: [Int](repeating: 8, count: steps / 8))
  }

  /// Trains a small network and returns its outputs after each side of the coin, and the targets.
  static func trained(
    _ data: Dataset, _ loss: LossFunction
  ) throws -> [(outputs: [[Float]], targets: [Float])] {
    let configuration = NetworkConfiguration(
      input: data.inputs.port, hiddenSize: 4, output: data.targets.port, loss: loss)
    var options = plainOptions(.adam, rate: 0.03, epochs: 60)
    options.schedule = Schedule(.cosine(final: 0.01))
    options.batch = .sequences(16)
    let trainer = try Trainer(
      Network(configuration, seed: 4), data: data, options: options, threads: 1)
    try trainer.train()
    guard case .symbols(let inputs, _) = data.inputs else { return [] }
    let batch = Batch(data)
    trainer.engine.forward(trainer.network, batch)
    var sides: [(outputs: [[Float]], targets: [Float])] = [([], []), ([], [])]
    for (row, sequence) in batch.sequences.enumerated() {
      for (t, output) in trainer.engine.outputs(batch, row: row).enumerated() {
        let step = 8 * sequence + t
        let side = Int(inputs[step])
        sides[side].outputs.append(output)
        if case .values(let values, _) = data.targets { sides[side].targets.append(values[step]) }
        if case .symbols(let symbols, _) = data.targets {
          sides[side].targets.append(Float(symbols[step]))
        }
      }
    }
    return sides
  }

  /// 1,024 draws of each side: a share's standard deviation is at most 0.016; the network fits
  /// these draws, so that what remains is what training leaves.
  static let shareTolerance = 0.03
  static let steps = 2048

  /// Half of the draws uniform in 0...1, half in 0...3, on heads; narrower ones around -1 on tails.
  static func skewed() throws -> Dataset {
    try coins(steps) { isHeads, stream in
      let u = Float(stream.uniform())
      return isHeads ? (stream.below(2) == 0 ? u : 3 * u) : -1 + 0.4 * (u - 0.5)
    }
  }

  @Test("As many targets lie under a quantile as its level says")
  func quantiles() throws {
    let levels: [Float] = [0.1, 0.5, 0.8]
    for side in try Self.trained(Self.skewed(), .quantiles(levels: levels)) {
      for (q, level) in levels.enumerated() {
        let under = zip(side.outputs, side.targets).count { $0[q] > $1 }
        let share = Double(under) / Double(side.targets.count)
        #expect(abs(share - Double(level)) < Self.shareTolerance, "level \(level): \(share)")
      }
    }
  }

  @Test("The absolute error finds the median, the squared error the mean")
  func medians() throws {
    for side in try Self.trained(Self.skewed(), .absoluteError) {
      let under = zip(side.outputs, side.targets).count { $0[0] > $1 }
      #expect(abs(Double(under) / Double(side.targets.count) - 0.5) < Self.shareTolerance)
    }
    for side in try Self.trained(Self.skewed(), .squaredError) {
      #expect(abs(mean(side.outputs.map { $0[0] }) - mean(side.targets)) < 0.03)
    }
  }

  @Test("The normal density's mean and deviation are those of the targets")
  func gaussian() throws {
    let data = try Self.coins(Self.steps) { isHeads, stream in
      let (u, v) = (1 - stream.uniform(), stream.uniform())
      let z = (-2 * log(u)).squareRoot() * cos(2 * Double.pi * v)
      return Float(isHeads ? 0.5 + 0.1 * z : -1 + 0.8 * z)
    }
    for side in try Self.trained(data, .gaussian) {
      let center = mean(side.targets)
      let deviation = mean(side.targets.map { ($0 - Float(center)) * ($0 - Float(center)) })
        .squareRoot()
      #expect(abs(mean(side.outputs.map { $0[0] }) - center) < 0.1 * deviation)
      let predicted = mean(side.outputs.map { exp(0.5 * $0[1]) })
      #expect(abs(predicted / deviation - 1) < 0.1, "\(predicted), not \(deviation)")
    }
  }

  @Test("Binary outputs are the frequencies of ones")
  func binary() throws {
    let data = try Self.coins(Self.steps) { isHeads, stream in
      stream.uniform() < (isHeads ? 0.9 : 0.3) ? 1 : 0
    }
    for side in try Self.trained(data, .binary) {
      let probability = mean(side.outputs.map { 1 / (1 + exp(-$0[0])) })
      #expect(abs(probability - mean(side.targets)) < Self.shareTolerance)
    }
  }

  @Test("Smoothing takes its share of certainty; class weights multiply frequencies")
  func crossEntropy() throws {
    let drawn = try Self.coins(Self.steps) { isHeads, stream in
      isHeads ? 2 : Float(stream.below(2))
    }
    guard case .values(let values, _) = drawn.targets else { return }
    let data = try Dataset(
      inputs: drawn.inputs, targets: .symbols(values.map { Int32($0) }, count: 3),
      lengths: drawn.lengths)
    func probability(_ outputs: [[Float]], of symbol: Int) -> Double {
      mean(outputs.map { o in exp(o[symbol]) / o.map { exp($0) }.reduce(0, +) })
    }
    let smoothed = try Self.trained(data, .crossEntropy(labelSmoothing: 0.3))
    #expect(abs(probability(smoothed[1].outputs, of: 2) - 0.8) < Self.shareTolerance)
    let weighted = try Self.trained(data, .crossEntropy(classWeights: [1, 3, 1]))
    let ones = mean(weighted[0].targets)
    let expected = 3 * ones / (3 * ones + (1 - ones))
    #expect(abs(probability(weighted[0].outputs, of: 1) - expected) < Self.shareTolerance)
  }

  private func mean(_ values: [Float]) -> Double {
    values.reduce(0) { $0 + Double($1) } / Double(values.count)
  }
}
