import Unroll

/// Learning text.
struct TextJob: TrainingJob {
  let trainer: Trainer
  private let data: TextData
  private let separator: String

  /// Symbols of a sample on the way.
  private static let longestSample = 60

  init(
    _ data: TextData, separator: String, network: Network, options: TrainingOptions, threads: Int?
  ) throws(CommandFailure) {
    self.data = data
    self.separator = separator
    trainer = try CommandFailure.trainer { () throws(TrainingError) in
      try Trainer(
        network, stream: data.training, validation: data.validation, options: options,
        threads: threads)
    }
  }

  var examples: TrainingRecord.Counts {
    .init(training: data.training.predictions, validation: data.validation?.predictions ?? 0)
  }
  var floor: Floor? { data.bigramFloor.map(Floor.bigram) }
  var lossUnit: String { "nats a symbol" }

  var introduction: [String] {
    let symbols = data.alphabet.count - 1
    let heldOut = data.validation?.predictions ?? 0
    return [
      """
      text from \(Format.printable(data.source)): \(Format.count(symbols, "different symbol")) and the end of a \
      document; \(Format.count(data.training.predictions)) to learn, \(Format.count(heldOut)) held out
      """
    ] + data.remarks + introduction(of: trainer.network)
  }

  func content(_ network: Network, _ record: TrainingRecord) -> ModelFile.Content {
    .text(
      TextModel(
        alphabet: data.alphabet, separator: separator, network: network, training: record))
  }

  func sample(_ network: Network, tenth: Int) -> String? {
    var options = SamplingOptions()
    options.maximumLength = TextJob.longestSample
    let model = TextModel(alphabet: data.alphabet, network: network)
    var stream = RandomStream(
      seed: trainer.options.seed, purpose: .sampling, index: UInt64(tenth) << 32)
    var text = ""
    _ = try? TextSampler(model).write(options, using: &stream) { text += $0 }
    return Format.printable(text.replacing("\n", with: "⏎"))
  }

  func advice(model path: String) -> String { "go on writing with: unroll sample \(path)" }
}
