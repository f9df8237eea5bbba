import ArgumentParser
import Unroll

/// `unroll predict`: what a model says of data.
struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Print what a model predicts for each of some inputs.",
    discussion: """
      Of sequences with classes: a line with the class and the probability of that, a tab between them; with \
      --json all classes with their probabilities, likeliest first. Labels in the data are passed over.
      Of sentences, one a line or CoNLL-U: each word and its tag, a tab between them.
      Of series: the steps after the end of the data, as a table and a chart, and with --svg as a picture.
      Of events: the likeliest indices of the step that comes next.

      Examples:
        unroll predict names-model names.txt
        zcat images.csv.gz | unroll predict images-model - --json
        unroll predict sunspots-model sunspots.csv --svg sunspots.svg
      """)

  @Argument(help: "A run's folder, or a model file.")
  var model: String

  @Argument(
    help: "A folder or file of the model's kind, with labels or without; '-' for standard input.")
  var data: String

  @Option(help: "Threads: 'auto', or 1 to 1024. The result does not depend on it.")
  var threads = ThreadsArgument(count: nil)

  @OptionGroup(title: "Tables") var table: TableArguments

  @Option(help: ArgumentHelp("Of series, draw the forecast as SVG, too.", valueName: "file"))
  var svg: String?

  @Flag(help: "Print one JSON object a line.")
  var json = false

  func run() throws {
    let content = try Models.readContent(model)
    if content.task != "forecast", let name = table.given.first ?? (svg == nil ? nil : "--svg") {
      throw ValidationError("\(name) goes with models of forecasts.")
    }
    switch content {
    case .classify(let model):
      try ClassPredictions(model, data, threads: threads.count).write(json: json)
    case .tag(let model): try model.predict(data, threads: threads.count, isJSON: json)
    case .forecast(let model): try forecast(model)
    case .events(let model): try EventPrediction.print(model, data, isJSON: json)
    case .words, .text:
      throw CommandFailure(
        .usage, "a model of words or texts predicts symbols: use 'unroll sample' or 'evaluate'")
    case .network: throw CommandFailure(.data, Models.isNetworkAlone(model))
    }
  }

  private func forecast(_ model: ForecastModel) throws {
    let series = try table.series(data, model.shape)
    let prediction = try ForecastPrediction(model, series, threads: threads.count)
    if json {
      try prediction.printJSON()
    } else {
      let terminal = Terminal.standardError
      prediction.show(width: terminal.width, unicode: terminal.showsUnicode)
    }
    if let svg {
      try prediction.writeSVG(to: svg)
      if !json { Output.note("drawn in \(Format.path(svg))") }
    }
  }
}
