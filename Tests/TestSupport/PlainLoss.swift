import Foundation

/// The plain-loop twins of losses for one row of outputs, in Double, as their definitions stand.
package enum PlainLoss: Sendable {
  case crossEntropy(target: Int, smoothing: Double, weights: [Double])
  case squaredError(targets: [Double])
  case absoluteError(targets: [Double])
  case gaussian(targets: [Double])
  case quantiles(levels: [Double], targets: [Double])
  case binary(targets: [Double])

  /// The loss of a row, term by term: their sum is the loss, their magnitudes bound its rounding.
  package func terms(_ o: [Double]) -> [Double] {
    switch self {
    case .crossEntropy(let target, let smoothing, let weights):
      let logSum = PlainLoss.logSum(o)
      return [(1 - smoothing) * weights[target] * (logSum - o[target])]
        + o.indices.map { smoothing / Double(o.count) * weights[$0] * (logSum - o[$0]) }
    case .squaredError(let y):
      return o.indices.map { (o[$0] - y[$0]) * (o[$0] - y[$0]) }
    case .absoluteError(let y):
      return o.indices.map { abs(o[$0] - y[$0]) }
    case .gaussian(let y):
      return y.indices.flatMap { j in
        let l = min(max(o[y.count + j], -20), 20)
        let distance = y[j] - o[j]
        return [0.5 * l, 0.5 * distance * distance * exp(-l), 0.5 * log(2 * Double.pi)]
      }
    case .quantiles(let levels, let y):
      return levels.indices.flatMap { q in
        y.indices.map { j in
          let distance = y[j] - o[q * y.count + j]
          return max(levels[q] * distance, (levels[q] - 1) * distance)
        }
      }
    case .binary(let y):
      return y.indices.map { log1p(exp(-abs(o[$0]))) + (max(o[$0], 0) - y[$0] * o[$0]) }
    }
  }

  package func value(_ o: [Double]) -> Double { terms(o).reduce(0, +) }

  /// The gradient of the loss by the outputs.
  package func gradient(_ o: [Double]) -> [Double] {
    switch self {
    case .crossEntropy(let target, let smoothing, let weights):
      let logSum = PlainLoss.logSum(o)
      let shares = weights.map { smoothing / Double(o.count) * $0 }
      let own = (1 - smoothing) * weights[target]
      let total = own + shares.reduce(0, +)
      return o.indices.map { j in
        total * exp(o[j] - logSum) - shares[j] - (j == target ? own : 0)
      }
    case .squaredError(let y):
      return o.indices.map { 2 * (o[$0] - y[$0]) }
    case .absoluteError(let y):
      return o.indices.map { o[$0] > y[$0] ? 1 : o[$0] < y[$0] ? -1 : 0 }
    case .gaussian(let y):
      let size = y.count
      let variances = y.indices.map { exp(min(max(o[size + $0], -20), 20)) }
      return y.indices.map { (o[$0] - y[$0]) / variances[$0] }
        + y.indices.map { j in
          if abs(o[size + j]) > 20 { return 0 }
          let distance = o[j] - y[j]
          return 0.5 * (1 - distance * distance / variances[j])
        }
    case .quantiles(let levels, let y):
      return levels.flatMap { level in y.map { (level, $0) } }.enumerated().map { index, pair in
        o[index] < pair.1 ? -pair.0 : o[index] > pair.1 ? 1 - pair.0 : 0
      }
    case .binary(let y):
      // Two forms, since Double cancels too much of either at one of the ends.
      return y.indices.map {
        o[$0] < 0 ? 1 / (1 + exp(-o[$0])) - y[$0] : (1 - y[$0]) - 1 / (1 + exp(o[$0]))
      }
    }
  }

  /// The gradient by central differences.
  package func differences(_ o: [Double], step: Double) -> [Double] {
    o.indices.map { j in
      var (up, down) = (o, o)
      up[j] += step
      down[j] -= step
      return (value(up) - value(down)) / (up[j] - down[j])
    }
  }

  private static func logSum(_ o: [Double]) -> Double {
    let largest = o.reduce(-.infinity, max)
    return largest + log(o.reduce(0) { $0 + exp($1 - largest) })
  }
}
