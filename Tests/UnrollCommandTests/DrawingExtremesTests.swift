import Testing

@testable import UnrollCommand

/// Numbers that leave no distance between two, or none that is finite: a file can hold them.
@Suite struct DrawingExtremesTests {
  private static let extremes: [[Double]] = [
    [1e17, 1e17], [-1e100, -1e100], [1e308, -1e308], [.nan, 1], [.infinity, 3], [-.infinity, .nan],
    [.greatestFiniteMagnitude, .greatestFiniteMagnitude], [.leastNonzeroMagnitude, 0],
  ]

  @Test(arguments: extremes) func `A series of any numbers is drawn`(numbers: [Double]) {
    for band in [nil, (low: numbers, high: Array(numbers.reversed()))] {
      let drawing = SeriesDrawing(
        title: "y", history: [1] + numbers, forecast: numbers, band: band, bandName: "band",
        labels: ("first", "origin", "last"))
      #expect(drawing.lines(width: 80, unicode: true).count == 14)
      #expect(drawing.svg.hasSuffix("</svg>\n"))
      #expect(drawing.bounds.lowerBound < drawing.bounds.upperBound)
      let flat = SeriesDrawing(
        title: "y", history: numbers, forecast: numbers, band: band, bandName: "band",
        labels: ("first", "origin", "last"))
      #expect(flat.lines(width: 0, unicode: false).count == 14)
      #expect(flat.bounds.lowerBound < flat.bounds.upperBound)
    }
  }

  @Test(arguments: extremes) func `Losses of any size are drawn`(numbers: [Double]) {
    var curve = LossCurve()
    curve.training = [1, 2] + numbers
    curve.validation = numbers + [1, 2]
    curve.floor = numbers[0]
    #expect(curve.lines(width: 80, unicode: true).count == 12)
  }

  @Test func `A rate of any size is a number`() {
    for rate in [Double.nan, .infinity, -1, 1e300, 0] { #expect(!Format.rate(rate).isEmpty) }
    #expect(Format.rate(1234.9) == "1,234")
  }
}
