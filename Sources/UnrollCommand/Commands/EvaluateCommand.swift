import ArgumentParser
import Unroll

/// `unroll evaluate`: how well a model predicts data of the kind that it was trained on.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure how well a model predicts data of its kind.",
    discussion: """
      Of words every one counts as often as it occurs in the list, whole, with its end. Of a text every symbol \
      counts, each predicted once. Of classes accuracy, macro F1, calibration error and the confusion matrix are \
      told; of words with tags the share that gets the right one, in all, of each tag, and of words that the \
      model does not know; of series the errors beside those of the last value and the season before; of events \
      the loss of a step.
      """)

  @Argument(help: "A run's folder, or a model file.")
  var model: String

  @Argument(
    help: """
      Data of the model's kind: words, texts, a folder or file with labels, words with tags, series or events; \
      '-' for standard input.
      """)
  var data: [String]

  @Option(
    help: ArgumentHelp(
      """
      Of a text, the last share alone, above 0 and at most 1: 0.1 is what 'train' holds out by itself.
      """, valueName: "share"))
  var last: Double?

  @Flag(
    help: """
      Read a text from its beginning to its end in one go, which is slow, rather than in lanes that each \
      begin 256 symbols before the first that they predict.
      """)
  var exact = false

  @Option(help: "Threads: 'auto', or 1 to 1024. The result does not depend on it.")
  var threads = ThreadsArgument(count: nil)

  @Option(help: "Of events, the split to measure. (default: test)")
  var split: String?

  @OptionGroup(title: "Tables") var table: TableArguments

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    if let last, !(last > 0 && last <= 1) {
      throw ValidationError("--last is \(last); it must be above 0 and at most 1.")
    }
  }

  func run() throws {
    let content = try Models.readContent(model)
    try checkNumbers(content)
    if case .classify(let model) = content {
      try classes(model)
      return
    }
    let report: PredictionReport
    switch content {
    case .words(let model): report = try words(model)
    case .text(let model): report = try text(model)
    case .tag(let model): return try tag(model)
    case .forecast(let model): return try forecast(model)
    case .events(let model): return try events(model)
    case .classify, .network: throw CommandFailure(.data, Models.isNetworkAlone(model))
    }
    if json { try Output.json(report) } else { report.show() }
  }

  private func classes(_ model: ClassifierModel) throws {
    guard data.count == 1 else {
      throw ValidationError("\(data.count) paths, and a classifier is judged by one.")
    }
    for (name, isGiven) in [("--last", last != nil), ("--exact", exact)] where isGiven {
      throw ValidationError("\(name) goes with models of texts.")
    }
    let report = try ClassEvaluation(model, data[0], threads: threads.count)
    if json { try Output.json(report) } else { report.show() }
  }

  private func words(_ model: WordModel) throws -> PredictionReport {
    guard data.count == 1 else {
      throw ValidationError("\(data.count) files, and a list of words is one.")
    }
    for (name, isGiven) in [("--last", last != nil), ("--exact", exact)] where isGiven {
      throw ValidationError("\(name) goes with models of texts.")
    }
    let list = try WordData.list(data[0], repeats: .keep)
    let dataset: Dataset
    do {
      dataset = try Dataset(words: list.words, alphabet: model.alphabet)
    } catch {
      throw CommandFailure(error)
    }
    let engine = Engine(model.network.configuration, threads: threads.count)
    var report = PredictionReport(engine.evaluate(model.network, on: dataset))
    report.words = list.words.count
    return report
  }

  private func tag(_ model: TaggerModel) throws {
    guard data.count == 1 else { throw ValidationError("\(data.count) files; give one.") }
    for (name, isGiven) in [("--last", last != nil), ("--exact", exact)] where isGiven {
      throw ValidationError("\(name) goes with models of texts.")
    }
    let report = try model.evaluate(data[0], threads: threads.count)
    if json { try Output.json(report) } else { report.show() }
  }

  private func text(_ model: TextModel) throws -> PredictionReport {
    let encoder: TextEncoder
    do {
      encoder = try TextData.encode(data, model.alphabet, separator: model.separator)
    } catch {
      throw CommandFailure(error)
    }
    let share = last ?? 1
    let stream = share < 1 ? encoder.stream.split(lastShare: share).second : encoder.stream
    guard let stream, stream.predictions > 0 else {
      throw CommandFailure(DataError.emptyText(source: data.joined(separator: ", ")))
    }
    let engine = Engine(model.network.configuration, threads: threads.count)
    var report = PredictionReport(
      engine.evaluate(model.network, on: stream, lanes: exact ? 1 : nil))
    report.documents = encoder.documents
    report.unknown = encoder.unknown
    return report
  }
}
