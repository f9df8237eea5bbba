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
    var lines = InputLines()
    var series: OnlineSeries?
    var (error, baseline) = (RunningMean(), RunningMean())
    var step = 0
    while true {
      let values: [Double]
      do {
        guard let line = try OnlineNumbers.next(&lines, size: series?.size) else { break }
        values = line
      } catch {
        // What was learned until here is not to be lost.
        if let series { try arguments.save(.network(series.learner.network)) }
        throw error
      }
      let learner = try series ?? start(size: values.count)
      series = learner
      step += 1
      let outcome = learner.observe(values)
      if let squared = outcome.squaredError { error.add(squared) }
      if let squared = outcome.lastValueError { baseline.add(squared) }
      if step.isMultiple(of: arguments.every) {
        try show(step, values, outcome, learner.next, error, baseline)
      }
    }
    guard let series else {
      if Interruption.isRequested { throw CommandFailure(.interrupted, "interrupted") }
      throw CommandFailure(.data, "standard input has no numbers: give one line for each step")
    }
    if !isJSON, let network = error.root, let last = baseline.root {
      Output.note(
        """
        \(Format.count(step, "step")); root mean square error of the last ones \(OnlineNumbers.text(network)), \
        of the last value \(OnlineNumbers.text(last))
        """)
    }
    try arguments.save(.network(series.learner.network))
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
    _ step: Int, _ values: [Double], _ outcome: OnlineSeries.Outcome, _ next: [Double]?,
    _ error: RunningMean, _ baseline: RunningMean
  ) throws {
    if isJSON {
      return try Output.json(
        Line(
          step: step, values: values, predicted: outcome.predicted, next: next, error: error.root,
          lastValueError: baseline.root))
    }
    func list(_ values: [Double]?) -> String {
      values.map { $0.map(OnlineNumbers.text).joined(separator: " ") } ?? "-"
    }
    if step == arguments.every {
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
    let fields = text.split { $0.isWhitespace || $0 == "," || $0 == ";" }
    var numbers: [Double] = []
    for (place, field) in fields.enumerated() {
      guard let number = Double(field), number.isFinite, number.magnitude < 1e30 else {
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

/// The mean of numbers: of all so far, and from a thousand on of about the last thousand.
struct RunningMean {
  private var count = 0
  private var mean = 0.0

  mutating func add(_ value: Double) {
    count = min(count + 1, 1000)
    mean += (value - mean) / Double(count)
  }

  /// The mean, nil of nothing.
  var value: Double? { count > 0 ? mean : nil }
  /// Its root.
  var root: Double? { value.map { $0.squareRoot() } }
}
