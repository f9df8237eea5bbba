#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// How the weights of one matrix start: the shape of the distribution and its variance.
///
///     xavier    Var = 2 / (fan in + fan out)      keeps variances forward and backward
///     he        Var = 2 / fan in                  the same for rectifiers, which halve them
///
/// The fan in is the number of a gate's inputs, the fan out the number of its neurons, H: the gates
/// that are stacked in one matrix are matrices of their own. One-hot vectors count with their whole
/// width, although one element of each is not zero: a sum of one term starts smaller than it could.
///
/// Sources: Glorot and Bengio, 2010, "Understanding the difficulty of training deep feedforward
/// neural networks", AISTATS, equation 16; He, Zhang, Ren and Sun, 2015, arXiv:1502.01852,
/// equation 10.
public enum Initialiser: String, Sendable, Codable, CaseIterable {
  /// Uniform on ±√(6 / (fan in + fan out)).
  case xavierUniform = "xavier-uniform"
  /// Normal with variance 2 / (fan in + fan out).
  case xavierNormal = "xavier-normal"
  /// Uniform on ±√(6 / fan in).
  case heUniform = "he-uniform"
  /// Normal with variance 2 / fan in.
  case heNormal = "he-normal"

  /// Draws the weights of one gate, row by row.
  func fill(
    _ range: Range<Int>, of values: inout [Float], fanIn: Int, fanOut: Int,
    using stream: inout RandomStream
  ) {
    let fans =
      switch self {
      case .xavierUniform, .xavierNormal: Double(fanIn + fanOut)
      case .heUniform, .heNormal: Double(fanIn)
      }
    switch self {
    case .xavierUniform, .heUniform:
      let limit = (6 / fans).squareRoot()
      for i in range { values[i] = Float((2 * stream.uniform() - 1) * limit) }
    case .xavierNormal, .heNormal:
      let deviation = (2 / fans).squareRoot()
      for i in range { values[i] = Float(stream.normal() * deviation) }
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
