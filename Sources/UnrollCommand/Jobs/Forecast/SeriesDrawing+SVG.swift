import Foundation

extension SeriesDrawing {
  private static let width = 860.0
  private static let height = 420.0
  /// What is left free for labels: left, right, top, bottom.
  private static let margin = (left: 76.0, right: 24.0, top: 48.0, bottom: 68.0)

  /// The drawing as SVG, complete in itself; it can be read on light and on dark grounds.
  var svg: String {
    let marks = ticks
    let low = min(marks.first ?? 0, bounds.lowerBound)
    let high = max(marks.last ?? 1, bounds.upperBound)
    let (left, right) = (Self.margin.left, Self.width - Self.margin.right)
    let (top, bottom) = (Self.margin.top, Self.height - Self.margin.bottom)
    func x(_ index: Int) -> Double {
      left + (right - left) * Double(index) / Double(max(count - 1, 1))
    }
    func y(_ value: Double) -> Double { bottom - (bottom - top) * (value - low) / (high - low) }
    func point(_ index: Int, _ value: Double) -> String {
      "\(Format.decimal(x(index), 1)),\(Format.decimal(y(value), 1))"
    }
    var parts = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(Self.width)) \(Int(Self.height))" \
      font-family="system-ui, sans-serif" font-size="13" role="img">
      <title>\(Self.escaped(title)), forecast</title>
      <rect width="100%" height="100%" fill="#ffffff"/>
      <text x="\(left)" y="28" font-size="16" fill="#222222">\(Self.escaped(title))</text>
      """
    ]
    for mark in marks {
      let height = Format.decimal(y(mark), 1)
      parts.append(
        """
        <line x1="\(left)" x2="\(right)" y1="\(height)" y2="\(height)" stroke="#e2e2e2"/>
        <text x="\(left - 8)" y="\(Format.decimal(y(mark) + 4.5, 1))" text-anchor="end" \
        fill="#555555">\(Self.tickText(mark))</text>
        """)
    }
    let origin = history.count - 1
    if let band, let last = history.last {
      let upper = [point(origin, last)] + band.high.enumerated().map { point(origin + 1 + $0, $1) }
      let lower = band.low.enumerated().map { point(origin + 1 + $0, $1) }
      parts.append(
        """
        <polygon points="\((upper + lower.reversed()).joined(separator: " "))" fill="#d95f02" \
        fill-opacity="0.2"/>
        """)
    }
    let originX = Format.decimal(x(origin), 1)
    parts.append(
      """
      <line x1="\(originX)" x2="\(originX)" y1="\(top)" y2="\(bottom)" stroke="#999999" \
      stroke-dasharray="4 4"/>
      """)
    let past = history.enumerated().map { point($0, $1) }.joined(separator: " ")
    parts.append(
      "<polyline points=\"\(past)\" fill=\"none\" stroke=\"#1f4e79\" stroke-width=\"1.8\"/>")
    let future = history.suffix(1) + forecast
    let ahead = future.enumerated().map { point(origin + $0, $1) }.joined(separator: " ")
    parts.append(
      "<polyline points=\"\(ahead)\" fill=\"none\" stroke=\"#d95f02\" stroke-width=\"2.2\"/>")
    for (step, value) in forecast.enumerated() where forecast.count <= 60 {
      parts.append(
        """
        <circle cx="\(Format.decimal(x(origin + 1 + step), 1))" cy="\(Format.decimal(y(value), 1))" r="2.8" \
        fill="#d95f02"/>
        """)
    }
    parts += footer(left: left, right: right, bottom: bottom, originX: x(origin))
    return (parts + ["</svg>", ""]).joined(separator: "\n")
  }

  /// What stands below the drawing: dates and a legend.
  private func footer(
    left: Double, right: Double, bottom: Double, originX: Double
  ) -> [String] {
    var parts: [String] = []
    // The origin's label would run into the others where it is near them.
    let needed = 70.0
    var texts = [(left, "start", labels.first), (right, "end", labels.last)]
    if originX - left > 2 * needed && right - originX > 2 * needed {
      texts.append((originX, "middle", labels.origin))
    }
    for (x, anchor, text) in texts {
      parts.append(
        """
        <text x="\(Format.decimal(x, 1))" y="\(bottom + 20)" text-anchor="\(anchor)" \
        fill="#555555">\(Self.escaped(text))</text>
        """)
    }
    let y = bottom + 46
    var legend = [("#1f4e79", "read"), ("#d95f02", "forecast")]
    if band != nil { legend.append(("#f7dfcc", bandName)) }
    var x = left
    for (colour, text) in legend {
      parts.append(
        """
        <rect x="\(x)" y="\(y - 7)" width="22" height="5" fill="\(colour)"/>
        <text x="\(x + 30)" y="\(y)" fill="#222222">\(Self.escaped(text))</text>
        """)
      x += 62 + Double(text.count) * 8
    }
    return parts
  }

  /// Round numbers across the range, five or so: steps of 1, 2 or 5 times a power of ten.
  private var ticks: [Double] {
    let (low, high) = (bounds.lowerBound, bounds.upperBound)
    let rough = (high - low) / 5
    let power = pow(10, floor(log10(rough)))
    let step = [1.0, 2, 5, 10].map { $0 * power }.first { $0 >= rough } ?? rough
    guard step > 0, step.isFinite else { return [low, high] }
    let first = (low / step).rounded(.down)
    let last = (high / step).rounded(.up)
    guard last - first < 20 else { return [low, high] }
    return stride(from: first, through: last, by: 1).map { $0 * step }
  }

  private static func tickText(_ value: Double) -> String {
    let text = String(format: "%.6g", value)
    return text == "-0" ? "0" : text
  }

  private static func escaped(_ text: String) -> String {
    Format.printable(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
  }
}
