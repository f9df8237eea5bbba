import Unroll

/// Learning the tags of words.
struct TagJob: TrainingJob {
  let trainer: Trainer
  private let data: TagData
  private let threads: Int?

  init(
    _ data: TagData, network: Network, options: TrainingOptions, threads: Int?
  ) throws(CommandFailure) {
    self.data = data
    self.threads = threads
    trainer = try CommandFailure.trainer { () throws(TrainingError) in
      try Trainer(
        network, data: data.training, validation: data.validation, options: options,
        threads: threads)
    }
  }

  var examples: TrainingRecord.Counts { data.counts }
  var floor: Floor? { nil }
  var lossUnit: String { "nats a word" }

  var introduction: [String] {
    let vocabulary = data.vocabulary
    let spelling = trainer.network.configuration.spelling
    var lines = [
      """
      \(Format.count(data.counts.training + data.counts.validation, "word")) from \
      \(Format.printable(data.source)), \(Format.count(vocabulary.tags.count, "tag"))\
      \(data.column.map { " (\($0.name))" } ?? ""): \(Format.count(data.counts.training)) to learn, \
      \(Format.count(data.counts.validation)) held out
      """
    ]
    if let spelling {
      lines.append(
        """
        known: \(Format.count(vocabulary.words.count - 1, "word")) and \
        \(Format.count(vocabulary.characters.count - 1, "character")), read by \
        \(Format.count(spelling.hiddenSize, "neuron")) in each direction
        """)
    }
    lines += introduction(of: trainer.network)
    if let baseline = data.baseline {
      lines.append(
        "most frequent tag of each word: \(Format.percent(baseline.all.accuracy)) right")
    }
    return lines
  }

  func content(_ network: Network, _ record: TrainingRecord) -> ModelFile.Content {
    .tag(
      TaggerModel(
        vocabulary: data.vocabulary, column: data.column, network: network, training: record))
  }

  func measures(_ content: ModelFile.Content) throws -> [Measure] {
    guard case .tag(let model) = content, let judged = data.judged, let baseline = data.baseline
    else { return [] }
    let engine = Engine(model.network.configuration, threads: threads)
    let report = TaggingReport(engine.tag(model, judged), of: judged, knowing: model.vocabulary)
    var measures = [
      Measure(
        key: "accuracy", label: "accuracy", value: report.all.accuracy,
        text: """
          \(Format.percent(report.all.accuracy)), most frequent tag \
          \(Format.percent(baseline.all.accuracy))
          """),
      Measure(
        key: "mostFrequentTag", label: "", value: baseline.all.accuracy, text: ""),
    ]
    if report.unknown.words > 0 {
      measures.append(
        Measure(
          key: "unknownAccuracy", label: "unknown words", value: report.unknown.accuracy,
          text: """
            \(Format.percent(report.unknown.accuracy)) of \(Format.count(report.unknown.words))
            """))
    }
    return measures
  }

  func advice(model path: String) -> String {
    "tag sentences, one a line, with: unroll predict \(path) sentences.txt"
  }
}
