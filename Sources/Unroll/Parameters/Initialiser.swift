#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// How weights start. Biases start at zero.
///
/// Source: Glorot and Bengio, 2010, "Understanding the difficulty of training deep feedforward
/// neural networks", AISTATS, equation 16.
public enum Initialiser: String, Sendable, Codable, CaseIterable {
  /// Uniform on ±√(6 / (fan in + fan out)).
  case xavierUniform = "xavier-uniform"
  /// Normal with variance 2 / (fan in + fan out).
  case xavierNormal = "xavier-normal"

  /// Draws all weights of `parameters`; each tensor has a stream of its own.
  func fill(_ parameters: inout Parameters, seed: UInt64) {
    for (place, slice) in parameters.table.slices.enumerated() where !slice.isVector {
      var stream = RandomStream(seed: seed, purpose: .initialisation, index: UInt64(place))
      let fans = Double(slice.rows + slice.columns)
      for i in slice.range {
        let value =
          switch self {
          case .xavierUniform: (2 * stream.uniform() - 1) * (6 / fans).squareRoot()
          case .xavierNormal: stream.normal() * (2 / fans).squareRoot()
          }
        parameters.values[i] = Float(value)
      }
    }
  }
}

extension RandomStream {
  /// A draw from the standard normal distribution (Box and Muller, 1958,
  /// doi:10.1214/aoms/1177706645).
  mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }
}
