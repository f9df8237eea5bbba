/// A line at the foot of a terminal that is drawn anew again and again: a bar, and a text behind it.
final class StatusLine {
  private let terminal: Terminal
  private var isDrawn = false

  /// Cells under which a bar shows nothing, and those that no bar needs more of.
  private static let (smallestBar, largestBar) = (8, 30)

  init(_ terminal: Terminal) { self.terminal = terminal }

  /// Draws the line.
  ///
  /// - Parameter texts: what may stand behind the bar, from the fullest to the shortest: the terminal's width
  ///   decides.
  func draw(_ fraction: Double, _ texts: [String]) {
    let columns = terminal.width - 1
    let text =
      texts.first { $0.count + StatusLine.smallestBar <= columns } ?? texts.last ?? ""
    let room = min(columns - text.count, StatusLine.largestBar)
    let bar = room >= StatusLine.smallestBar ? self.bar(fraction, cells: room) : ""
    Output.raw("\r" + String((bar + text).prefix(columns)) + "\u{1B}[K")
    isDrawn = true
  }

  /// Takes the line away.
  func clear() {
    if isDrawn { Output.raw("\r\u{1B}[K") }
    isDrawn = false
  }

  /// Ends the line, so that what follows starts on a fresh one.
  func finish() {
    if isDrawn { Output.raw("\n") }
    isDrawn = false
  }

  private func bar(_ fraction: Double, cells: Int) -> String {
    let full = Int((fraction * Double(cells)).rounded())
    let (done, open) = terminal.showsUnicode ? ("█", "░") : ("#", ".")
    return String(repeating: done, count: full) + String(repeating: open, count: cells - full)
  }
}
