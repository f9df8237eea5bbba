import Foundation
import Unroll

/// `unroll online` on lines of numbers.
struct OnlineNumbers {
  let arguments: OnlineArguments
  let isJSON: Bool

  private struct Line: Encodable {
    let step: Int
    let values: [Double]
    @NullWhenNil var predicted: [Double]?
    @NullWhenNil var next: [Double]?
    /// Root mean square errors over the last steps, of the network and of the last value.
    @NullWhenNil var error: Double?
    @NullWhenNil var lastValueError: Double?
  }

  /// Reads, predicts and learns until the stream ends or a signal comes.
  func run() throws {
    let folder = try arguments.folder()
    var lines = InputLines()
    var means = Means()
    var series = arguments.resume ? try folder.map { try resumed($0, &means) } : nil
    var isFirst = true
    while true {
      let values: [Double]
      do {
        guard let line = try OnlineNumbers.next(&lines, size: series?.size) else { break }
        values = line
      } catch {
        // What was learned until here is not to be lost.
        if let series { try folder?.save(saved(series, means)) }
        throw error
      }
      let learner = try series ?? start(size: values.count)
      series = learner
      means.step += 1
      let outcome = try learner.observe(values)
      if let squared = outcome.squaredError { means.error.add(squared) }
      if let squared = outcome.lastValueError { means.baseline.add(squared) }
      if means.step.isMultiple(of: arguments.every) {
        try show(values, outcome, learner.next, means, isFirst: isFirst)
        isFirst = false
      }
      try folder?.saveIfDue { saved(learner, means) }
    }
    guard let series else {
      if Interruption.isRequested { throw CommandFailure(.interrupted, "interrupted") }
      throw CommandFailure(.data, "standard input has no numbers: give one line for each step")
    }
    if !isJSON, let network = means.error.root, let last = means.baseline.root {
      Output.note(
        """
        \(Format.count(means.step, "step")); root mean square error of the last ones \(OnlineNumbers.text(network)), \
        of the last value \(OnlineNumbers.text(last))
        """)
    }
    try folder?.save(saved(series, means))
  }

  /// How many steps there were, and how well they were predicted.
  private struct Means: Codable {
    var step = 0
    /// Squared errors of the network, and of the last value.
    var (error, baseline) = (RunningMean(), RunningMean())
  }

  private func saved(_ series: OnlineSeries, _ means: Means) -> ModelFile.SavedLearner {
    ModelFile.SavedLearner(
      content: .network(series.learner.network), checkpoint: series.checkpoint(),
      notes: OnlineNotes.texts(of: means))
  }

  /// The series that a folder's checkpoint has come to.
  private func resumed(_ folder: OnlineFolder, _ means: inout Means) throws -> OnlineSeries {
    let saved = try folder.read()
    means = try OnlineNotes.read(saved.notes)
    guard saved.checkpoint.isOfSeries, (0..<1 << 62).contains(means.step) else {
      throw OnlineNotes.stranger
    }
    do {
      let series = try OnlineSeries(
        saved.checkpoint.network, options: saved.checkpoint.options)
      try series.resume(from: saved.checkpoint)
      return series
    } catch {
      throw CommandFailure(.data, error.description)
    }
  }

  /// The numbers of the next line that has any; nil at the end.
  private static func next(_ lines: inout InputLines, size: Int?) throws -> [Double]? {
    while let line = try lines.next() {
      let values = try numbers(String(decoding: line, as: UTF8.self), line: lines.number)
      if values.isEmpty { continue }
      guard values.count == size ?? values.count else {
        throw CommandFailure(
          .data,
          """
          standard input, line \(lines.number): \(Format.count(values.count, "number")), and the first line had \
          \(size ?? 0). Each line has to have as many.
          """)
      }
      return values
    }
    return nil
  }

  private func start(size: Int) throws -> OnlineSeries {
    let network = try arguments.network(
      port: .values(size: size), loss: .squaredError, usualCell: .gru, usualHidden: 32)
    do {
      return try OnlineSeries(network, options: arguments.options(usualRate: 0.003))
    } catch {
      throw CommandFailure(.usage, error.description)
    }
  }

  private func show(
    _ values: [Double], _ outcome: OnlineSeries.Outcome, _ next: [Double]?, _ means: Means,
    isFirst: Bool
  ) throws {
    let (step, error, baseline) = (means.step, means.error, means.baseline)
    if isJSON {
      return try Output.json(
        Line(
          step: step, values: values, predicted: outcome.predicted, next: next, error: error.root,
          lastValueError: baseline.root))
    }
    func list(_ values: [Double]?) -> String {
      values.map { $0.map(OnlineNumbers.text).joined(separator: " ") } ?? "-"
    }
    if isFirst {
      Output.result("step\tvalue\tpredicted\tnext\terror\tlast value's error")
    }
    Output.result(
      "\(step)\t\(list(values))\t\(list(outcome.predicted))\t\(list(next))\t"
        + "\(error.root.map(OnlineNumbers.text) ?? "-")\t\(baseline.root.map(OnlineNumbers.text) ?? "-")"
    )
  }

  static func text(_ value: Double) -> String { String(format: "%.5g", value) }

  /// The numbers of a line, with white space, commas or semicolons between them.
  static func numbers(_ text: String, line: Int) throws(CommandFailure) -> [Double] {
    // By scalars: to compare characters, a heap of combining marks would be brought into order.
    let fields = text.unicodeScalars
      .split { $0.properties.isWhitespace || $0 == "," || $0 == ";" }
    var numbers: [Double] = []
    for (place, field) in fields.enumerated() {
      guard let number = Double(String(field)), number.magnitude < OnlineSeries.largestNumber
      else {
        throw CommandFailure(
          .data,
          """
          standard input, line \(line), field \(place + 1): '\(Format.printable(String(field.prefix(40))))' is not \
          a number between -1e30 and 1e30. Give numbers with spaces or commas between them.
          """)
      }
      numbers.append(number)
    }
    return numbers
  }
}
