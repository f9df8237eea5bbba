import Unroll

/// Learning a list of words.
struct WordJob: TrainingJob {
  let trainer: Trainer
  private let list: WordList
  private let data: WordData

  /// Symbols of a sample on the way: a network that has not yet learnt to end a word would fill the
  /// screen.
  private static let longestSample = 24
  private static let samplesOnTheWay = 5

  init(
    _ list: WordList, _ data: WordData, network: Network, options: TrainingOptions, threads: Int?
  ) throws(CommandFailure) {
    self.list = list
    self.data = data
    trainer = try CommandFailure.trainer { () throws(TrainingError) in
      try Trainer(
        network, data: data.training, validation: data.validation, options: options,
        threads: threads)
    }
  }

  var examples: TrainingRecord.Counts { data.counts }
  var floor: Floor? { data.bigramFloor.map(Floor.bigram) }
  var lossUnit: String { "nats a symbol" }

  var introduction: [String] {
    let counts = data.counts
    let symbols = data.alphabet.count - 1
    return [
      """
      \(Format.count(counts.training + counts.validation, "word")) from \
      \(Format.printable(list.source)), \(Format.count(symbols, "different symbol")) and the end of a word: \
      \(Format.count(counts.training)) to learn, \(Format.count(counts.validation)) held out
      """
    ] + data.remarks + introduction(of: trainer.network)
  }

  func content(_ network: Network, _ record: TrainingRecord) -> ModelFile.Content {
    .words(WordModel(alphabet: data.alphabet, network: network, training: record))
  }

  /// A few words from the network as it stands.
  func sample(_ network: Network, tenth: Int) -> String? {
    let sampler = WordSampler(WordModel(alphabet: data.alphabet, network: network), threads: 1)
    var sampling = SamplingOptions()
    sampling.maximumLength = WordJob.longestSample
    let words = Samples.words(
      sampler, count: WordJob.samplesOnTheWay, options: sampling, seed: trainer.options.seed,
      firstIndex: UInt64(tenth) << 32)
    return words.joined(separator: "  ")
  }

  func advice(model path: String) -> String { "make up words with: unroll sample \(path)" }
}
