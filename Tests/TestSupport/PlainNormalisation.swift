/// The twin of layer normalisation of the neurons of one gate in one row, in Double.
package struct PlainNormalisation: Sendable {
  /// `(v - mean) / √(variance + ε)`
  package let normalised: [Double]
  /// `1 / √(variance + ε)`
  package let scale: Double
  /// The largest number in units of the deviation: by how much roundings of numbers are enlarged.
  package let reach: Double

  package init(_ v: [Double]) {
    let count = Double(v.count)
    let mean = v.reduce(0, +) / count
    let variance = v.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / count
    let scale = 1 / (variance + 1e-5).squareRoot()
    self.scale = scale
    normalised = v.map { ($0 - mean) * scale }
    reach = v.map(\.magnitude).reduce(0, max) * scale
  }

  /// The gradient by v of `Σ_j d_j γ_j v̂_j`, by the matrix of derivatives
  /// `∂v̂_j/∂v_k = ([j = k] - 1/H - v̂_j v̂_k / H) / √(variance + ε)`.
  package func gradient(_ d: [Double], gain: [Double]) -> [Double] {
    let count = Double(normalised.count)
    return normalised.indices.map { k in
      normalised.indices.reduce(0.0) { sum, j in
        let same = j == k ? 1.0 : 0
        let slope = (same - 1 / count - normalised[j] * normalised[k] / count) * scale
        return sum + d[j] * gain[j] * slope
      }
    }
  }

  /// The error of a normalised number: the mean and each distance carry a few roundings of the
  /// numbers themselves, the variance those of its sum.
  package func bound(_ index: Int) -> Double {
    let roundings = Double(normalised.count + 4) * unitRoundoff
    let distance = roundings * reach
    return distance + normalised[index].magnitude * (2 * roundings + distance * distance)
  }
}
