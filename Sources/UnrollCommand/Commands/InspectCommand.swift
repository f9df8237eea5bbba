import ArgumentParser
import Unroll

/// `unroll inspect`: what a model file holds.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what a model file holds: sizes, alphabet, parameters, how it was trained.")

  @Argument(help: "A run's folder, or a model file.")
  var model: String

  @Flag(help: "Print one JSON object.")
  var json = false

  private struct Report: Encodable {
    struct Tensor: Encodable {
      let name: String
      let shape: [Int]
      let norm: Double
    }

    let task: String
    let cell: String
    let configuration: NetworkConfiguration
    @NullWhenNil var unit: SymbolUnit?
    @NullWhenNil var alphabet: [String]?
    var classes: [String]?
    /// What a model of forecasts reads and predicts.
    var forecast: ForecastShape?
    /// The lowest and the highest index of a model of events.
    var events: [Int]?
    let parameters: Int
    let tensors: [Tensor]
    @NullWhenNil var training: TrainingRecord?
  }

  func run() throws {
    let content = try Models.readContent(model)
    let (configuration, parameters) = (content.network.configuration, content.network.parameters)
    let tensors = parameters.table.slices.map { slice in
      let squares = parameters[slice.name].reduce(0.0) { $0 + Double($1) * Double($1) }
      return Report.Tensor(
        name: slice.name, shape: slice.isVector ? [slice.rows] : [slice.rows, slice.columns],
        norm: squares.squareRoot())
    }
    var report = Report(
      task: content.task, cell: configuration.cell.name, configuration: configuration,
      unit: content.alphabet?.unit, alphabet: content.alphabet?.symbols, classes: content.classes,
      parameters: parameters.table.count, tensors: tensors, training: content.training)
    switch content {
    case .forecast(let model): report.forecast = model.shape
    case .events(let model): report.events = [model.range.lowerBound, model.range.upperBound]
    default: break
    }
    if json { try Output.json(report) } else { show(report) }
  }

  private func show(_ report: Report) {
    if report.task != "words" { Output.result("task        \(report.task)") }
    showNetwork(report.configuration, isOfWords: report.alphabet != nil && report.classes == nil)
    Output.result("parameters  \(Format.count(report.parameters))")
    let names = report.tensors.map(\.name.count).max() ?? 0
    let shapes = report.tensors.map { $0.shape.map(String.init).joined(separator: " × ") }
    let shapeWidth = max(shapes.map(\.count).max() ?? 0, 12)
    for (tensor, shape) in zip(report.tensors, shapes) {
      let name = InspectCommand.pad(tensor.name, names)
      let norm = Format.decimal(tensor.norm, 4)
      Output.result("  \(name)  \(InspectCommand.pad(shape, shapeWidth)) norm \(norm)")
    }
    if let alphabet = report.alphabet, let unit = report.unit { show(alphabet, of: unit) }
    if let classes = report.classes {
      let shown = classes.prefix(50).map(Format.printable).joined(separator: ", ")
      Output.result(
        "classes     \(Format.count(classes.count)): \(shown)" + (classes.count > 50 ? " …" : ""))
    }
    showNumbers(report)
    guard let training = report.training else { return }
    let things = [
      "words": "word", "classify": "sequence", "tag": "word", "forecast": "window",
      "events": "sequence",
    ]
    let thing = things[report.task] ?? "symbol"
    let examples = training.examples
    Output.result(
      """
      trained     \(Format.count(examples.training, thing)), \(Format.count(examples.validation)) held \
      out, \(Format.count(training.epochs, "epoch")), \(training.options.optimizer.rule.rawValue), seed \
      \(training.options.seed); ended by: \(training.reason.rawValue)
      """)
    Output.result(
      """
      loss        training \(Format.loss(training.loss)), validation \
      \(Format.loss(training.validationLoss)) \(InspectCommand.lossUnit(report, thing))
      """)
  }

  private static func lossUnit(_ report: Report, _ thing: String) -> String {
    switch report.task {
    case "forecast": "of scaled values"
    case "events": "nats a step"
    case "words": "nats a symbol"
    default: "nats a \(thing)"
    }
  }

  private func showNumbers(_ report: Report) {
    if let forecast = report.forecast {
      func list(_ label: String, _ names: [String]) {
        guard !names.isEmpty else { return }
        Output.result(label + names.map { Format.printable($0) }.joined(separator: ", "))
      }
      list("targets     ", forecast.targets)
      list("covariates  ", forecast.covariates)
      list("known ahead ", forecast.known)
      let season = forecast.season.map { ", season \($0)" } ?? ""
      Output.result(
        "steps       \(forecast.context) read, \(forecast.horizon) predicted\(season)")
    }
    if let events = report.events { Output.result("indices     \(events[0]) to \(events[1])") }
  }

  private func showNetwork(_ configuration: NetworkConfiguration, isOfWords: Bool) {
    let text = NetworkText(configuration)
    Output.result("cell        \(text.cell)")
    if configuration.layers > 1 { Output.result("layers      \(configuration.layers)") }
    Output.result("hidden      \(configuration.hiddenSize)")
    if let size = configuration.embeddingSize { Output.result("embedding   \(size)") }
    if let spelling = configuration.spelling {
      Output.result(
        "characters  \(spelling.characters) as \(spelling.embeddingSize) numbers, "
          + "\(spelling.hiddenSize) hidden in each direction")
    }
    if !text.additions.isEmpty {
      Output.result("with        \(text.additions.joined(separator: ", "))")
    }
    if !text.regularisation.isEmpty {
      Output.result("regularised \(text.regularisation.joined(separator: ", "))")
    }
    guard !isOfWords else { return }
    Output.result("input       \(configuration.input.text)")
    Output.result("output      \(configuration.output.text), \(text.loss)")
  }

  private func show(_ alphabet: [String], of unit: SymbolUnit) {
    Output.result("unit        \(unit.rawValue)")
    let symbols = alphabet.dropFirst()
    let shown = symbols.prefix(200).map { Format.symbol($0, unit: unit) }.joined(separator: " ")
    Output.result(
      "alphabet    \(Format.count(symbols.count, "symbol")) and the end: \(shown)"
        + (symbols.count > 200 ? " …" : ""))
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: width - text.count)
  }
}
