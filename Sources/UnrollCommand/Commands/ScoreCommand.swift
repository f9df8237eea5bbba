import ArgumentParser
import Foundation
import Unroll

/// `unroll score`: how surprising a model finds each symbol of a text, or each word of a list.
struct ScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract:
      "Print the log-probability of each line or symbol of a text, and what surprises most.",
    discussion: """
      Of a text, each line is printed with its number and its mean loss in nats a symbol; on a terminal \
      surprising symbols are coloured: yellow under a probability of 1/4, red under 1/100, on red under \
      1/10,000. Then the ten most surprising places follow. Of a list of words, each word is printed after its \
      log-probability.

      With --adapt the model learns while it scores (dynamic evaluation): each symbol is scored before \
      anything is learned from it. The model's file stays as it is.

      Examples:
        unroll score hamlet-model letter.txt
        unroll score hamlet-model letter.txt --adapt --summary
        unroll score names-model names.txt --json
      """)

  @Argument(help: "A run's folder, or a model file.")
  var model: String

  @Argument(help: "Texts, or a list of words; '-' for standard input.")
  var data: [String]

  @Flag(help: "Learn while scoring, from what has been read.")
  var adapt = false

  @Option(
    help: ArgumentHelp("The learning rate of --adapt. (default: 0.1)", valueName: "rate"))
  var adaptRate: Double?

  @Option(
    help: ArgumentHelp("Symbols between the updates of --adapt. (default: 20)", valueName: "n"))
  var adaptEvery: Int?

  @Flag(help: "Print each symbol of a text on a line of its own: log-probability, tab, symbol.")
  var symbols = false

  @Flag(help: "Print the sums and the surprises only.")
  var summary = false

  @Option(help: "Whether surprising symbols are coloured: auto, always or never.")
  var color = ColourChoice.auto

  @Option(help: "Threads: 'auto', or 1 to 1024. The result does not depend on it.")
  var threads = ThreadsArgument(count: nil)

  @Flag(help: "Print one JSON object a line, and a last one for the whole.")
  var json = false

  /// When to colour.
  enum ColourChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never
  }

  func validate() throws {
    try Check.positive("--adapt-rate", adaptRate)
    try Check.range("--adapt-every", adaptEvery, 1...1_000_000)
    if !adapt && (adaptRate != nil || adaptEvery != nil) {
      throw ValidationError("--adapt-rate and --adapt-every go with --adapt.")
    }
    if symbols && summary {
      throw ValidationError("--symbols and --summary exclude each other; give one of them.")
    }
  }

  func run() throws {
    let content = try Models.readContent(model)
    guard let job = content.writer else {
      throw CommandFailure(
        .usage, "a model of the task '\(content.task)' is for 'unroll predict' and 'evaluate'")
    }
    switch job {
    case .words(let model): try words(model)
    case .text(let model): try text(model)
    }
  }

  // MARK: Texts

  private struct Line: Encodable {
    let line: Int
    let text: String
    let symbols: Int
    let logProbability: Double
    var scores: [Double]?
  }

  private struct Summary: Encodable {
    struct Surprise: Encodable {
      let line: Int
      let column: Int
      let symbol: String
      let logProbability: Double
    }

    let event = "summary"
    let symbols: Int
    let logProbability: Double
    let loss: Double
    let bitsPerSymbol: Double
    let perplexity: Double
    let surprises: [Surprise]
  }

  private func text(_ model: TextModel) throws {
    let encoder: TextEncoder
    do {
      encoder = try TextData.encode(data, model.alphabet, separator: model.separator)
    } catch {
      throw CommandFailure(error)
    }
    guard encoder.stream.predictions > 0 else {
      throw CommandFailure(DataError.emptyText(source: data.joined(separator: ", ")))
    }
    var adaptation = TextScorer.Adaptation()
    if let adaptRate { adaptation.learningRate = adaptRate }
    if let adaptEvery { adaptation.window = adaptEvery }
    let scorer = TextScorer(
      model, adaptation: adapt ? adaptation : nil, threads: threads.count)
    let usesColour = color == .always || (color == .auto && isatty(STDOUT_FILENO) == 1 && !json)
    let view = ScoreView(unit: model.alphabet.unit, usesColour: usesColour)
    var scored = ScoredText(model.alphabet, encoder.stream)
    try scorer.score(encoder.stream) { stretch in
      try scored.add(stretch) { try show($0, view) }
    }
    try scored.finishLine { try show($0, view) }
    try conclude(scored, model.alphabet.unit)
  }

  private func show(_ line: [ScoredSymbol], _ view: ScoreView) throws {
    guard !summary else { return }
    if json {
      let text = line.reduce("") { $0 + $1.text }
      try Output.json(
        Line(
          line: line.first?.line ?? 0, text: text, symbols: line.count,
          logProbability: line.reduce(0) { $0 + $1.logProbability },
          scores: symbols ? line.map(\.logProbability) : nil))
    } else if symbols {
      for symbol in line {
        let name = symbol.text.isEmpty ? "(end)" : Format.symbol(symbol.text, unit: view.unit)
        Output.result("\(Format.decimal(symbol.logProbability, 4))\t\(name)")
      }
    } else {
      Output.result(view.text(line))
    }
  }

  private func conclude(_ scored: ScoredText, _ unit: SymbolUnit) throws {
    let loss = -scored.sum / Double(scored.count)
    if json {
      let surprises = scored.surprises.map {
        Summary.Surprise(
          line: $0.line, column: $0.column, symbol: $0.text, logProbability: $0.logProbability)
      }
      return try Output.json(
        Summary(
          symbols: scored.count, logProbability: scored.sum, loss: loss,
          bitsPerSymbol: loss / log(2), perplexity: exp(loss), surprises: surprises))
    }
    if symbols { return }
    Output.result("")
    Output.result(
      """
      \(Format.count(scored.count)) symbols, log-probability \(Format.decimal(scored.sum, 2)): \
      \(Format.loss(loss)) nats a symbol, \(Format.decimal(loss / log(2), 4)) bits, perplexity \
      \(Format.decimal(exp(loss), 3))
      """)
    Output.result("most surprising:")
    for place in scored.surprises {
      let name = place.text.isEmpty ? "the end" : Format.symbol(place.text, unit: unit)
      Output.result(
        "  line \(place.line), \(unit.rawValue) \(place.column): \(name), "
          + "probability \(String(format: "%.2g", exp(place.logProbability)))")
    }
  }

  // MARK: Words

  private struct Word: Encodable {
    let text: String
    let symbols: Int
    let logProbability: Double
  }

  private func words(_ model: WordModel) throws {
    guard data.count == 1 else {
      throw ValidationError("\(data.count) files, and a list of words is one.")
    }
    for (name, isGiven) in [("--adapt", adapt), ("--symbols", symbols), ("--summary", summary)]
    where isGiven {
      throw ValidationError("\(name) goes with models of texts.")
    }
    let list = try WordData.list(data[0], repeats: .keep)
    let scores: [WordScore]
    do {
      scores = try WordScorer(model, threads: threads.count).scores(list.words)
    } catch {
      throw CommandFailure(error)
    }
    for (word, score) in zip(list.words, scores) {
      if json {
        try Output.json(
          Word(text: word, symbols: score.symbols, logProbability: score.logProbability))
      } else {
        Output.result("\(Format.decimal(score.logProbability, 4))\t\(Format.printable(word))")
      }
    }
  }
}
