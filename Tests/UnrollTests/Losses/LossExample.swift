import Foundation
import TestSupport

@testable import Unroll

/// A small vanilla network with random parameters, made-up data for its loss, and the same in
/// Double: loops that are the derivation's equations and nothing else.
struct LossExample: Sendable {
  let configuration: NetworkConfiguration
  let network: Network
  let data: Dataset

  static let inputs = 3
  static let width = 4
  static let lengths = [4, 1, 6]

  /// Every loss, with all that it can have.
  static let all: [LossFunction] = [
    .crossEntropy(), .crossEntropy(labelSmoothing: 0.2),
    .crossEntropy(classWeights: [1, 0, 2.5, 0.25]),
    .crossEntropy(labelSmoothing: 0.1, classWeights: [0.5, 3, 0, 1]), .squaredError,
    .absoluteError, .gaussian, .quantiles(levels: [0.4]), .quantiles(levels: [0.1, 0.5, 0.9]),
    .binary,
  ]

  init(_ loss: LossFunction, lengths: [Int] = lengths) throws {
    let steps = lengths.reduce(0, +)
    var stream = RandomStream(seed: 11, purpose: .trials)
    func numbers(_ count: Int) -> [Float] {
      (0..<count).map { _ in Float(2 * stream.uniform() - 1) }
    }
    let targets: Dataset.Track
    switch loss {
    case .crossEntropy:
      targets = .symbols(
        (0..<steps).map { _ in Int32(stream.below(Self.width)) }, count: Self.width)
    case .binary:
      targets = .values(numbers(steps * Self.width).map { abs($0) }, size: Self.width)
    default: targets = .values(numbers(steps * Self.width), size: Self.width)
    }
    data = try Dataset(
      inputs: .values(numbers(steps * Self.inputs), size: Self.inputs), targets: targets,
      lengths: lengths)
    configuration = NetworkConfiguration(
      input: data.inputs.port, hiddenSize: 5, output: data.targets.port, loss: loss)
    var parameters = Parameters(zerosLike: configuration.parameterTable)
    parameters.values = numbers(parameters.table.count).map { 0.8 * $0 }
    network = Network(configuration, parameters: parameters)
  }

  /// The loss of all time steps of flat parameters.
  func loss(_ flat: [Double], for purpose: LossPurpose) -> Double {
    let table = configuration.parameterTable
    func product(_ name: String, _ x: [Double]) -> [Double] {
      let slice = table[name]
      return (0..<slice.rows).map { row in
        (0..<slice.columns).reduce(0) { sum, column in
          sum + flat[slice.offset + row * slice.columns + column] * x[column]
        }
      }
    }
    guard case .values(let inputs, _) = data.inputs else { return .nan }
    var total = 0.0
    var step = 0
    for length in data.lengths {
      var a = [Double](repeating: 0, count: configuration.hiddenSize)
      for _ in 0..<length {
        let x = (0..<Self.inputs).map { Double(inputs[step * Self.inputs + $0]) }
        let (u, w, b) = (product("U", x), product("W", a), product("b", [1]))
        a = a.indices.map { tanh(u[$0] + w[$0] + b[$0]) }
        let o = zip(product("V", a), product("c", [1])).map { $0 + $1 }
        total += twin(step: step, for: purpose).value(o)
        step += 1
      }
    }
    return total
  }

  private func twin(step: Int, for purpose: LossPurpose) -> PlainLoss {
    var y: [Double] = []
    var target = 0
    switch data.targets {
    case .symbols(let symbols, _): target = Int(symbols[step])
    case .values(let values, let size): y = (0..<size).map { Double(values[step * size + $0]) }
    }
    switch configuration.loss {
    case .crossEntropy(let smoothing, let weights):
      let ones = [Double](repeating: 1, count: Self.width)
      return purpose == .measure
        ? .crossEntropy(target: target, smoothing: 0, weights: ones)
        : .crossEntropy(
          target: target, smoothing: Double(smoothing),
          weights: weights.map { $0.map(Double.init) } ?? ones)
    case .squaredError: return .squaredError(targets: y)
    case .absoluteError: return .absoluteError(targets: y)
    case .gaussian: return .gaussian(targets: y)
    case .quantiles(let levels): return .quantiles(levels: levels.map(Double.init), targets: y)
    case .binary: return .binary(targets: y)
    }
  }

  /// The gradient of ``loss(_:for:)`` by central differences.
  func differences(for purpose: LossPurpose) -> [Double] {
    let flat = network.parameters.values.map(Double.init)
    return flat.indices.map { index in
      var (up, down) = (flat, flat)
      up[index] += 1e-5
      down[index] -= 1e-5
      return (loss(up, for: purpose) - loss(down, for: purpose)) / (up[index] - down[index])
    }
  }
}
