import Testing

/// What the benchmark measures, not how fast it is.
@Suite struct BenchTests {
  private let small = ["--hidden", "9", "--symbols", "7", "--seconds", "0.05s", "--json"]

  @Test(arguments: [
    ([], 1, 1), (["--count", "5", "--threads", "1"], 5, 1),
    (["--count", "64", "--threads", "2", "--cell", "lstm", "--hidden", "33"], 64, 2),
  ])
  func `Sampling is reported with the promised keys`(
    options: [String], count: Int, threads: Int
  ) throws {
    let outcome = try Unroll().run(["bench", "--sample"] + small + options)
    #expect(outcome.code == 0)
    let report = try JSONObject.one(of: outcome.output)
    #expect(report["count"] as? Int == count)
    #expect(report["threads"] as? Int == threads)
    #expect((report["instructionSet"] as? String)?.isEmpty == false)
    let rate = try #require(report["symbolsPerSecond"] as? Double)
    let time = try #require(report["microsecondsPerSymbol"] as? Double)
    #expect(rate > 0 && abs(rate * time - 1e6) < 1)
    // Words that do not end: each one of a round is as long as the others.
    #expect((report["symbolsPerRound"] as? Int ?? 0) >= 50 * count)
    #expect(report["roundsMeasured"] as? Int == 10)
  }

  @Test func `Sampling is reported to people, too`() throws {
    let outcome = try Unroll().run(["bench", "--sample"] + small.dropLast())
    #expect(outcome.code == 0)
    #expect(outcome.output.contains("µs") && outcome.output.contains("1 side by side"))
  }
}
