import Foundation

/// The progress of a search on standard error: a bar that is drawn anew on a terminal, a line for each run that
/// has ended, and nothing when quiet.
final class TuneProgress {
  private let terminal = Terminal.standardError
  private let line: StatusLine
  private let isQuiet: Bool
  private let started = ContinuousClock.now
  private var drawnAt = -1.0
  /// What was done of the search, 0 to 1, when this process took it up.
  private let before: Double

  init(isQuiet: Bool, before: Double) {
    line = StatusLine(terminal)
    self.isQuiet = isQuiet
    self.before = before
  }

  /// Draws the bar anew, a few times a second at the most.
  ///
  /// - Parameters:
  ///   - fraction: the part of the search that is done, 0 to 1.
  ///   - texts: what is run and what it has come to, from the fullest text to the shortest.
  func draw(_ fraction: Double, _ texts: @autoclosure () -> [String]) {
    let seconds = (ContinuousClock.now - started) / .seconds(1)
    guard terminal.isInteractive, !isQuiet, seconds - drawnAt >= 0.1 else { return }
    drawnAt = seconds
    let gained = fraction - before
    let left = gained > 0 ? seconds / gained * (1 - fraction) : .infinity
    let percent = " \(Int(fraction * 100)) %"
    line.draw(
      fraction,
      texts().map { "\(percent)  \($0)  \(Format.seconds(left)) left" } + [percent])
  }

  /// Prints a line above the bar.
  func remark(_ text: String) {
    guard !isQuiet else { return }
    line.clear()
    Output.note(text)
  }

  /// Takes the bar away.
  func finish() { line.clear() }
}
