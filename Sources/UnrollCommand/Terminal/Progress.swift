import Foundation
import Unroll

/// The progress of a run on standard error: a bar that is drawn anew on a terminal, a line for
/// each epoch elsewhere, and nothing when quiet.
final class Progress {
  private let terminal: Terminal
  private let isQuiet: Bool
  private let totalSteps: Int
  private let totalEpochs: Int
  private let timeLimit: Double?
  private let hasValidation: Bool
  private var drawnAt = -1.0
  private var isDrawn = false
  private var validationLoss: Double?
  private var rate = 0.0

  init(
    totalSteps: Int, totalEpochs: Int, timeLimit: Double?, hasValidation: Bool, isQuiet: Bool,
    terminal: Terminal = .standardError
  ) {
    self.totalSteps = totalSteps
    self.totalEpochs = totalEpochs
    self.timeLimit = timeLimit
    self.hasValidation = hasValidation
    self.isQuiet = isQuiet
    self.terminal = terminal
  }

  /// Draws the bar anew, a few times a second at the most.
  func step(_ report: StepReport) {
    guard terminal.isInteractive, !isQuiet, report.seconds - drawnAt >= 0.1 else { return }
    drawnAt = report.seconds
    draw(
      epoch: report.epoch, fraction: fraction(report.step, report.seconds),
      loss: report.runningLoss, seconds: report.seconds)
  }

  /// Takes note of an epoch's end; prints a line where there is no terminal.
  func epoch(_ report: EpochReport) {
    validationLoss = report.validationLoss
    rate = report.symbolsPerSecond
    guard !isQuiet else { return }
    if terminal.isInteractive {
      drawnAt = report.seconds
      draw(
        epoch: report.epoch, fraction: fraction(report.steps, report.seconds),
        loss: report.loss, seconds: report.seconds)
    } else {
      var line = "epoch \(report.epoch)/\(totalEpochs): loss \(Format.loss(report.loss))"
      if hasValidation { line += ", validation \(Format.loss(report.validationLoss))" }
      line += ", \(Format.count(Int(report.symbolsPerSecond))) symbols/s"
      Output.note(line + ", \(Format.seconds(report.seconds))")
    }
  }

  /// Prints a line above the bar.
  func remark(_ text: String) {
    guard !isQuiet else { return }
    clear()
    Output.note(text)
  }

  /// Ends the bar's line, so that what follows starts on a fresh one.
  func finish() {
    if isDrawn { Output.raw("\n") }
    isDrawn = false
  }

  /// How much of the run is done: by steps, or by time where that ends first.
  private func fraction(_ step: Int, _ seconds: Double) -> Double {
    let bySteps = totalSteps > 0 ? Double(step) / Double(totalSteps) : 1
    let byTime = timeLimit.map { $0 > 0 ? seconds / $0 : 1 } ?? 0
    return min(max(bySteps, byTime), 1)
  }

  private func draw(epoch: Int, fraction: Double, loss: Double, seconds: Double) {
    let left = fraction > 0 ? seconds / fraction - seconds : .infinity
    var text = " \(Int(fraction * 100)) %  epoch \(epoch)/\(totalEpochs)"
    text += "  loss \(Format.loss(loss))"
    if hasValidation { text += "  validation \(Format.loss(validationLoss))" }
    if rate > 0 { text += "  \(Format.count(Int(rate))) symbols/s" }
    text += "  \(Format.seconds(left)) left"
    let room = min(terminal.width - 1 - text.count, 30)
    let bar = room >= 8 ? self.bar(fraction, cells: room) : ""
    Output.raw("\r" + String((bar + text).prefix(terminal.width - 1)) + "\u{1B}[K")
    isDrawn = true
  }

  private func bar(_ fraction: Double, cells: Int) -> String {
    let full = Int((fraction * Double(cells)).rounded())
    let (done, open) = terminal.showsUnicode ? ("█", "░") : ("#", ".")
    return String(repeating: done, count: full) + String(repeating: open, count: cells - full)
  }

  private func clear() {
    if isDrawn { Output.raw("\r\u{1B}[K") }
    isDrawn = false
  }
}
