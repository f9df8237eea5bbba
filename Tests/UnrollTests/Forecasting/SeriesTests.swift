import Testing

@testable import Unroll

@Suite struct SeriesTests {
  private func series(
    _ text: String, _ shape: ForecastShape, _ missing: Series.Missing = .refuse
  ) throws(SeriesError) -> Series {
    try Series(Table(bytes: Array(text.utf8), source: "t.csv"), shape, missing: missing)
  }

  private let plain = ForecastShape(targets: ["y"], context: 4)

  @Test func `Missing values are refused with their number and the first place`() throws {
    #expect(
      throws: SeriesError.missing(
        .init(source: "t.csv", line: 3, column: 3), name: "y", count: 2)
    ) { try series("x,y\n1,1\n2,NA\n3,3\n4,\n5,5\n", plain) }
  }

  @Test func `Gaps are filled with the value before or along a line`() throws {
    let text = "y,z\n,\n1,\n,\n,\n4,\n,\n8,\n"
    let previous = try series(text, plain, .previous)
    #expect(previous.values == [1, 1, 1, 4, 4, 8])
    #expect(previous.leadingRows == 1)
    #expect(previous.filled == 3)
    #expect(previous.isGiven == [true, false, false, true, false, true])
    #expect(try series(text, plain, .linear).values == [1, 2, 3, 4, 6, 8])
  }

  @Test func `A covariate without a value after a gap keeps the one before`() throws {
    let shape = ForecastShape(targets: ["y"], covariates: ["x"], context: 2)
    for missing in [Series.Missing.previous, .linear] {
      #expect(try series("y,x\n1,5\n2,\n3,\n", shape, missing).values == [1, 5, 2, 5, 3, 5])
    }
  }

  @Test func `Rows at the end without a target are the future of known covariates`() throws {
    let shape = ForecastShape(targets: ["y"], known: ["k"], context: 2, horizon: 2)
    let series = try series("y,k\n1,10\n2,20\n,30\n,40\n", shape)
    #expect(series.rows == 2)
    #expect(series.values == [1, 10, 2, 20])
    #expect(series.future == [30, 40])
    #expect(try self.series("y,k\n1,10\n2,20\n,30\n", plain).rows == 2)
  }

  @Test func `More numbers than windows may hold are refused, not made room for`() throws {
    let rows = "y\n" + String(repeating: "1\n", count: 6_000)
    let shape = ForecastShape(targets: ["y"], context: 1, horizon: ForecastShape.mostSteps)
    #expect(throws: SeriesError.tooLarge(numbers: 6_000 * 100_002, limit: 1 << 29)) {
      try series(rows, shape)
    }
  }

  @Test func `A column has one use`() throws {
    #expect(throws: SeriesError.columnUsedTwice(name: "y")) {
      try series("y\n1\n", ForecastShape(targets: ["y"], covariates: ["y"], context: 1))
    }
  }

  @Test func `The usual target is the last column of numbers`() throws {
    func usual(_ text: String) throws(SeriesError) -> String {
      try Table(bytes: Array(text.utf8), source: "t").usualTarget()
    }
    #expect(try usual("a,b,c,d\n1,2,x,2000-01-01\n") == "b")
    #expect(throws: SeriesError.noNumbers(source: "t")) { try usual("a\nx\n") }
  }

  @Test func `A season is found where there is one`() throws {
    let wave = (0..<120).map { Double([0, 1, 3, 9, 4, 2, 0][$0 % 7]) + Double($0) * 0.2 }
    #expect(Season.guess(wave) == 7)
    #expect(Season.guess((0..<100).map(Double.init)) == nil)
    #expect(Season.guess([]) == nil)
    #expect(Season.guess([1, 1, 1, 1, 1, 1, 1, 1, 1, 1]) == nil)
    var stream = RandomStream(seed: 3, purpose: .trials)
    #expect(Season.guess((0..<500).map { _ in stream.uniform() }) == nil)
  }
}
