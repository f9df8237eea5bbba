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
    let folder = try arguments.folder()
    let alphabet = try OnlineText.alphabet()
    let saved = arguments.resume ? try folder?.read() : nil
    var place = try saved.map { try OnlineNotes.read($0.notes) } ?? Place()
    guard (0..<Int32(alphabet.count)).contains(place.last) else { throw OnlineNotes.stranger }
    let learner = try learner(saved?.checkpoint, alphabet)
    func content() -> ModelFile.SavedLearner {
      ModelFile.SavedLearner(
        content: .text(TextModel(alphabet: alphabet, network: learner.network)),
        checkpoint: learner.checkpoint(), notes: OnlineNotes.texts(of: place))
    }
    while let bytes = try InputLines.read(), !bytes.isEmpty {
      for byte in bytes where !Interruption.isRequested {
        let symbol = Int32(byte) + 1
        let loss = try learner.learn(place.last, target: symbol)
        if loss.isFinite {
          place.sum += loss
          place.recent.add(loss)
        }
        place.last = symbol
        if learner.steps.isMultiple(of: arguments.every) { try show(learner, alphabet, place) }
        try folder?.saveIfDue(content)
      }
    }
    guard learner.steps > 0 else {
      if Interruption.isRequested { throw CommandFailure(.interrupted, "interrupted") }
      throw CommandFailure(.data, "standard input is empty: give text")
    }
    if !isJSON {
      Output.note(
        """
        \(Format.count(learner.steps, "byte")); \(OnlineText.bits(place.mean(learner.steps))) bits a byte in all, \
        \(OnlineText.bits(place.recent.value ?? 0)) over the last ones
        """)
    }
    try folder?.save(content())
  }

  /// Where a stream stands: the last byte, and how well bytes were predicted.
  private struct Place: Codable {
    var last = Alphabet.end
    /// The losses of all bytes in nats, and the mean of the last ones.
    var sum = 0.0
    var recent = RunningMean()

    func mean(_ steps: Int) -> Double { sum / Double(steps) }
  }

  /// A learner that goes on from a checkpoint, or a fresh one.
  private func learner(
    _ checkpoint: OnlineCheckpoint?, _ alphabet: Alphabet
  ) throws -> OnlineLearner {
    let symbols = NetworkConfiguration.Port.symbols(count: alphabet.count)
    if let found = checkpoint?.network.configuration,
      found.input != symbols || found.output != symbols
    {
      throw OnlineNotes.stranger
    }
    let network =
      try checkpoint?.network
      ?? arguments.network(
        port: symbols, loss: .crossEntropy(), usualCell: .gru, usualHidden: 128)
    let options = checkpoint?.options ?? arguments.options(usualRate: 0.003)
    do {
      let learner = try OnlineLearner(
        network, options: options, threads: arguments.threads.count)
      if let checkpoint { try learner.resume(from: checkpoint) }
      return learner
    } catch {
      throw CommandFailure(checkpoint == nil ? .usage : .data, error.description)
    }
  }

  /// All bytes: what a stream will hold is not known beforehand.
  private static func alphabet() throws -> Alphabet {
    try Alphabet(
      symbols: [""] + (UInt8.min...UInt8.max).map { String(Unicode.Scalar($0)) }, unit: .byte)
  }

  private static func bits(_ loss: Double) -> String { Format.decimal(loss / log(2), 3) }

  private func show(
    _ learner: OnlineLearner, _ alphabet: Alphabet, _ place: Place
  ) throws {
    let (mean, recent) = (place.mean(learner.steps), place.recent.value ?? 0)
    let logits = try learner.predict(after: place.last).map { Double($0) }
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
