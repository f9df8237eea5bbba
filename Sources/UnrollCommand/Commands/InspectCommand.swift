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

    let cell: String
    let configuration: NetworkConfiguration
    let unit: SymbolUnit
    let alphabet: [String]
    let parameters: Int
    let tensors: [Tensor]
    @NullWhenNil var training: TrainingRecord?
  }

  func run() throws {
    let model = try Models.read(model)
    let parameters = model.network.parameters
    let tensors = parameters.table.slices.map { slice in
      let squares = parameters[slice.name].reduce(0.0) { $0 + Double($1) * Double($1) }
      return Report.Tensor(
        name: slice.name, shape: slice.isVector ? [slice.rows] : [slice.rows, slice.columns],
        norm: squares.squareRoot())
    }
    let report = Report(
      cell: "rnn", configuration: model.network.configuration, unit: model.alphabet.unit,
      alphabet: model.alphabet.symbols, parameters: parameters.table.count, tensors: tensors,
      training: model.training)
    if json { try Output.json(report) } else { show(report) }
  }

  private func show(_ report: Report) {
    let configuration = report.configuration
    Output.result("cell        \(report.cell), \(configuration.activation.rawValue)")
    Output.result("hidden      \(configuration.hiddenSize)")
    Output.result("parameters  \(Format.count(report.parameters))")
    for tensor in report.tensors {
      let shape = tensor.shape.map(String.init).joined(separator: " × ")
      let padded = shape + String(repeating: " ", count: max(12 - shape.count, 1))
      Output.result("  \(tensor.name)  \(padded) norm \(Format.decimal(tensor.norm, 4))")
    }
    Output.result("unit        \(report.unit.rawValue)")
    let symbols = report.alphabet.dropFirst()
    let shown = symbols.prefix(200).map { Format.symbol($0, unit: report.unit) }
      .joined(separator: " ")
    Output.result(
      "alphabet    \(Format.count(symbols.count, "symbol")) and the end: \(shown)"
        + (symbols.count > 200 ? " …" : ""))
    guard let training = report.training else { return }
    let words = training.words
    Output.result(
      """
      trained     \(Format.count(words.training, "word")), \(Format.count(words.validation)) held \
      out, \(Format.count(training.epochs, "epoch")), \(training.options.optimizer.rule.rawValue), seed \
      \(training.options.seed); ended by: \(training.reason.rawValue)
      """)
    Output.result(
      """
      loss        training \(Format.loss(training.loss)), validation \
      \(Format.loss(training.validationLoss)) nats a symbol
      """)
  }
}
