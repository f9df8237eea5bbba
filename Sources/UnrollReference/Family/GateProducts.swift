// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Local names are the letters of the derivation.

/// One half of what the gates read: the products of a vector with a matrix, one row for each gate
/// and neuron, normalised or not, with a bias or none.
///
///     z = M v + bias                          without normalisation
///     z = gain ⊙ norm(M v) + bias             with; norm for each gate over its neurons
///     norm(p) = (p - mean(p)) / √(var(p) + 10⁻⁵)
///
/// var is the mean of the squared distances from the mean. Ba, Kiros and Hinton, 2016, "Layer
/// normalization", arXiv:1607.06450.
struct GateProducts {
  /// M, [G H, size of v]; without rows where the cell has no such products.
  let matrix: Matrix
  /// The gains, [G H]; empty without normalisation.
  let gain: [Double]
  /// The biases, [G H]; empty without.
  let bias: [Double]
  /// H.
  let hiddenSize: Int

  /// The products of `v`: as they are, and as the gates read them.
  func forward(_ v: [Double]) -> (products: [Double], result: [Double]) {
    var p = Array(repeating: 0.0, count: matrix.rows)
    for i in 0..<matrix.rows {
      for j in 0..<matrix.columns { p[i] += matrix[i, j] * v[j] }
    }
    var z = p
    if !gain.isEmpty {
      let n = gates(p).flatMap { normalised(p, $0).values }
      for i in z.indices { z[i] = gain[i] * n[i] }
    }
    if !bias.isEmpty {
      for i in z.indices { z[i] += bias[i] }
    }
    return (p, z)
  }

  /// Adds the derivatives of the matrix, the gains and the biases; returns those of `v`.
  ///
  ///     dbias = dz      dgain = n ⊙ dz      dn = gain ⊙ dz
  ///     dp = (dn - mean(dn) - n mean(dn ⊙ n)) / √(var(p) + 10⁻⁵)
  ///     dM = dp vᵀ      dv = Mᵀ dp
  ///
  /// - Parameters:
  ///   - dz: the derivatives by what the gates read.
  ///   - p: the products that ``forward(_:)`` returned for `v`.
  func backward(
    _ dz: [Double], v: [Double], products p: [Double], dMatrix: inout Matrix,
    dGain: inout [Double], dBias: inout [Double]
  ) -> [Double] {
    var dp = dz
    if !bias.isEmpty {
      for i in dz.indices { dBias[i] += dz[i] }
    }
    if !gain.isEmpty {
      for gate in gates(p) {
        let (n, deviation) = normalised(p, gate)
        let dn = gate.map { gain[$0] * dz[$0] }
        let meanOfDn = mean(dn)
        let meanOfProduct = mean(zip(dn, n).map { $0 * $1 })
        for (j, i) in gate.enumerated() {
          dGain[i] += n[j] * dz[i]
          dp[i] = (dn[j] - meanOfDn - n[j] * meanOfProduct) / deviation
        }
      }
    }
    var dv = Array(repeating: 0.0, count: matrix.columns)
    for i in 0..<matrix.rows {
      for j in 0..<matrix.columns {
        dMatrix[i, j] += dp[i] * v[j]
        dv[j] += matrix[i, j] * dp[i]
      }
    }
    return dv
  }

  /// The rows of each gate.
  private func gates(_ p: [Double]) -> [Range<Int>] {
    (0..<p.count / hiddenSize).map { $0 * hiddenSize..<($0 + 1) * hiddenSize }
  }

  /// norm of one gate's products, and √(var + 10⁻⁵).
  private func normalised(
    _ p: [Double], _ gate: Range<Int>
  ) -> (values: [Double], deviation: Double) {
    let center = mean(Array(p[gate]))
    let distances = p[gate].map { $0 - center }
    let deviation = (mean(distances.map { $0 * $0 }) + 1e-5).squareRoot()
    return (distances.map { $0 / deviation }, deviation)
  }
}

private func mean(_ v: [Double]) -> Double { v.reduce(0, +) / Double(v.count) }
