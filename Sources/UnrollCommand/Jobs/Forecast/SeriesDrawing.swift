/// The end of a series and what is predicted after it, to be drawn.
struct SeriesDrawing {
  /// What is drawn.
  let title: String
  /// The values before the forecast; the last one is the origin.
  let history: [Double]
  /// The values that are predicted.
  let forecast: [Double]
  /// The lowest and the highest quantile of each; nil without quantiles.
  let band: (low: [Double], high: [Double])?
  /// What the band is, such as "0.1 to 0.9".
  let bandName: String
  /// What the first value, the origin and the last prediction are called.
  let labels: (first: String, origin: String, last: String)

  /// All values that have to fit.
  private var values: [Double] { history + forecast + (band.map { $0.low + $0.high } ?? []) }

  /// The lowest and highest value, never the same. A model may predict numbers that are not finite, and
  /// such that the distance between two is not: they are drawn at the edges.
  var bounds: ClosedRange<Double> {
    let drawn = values.filter { $0.magnitude <= SeriesDrawing.largest }
    let low = drawn.min() ?? 0
    let high = drawn.max() ?? 1
    let margin = high > low ? 0 : max(0.5, high.magnitude / 1e9)
    return low - margin...high + margin
  }

  /// The largest number that is drawn at its place.
  private static let largest = 1e300

  /// How far down from the upper bound a value lies, as a part of the whole height; not a number is nowhere,
  /// and at the upper edge.
  private func depth(_ value: Double) -> Double {
    let (low, high) = (bounds.lowerBound, bounds.upperBound)
    let depth = (high - value) / (high - low)
    return depth.isNaN ? 0 : min(max(depth, 0), 1)
  }

  /// The number of time steps.
  var count: Int { history.count + forecast.count }

  /// The value of a time step, from the first of the history on.
  func value(_ index: Int) -> Double {
    index < history.count ? history[index] : forecast[index - history.count]
  }
}

extension SeriesDrawing {
  private static let widest = 72
  private static let labelWidth = 9

  /// The drawing for a terminal: an axis on the left, the history, the forecast and its band.
  func lines(width: Int, height: Int = 12, unicode: Bool) -> [String] {
    guard count >= 2 else { return [] }
    let columns = min(max(width - SeriesDrawing.labelWidth - 3, 20), SeriesDrawing.widest)
    let (low, high) = (bounds.lowerBound, bounds.upperBound)
    var grid = Array(repeating: Array(repeating: Character(" "), count: columns), count: height)
    func row(_ value: Double) -> Int {
      Int((depth(value) * Double(height - 1)).rounded())
    }
    let marks: (history: Character, forecast: Character, band: Character) =
      unicode ? ("·", "●", "░") : (".", "o", ":")
    for column in 0..<columns {
      // Each column shows the step next to it; few steps are drawn with the lines between them left out.
      let position = Double(column) * Double(count - 1) / Double(columns - 1)
      let index = Int(position.rounded())
      let isPast = index < history.count
      if !isPast, let band {
        let step = index - history.count
        for cell in row(band.high[step])...max(row(band.low[step]), row(band.high[step])) {
          grid[cell][column] = marks.band
        }
      }
      grid[row(value(index))][column] = isPast ? marks.history : marks.forecast
    }
    var lines = grid.enumerated().map { index, cells in
      let value = high - (high - low) * Double(index) / Double(height - 1)
      let label = String(repeating: " ", count: SeriesDrawing.labelWidth) + Format.number(value)
      return "\(label.suffix(SeriesDrawing.labelWidth)) \(unicode ? "┤" : "|")\(String(cells))"
    }
    let indent = String(repeating: " ", count: SeriesDrawing.labelWidth + 2)
    let gap = String(
      repeating: " ", count: max(columns - labels.first.count - labels.last.count, 1))
    lines.append(indent + labels.first + gap + labels.last)
    var legend = ["\(marks.history) \(title) to \(labels.origin)", "\(marks.forecast) forecast"]
    if band != nil { legend.append("\(marks.band) \(bandName)") }
    lines.append(indent + legend.joined(separator: "   "))
    return lines.map { line in
      var line = line
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
