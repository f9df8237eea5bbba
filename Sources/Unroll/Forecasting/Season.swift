/// Finds out after how many steps a series repeats itself.
enum Season {
  /// The longest season that is looked for.
  private static let longest = 1000
  /// The least autocorrelation of a season.
  private static let least = 0.3

  /// The lag of the highest peak of the autocorrelation of a series without its straight trend, or nil
  /// where no peak after its first fall under zero is high enough.
  ///
  ///     r(k) = Σ (x_t - x̄)(x_{t+k} - x̄) / Σ (x_t - x̄)²,   2 ≤ k ≤ a third of the series
  ///
  /// - Complexity: the length times the longest lag.
  static func guess(_ values: [Double]) -> Int? {
    let count = values.count
    let longest = min(count / 3, longest)
    guard longest >= 2 else { return nil }
    // The straight line of least squares is taken off.
    let middle = Double(count - 1) / 2
    let mean = values.reduce(0, +) / Double(count)
    var (slope, spread) = (0.0, 0.0)
    for (index, value) in values.enumerated() {
      slope += (Double(index) - middle) * (value - mean)
      spread += (Double(index) - middle) * (Double(index) - middle)
    }
    let rest = values.enumerated().map { index, value in
      value - mean - slope / spread * (Double(index) - middle)
    }
    let power = rest.reduce(0) { $0 + $1 * $1 }
    guard power > 0, power.isFinite else { return nil }
    let correlations = (0...longest).map { lag in
      var sum = 0.0
      for index in 0..<count - lag { sum += rest[index] * rest[index + lag] }
      return sum / power
    }
    // Neighbours are alike in any smooth series: what counts comes after half a season, where the series is
    // the opposite of itself.
    guard let opposite = correlations.firstIndex(where: { $0 < 0 }) else { return nil }
    let best = (max(opposite, 2)..<longest).filter { lag in
      correlations[lag] > correlations[lag - 1] && correlations[lag] >= correlations[lag + 1]
    }.max { correlations[$0] < correlations[$1] }
    return best.flatMap { correlations[$0] >= least ? $0 : nil }
  }
}

extension Series {
  /// The season of the first column in the first rows, guessed from its autocorrelation; nil for none.
  public func guessedSeason(rows: Int) -> Int? {
    Season.guess((0..<rows).map { value(row: $0, column: 0) })
  }
}
