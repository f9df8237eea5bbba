import ArgumentParser
import Foundation
import Unroll

/// `unroll evaluate`: how well a model predicts a list of words.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure how well a model predicts a list of words.",
    discussion: "Every word counts as often as it occurs in the list, whole, with its end.")

  @Argument(help: "A run's folder, or a model file.")
  var model: String

  @Argument(help: "A file with one word a line, UTF-8; '-' for standard input.")
  var data: String

  @Option(help: "Threads: 'auto', or 1 to 1024. The result does not depend on it.")
  var threads = ThreadsArgument(count: nil)

  @Flag(help: "Print one JSON object.")
  var json = false

  private struct Report: Encodable {
    let loss: Double
    let bitsPerSymbol: Double
    let perplexity: Double
    let symbols: Int
    let words: Int
  }

  func run() throws {
    let model = try Models.read(model)
    let list = try WordData.list(data, repeats: .keep)
    let dataset: Dataset
    do {
      dataset = try Dataset(words: list.words, alphabet: model.alphabet)
    } catch {
      throw CommandFailure(error)
    }
    let engine = Engine(model.network.configuration, threads: threads.count)
    let loss = engine.evaluate(model.network, on: dataset)
    let report = Report(
      loss: loss.mean, bitsPerSymbol: loss.mean / log(2), perplexity: exp(loss.mean),
      symbols: loss.count, words: list.words.count)
    if json {
      try Output.json(report)
    } else {
      Output.result("words            \(Format.count(report.words))")
      Output.result("symbols          \(Format.count(report.symbols)), ends of words included")
      Output.result("loss             \(Format.loss(report.loss)) nats a symbol")
      Output.result("bits per symbol  \(Format.decimal(report.bitsPerSymbol, 4))")
      Output.result("perplexity       \(Format.decimal(report.perplexity, 3))")
    }
  }
}
