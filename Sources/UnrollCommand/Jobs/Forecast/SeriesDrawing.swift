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

  /// The lowest and highest value, never the same.
  var bounds: ClosedRange<Double> {
    let low = values.min() ?? 0
    let high = values.max() ?? 1
    return high > low ? low...high : low - 0.5...high + 0.5
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
      min(max(Int(((high - value) / (high - low) * Double(height - 1)).rounded()), 0), height - 1)
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
