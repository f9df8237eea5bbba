import ArgumentParser
import Unroll

/// `unroll predict`: what a model says of data.
struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Print what a model predicts for each of some inputs.")

  @Argument(help: "A run's folder, or a model file.")
  var model: String

  @Argument(help: "Inputs of the model's kind; '-' for standard input.")
  var data: String

  @Option(help: "Threads: 'auto', or 1 to 1024. The result does not depend on it.")
  var threads = ThreadsArgument(count: nil)

  @Flag(help: "Print one JSON object a line.")
  var json = false

  func run() throws {
    switch try Models.readContent(model) {
    case .words, .text:
      throw CommandFailure(
        .usage, "a model of words or texts predicts symbols: use 'unroll sample' or 'evaluate'")
    case .network: throw CommandFailure(.data, Models.isNetworkAlone(model))
    }
  }
}
