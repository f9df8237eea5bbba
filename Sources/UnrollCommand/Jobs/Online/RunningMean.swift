/// The mean of numbers: of all so far, and from a thousand on of about the last thousand.
struct RunningMean: Codable {
  private var count = 0
  private var mean = 0.0

  mutating func add(_ value: Double) {
    count = count < 1000 ? count + 1 : 1000
    mean += (value - mean) / Double(count)
  }

  /// The mean, nil of nothing.
  var value: Double? { count > 0 ? mean : nil }
  /// Its root.
  var root: Double? { value.map { $0.squareRoot() } }
}
