import Foundation
import Unroll

/// `unroll online` on bytes of text.
struct OnlineText {
  let arguments: OnlineArguments
  let isJSON: Bool

  private struct Line: Encodable {
    let step: Int
    /// The mean loss of all bytes, and of about the last thousand, in nats.
    let loss: Double
    let runningLoss: Double
    let bitsPerByte: Double
    /// The likeliest next bytes and their probabilities.
    let next: [Next]

    struct Next: Encodable {
      let symbol: String
      let probability: Double
    }
  }

  private static let shownCandidates = 5

  /// Reads, predicts and learns until the stream ends or a signal comes.
  func run() throws {
    let alphabet = try OnlineText.alphabet()
    let network = try arguments.network(
      port: .symbols(count: alphabet.count), loss: .crossEntropy(), usualCell: .gru,
      usualHidden: 128)
    let learner: OnlineLearner
    do {
      learner = try OnlineLearner(
        network, options: arguments.options(usualRate: 0.003), threads: arguments.threads.count)
    } catch {
      throw CommandFailure(.usage, error.description)
    }
    var (all, recent) = (0.0, RunningMean())
    var last = Alphabet.end
    while let bytes = try InputLines.read(), !bytes.isEmpty {
      for byte in bytes where !Interruption.isRequested {
        let symbol = Int32(byte) + 1
        let loss = learner.learn(last, target: symbol)
        if loss.isFinite {
          all += loss
          recent.add(loss)
        }
        last = symbol
        if learner.steps.isMultiple(of: arguments.every) {
          try show(learner, alphabet, last, mean: all / Double(learner.steps), recent.value ?? 0)
        }
      }
    }
    guard learner.steps > 0 else {
      if Interruption.isRequested { throw CommandFailure(.interrupted, "interrupted") }
      throw CommandFailure(.data, "standard input is empty: give text")
    }
    if !isJSON {
      Output.note(
        """
        \(Format.count(learner.steps, "byte")); \(OnlineText.bits(all / Double(learner.steps))) bits a byte in all, \
        \(OnlineText.bits(recent.value ?? 0)) over the last ones
        """)
    }
    try arguments.save(.text(TextModel(alphabet: alphabet, network: learner.network)))
  }

  /// All bytes: what a stream will hold is not known beforehand.
  private static func alphabet() throws -> Alphabet {
    try Alphabet(
      symbols: [""] + (UInt8.min...UInt8.max).map { String(Unicode.Scalar($0)) }, unit: .byte)
  }

  private static func bits(_ loss: Double) -> String { Format.decimal(loss / log(2), 3) }

  private func show(
    _ learner: OnlineLearner, _ alphabet: Alphabet, _ last: Int32, mean: Double, _ recent: Double
  ) throws {
    let logits = learner.predict(after: last).map { Double($0) }
    let largest = logits.max() ?? 0
    let total = logits.reduce(0) { $0 + exp($1 - largest) }
    let likeliest = logits.indices.sorted { (logits[$0], $1) > (logits[$1], $0) }
      .prefix(OnlineText.shownCandidates)
      .map { index in
        Line.Next(
          symbol: Format.symbol(alphabet.symbols[index], unit: .byte),
          probability: exp(logits[index] - largest) / total)
      }
    if isJSON {
      return try Output.json(
        Line(
          step: learner.steps, loss: mean, runningLoss: recent, bitsPerByte: recent / log(2),
          next: likeliest))
    }
    let next = likeliest.map { "\($0.symbol) \(Format.decimal(100 * $0.probability, 0)) %" }
      .joined(separator: "  ")
    Output.result(
      "\(Format.count(learner.steps)) bytes  \(OnlineText.bits(recent)) bits a byte, \(OnlineText.bits(mean)) in all"
        + "  next: \(next)")
  }
}
