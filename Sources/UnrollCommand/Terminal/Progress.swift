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
  private let line: StatusLine
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
    line = StatusLine(terminal)
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
      line += ", \(Format.rate(report.symbolsPerSecond)) symbols/s"
      Output.note(line + ", \(Format.seconds(report.seconds))")
    }
  }

  /// Prints a line above the bar.
  func remark(_ text: String) {
    guard !isQuiet else { return }
    line.clear()
    Output.note(text)
  }

  /// Ends the bar's line, so that what follows starts on a fresh one.
  func finish() { line.finish() }

  /// How much of the run is done: by steps, or by time where that ends first.
  private func fraction(_ step: Int, _ seconds: Double) -> Double {
    let bySteps = totalSteps > 0 ? Double(step) / Double(totalSteps) : 1
    let byTime = timeLimit.map { $0 > 0 ? seconds / $0 : 1 } ?? 0
    return min(max(bySteps, byTime), 1)
  }

  private func draw(epoch: Int, fraction: Double, loss: Double, seconds: Double) {
    let left = fraction > 0 ? seconds / fraction - seconds : .infinity
    line.draw(
      fraction, texts(epoch: epoch, fraction: fraction, loss: loss, left: Format.seconds(left)))
  }

  /// What stands behind the bar, from the fullest text to the shortest: the terminal's width
  /// decides.
  private func texts(epoch: Int, fraction: Double, loss: Double, left: String) -> [String] {
    let percent = " \(Int(fraction * 100)) %"
    let epochs = "\(epoch)/\(totalEpochs)"
    let loss = Format.loss(loss)
    let validation = hasValidation ? Format.loss(validationLoss) : nil
    let rate = rate > 0 ? Format.rate(rate) : nil
    return [
      [
        percent, "epoch \(epochs)", "loss \(loss)", validation.map { "validation \($0)" },
        rate.map { "\($0) symbols/s" }, "\(left) left",
      ],
      [
        percent, "epoch \(epochs)", "loss \(loss)", validation.map { "valid. \($0)" },
        rate.map { "\($0)/s" }, "\(left) left",
      ],
      [percent, "epoch \(epochs)", "loss \(loss)", "\(left) left"],
      [percent, epochs, loss, left],
    ].map { $0.compactMap { $0 }.joined(separator: "  ") }
  }
}
