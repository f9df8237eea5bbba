import Unroll

// Streams of numbers: whatever comes, what is predicted and learned stays finite.

extension Reader {
  /// Lines of numbers, as `unroll online` takes them; the first one tells how many a line has. Other things
  /// in a line are passed over, numbers that are too large or none are refused.
  func checkOnline(_ bytes: [UInt8]) throws(Violation) {
    var series: OnlineSeries?
    for line in bytes.split(separator: 0x0A).prefix(100) {
      let values = line.split(separator: UInt8(ascii: " ")).prefix(3)
        .compactMap { Double(String(decoding: $0, as: UTF8.self)) }
      guard !values.isEmpty else { continue }
      do {
        let learner = try series ?? Reader.series(size: values.count)
        series = learner
        let isSound =
          values.count == learner.size && values.allSatisfy { $0.magnitude < 1e30 }
        let outcome: OnlineSeries.Outcome
        do throws(DatasetError) {
          outcome = try learner.observe(values)
        } catch {
          try require(!isSound, "sound numbers are refused: \(error)")
          try checkMessage(error.description)
          continue
        }
        try require(isSound, "numbers that are none are taken")
        let numbers = [outcome.squaredError ?? 0, outcome.lastValueError ?? 0]
        try require((numbers + (learner.next ?? [])).allSatisfy(\.isFinite), "not finite")
        try require(learner.next?.count == values.count, "a prediction of another size")
      } catch let error as Violation {
        throw error
      } catch {
        throw Violation("no learner: \(error)")
      }
    }
    guard let series else { return }
    try require(
      series.learner.network.parameters.values.allSatisfy(\.isFinite), "weights that are not finite"
    )
  }

  private static func series(size: Int) throws -> OnlineSeries {
    try OnlineSeries(
      try Network(
        NetworkConfiguration(
          input: .values(size: size), cell: .gru, hiddenSize: 2, output: .values(size: size)),
        seed: 1))
  }
}
