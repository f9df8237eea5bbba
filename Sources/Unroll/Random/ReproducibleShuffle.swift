extension RandomNumberGenerator {
  /// Returns a number in `0..<bound`, each equally likely.
  ///
  /// Written out because the standard library does not promise how it draws, and a seed must give
  /// the same result for ever. The high word of a draw times the bound, drawn again in the rare case
  /// that would favour some numbers.
  ///
  /// Reference: Lemire, 2019, Fast random integer generation in an interval,
  /// doi:10.1145/3230636.
  ///
  /// - Precondition: `bound` is not 0.
  mutating func draw(below bound: UInt64) -> UInt64 {
    precondition(bound > 0, "There is no number below 0 to draw.")
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }
}

extension Array {
  /// Puts the elements in a random order, each order equally likely (Fisher and Yates).
  ///
  /// The same draws give the same order for ever, unlike `shuffle(using:)`, which may change with
  /// the standard library. Linear time.
  package mutating func shuffleReproducibly(using generator: inout some RandomNumberGenerator) {
    for last in indices.dropFirst().reversed() {
      swapAt(last, Int(generator.draw(below: UInt64(last) + 1)))
    }
  }
}
