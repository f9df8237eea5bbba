/// The largest relative error of one rounding to Float: 2^-24.
package let unitRoundoff = 0x1p-24

/// Sums of products in Double, with what is needed to bound the error of summing them in Float.
package struct PlainSums: Sendable {
  package let columns: Int
  /// Products in each sum.
  package let terms: Int
  package var values: [Double]
  /// `Σ |a| |b|` (and the magnitude of what the products were added to).
  package var magnitudes: [Double]

  package func value(_ row: Int, _ column: Int) -> Double { values[row * columns + column] }

  /// The error that `terms` multiplications and additions and that of one further `addend`, in any
  /// order, may have (Higham, 2002, section 3.1: `γ_n Σ|a||b|`, here with n = terms + 2).
  package func bound(_ row: Int, _ column: Int, addend: Double = 0) -> Double {
    let n = Double(terms + 2) * unitRoundoff
    return n / (1 - n) * (magnitudes[row * columns + column] + addend.magnitude)
  }
}

/// The error of `y` in units in the last place of the true result `t`.
///
/// The unit is the spacing of floats in the binade of `t`, at least the smallest subnormal. What is
/// at least 2^128 rounds to infinity, which therefore counts as 2^128.
package func unitsInTheLastPlace(_ y: Float, from t: Double) -> Double {
  if t.isNaN || y.isNaN { return t.isNaN && y.isNaN ? 0 : .infinity }
  let limit = 0x1p128
  let exact = min(max(t, -limit), limit)
  let rounded = min(max(Double(y), -limit), limit)
  let binade = Double(bitPattern: exact.bitPattern & 0x7FF0_0000_0000_0000)
  let unit = min(max(binade * 0x1p-23, 0x1p-149), 0x1p104)
  return (rounded - exact).magnitude / unit
}
