import Foundation

/// The plain-loop twin of softmax and its cross-entropy for one row of outputs, in Double.
package struct PlainSoftmax: Sendable {
  package let probabilities: [Double]
  /// `log Σ_j exp(o_j)`
  package let logSum: Double
  /// The largest distance of an output to the largest one.
  package let spread: Double

  package init(_ outputs: [Float]) {
    let outputs = outputs.map(Double.init)
    let largest = outputs.reduce(-.infinity, max)
    let exponentials = outputs.map { exp($0 - largest) }
    let sum = exponentials.reduce(0, +)
    probabilities = exponentials.map { $0 / sum }
    logSum = largest + log(sum)
    spread = largest - outputs.reduce(.infinity, min)
  }

  /// The relative error of a probability in Float: the distance to the largest output is rounded
  /// once and the exponential carries that on; then its own roundings, one for each addition, and
  /// those of the division.
  package var relativeBound: Double {
    (spread + Double(probabilities.count) + 8) * unitRoundoff
  }
}
