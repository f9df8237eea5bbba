import ArgumentParser
import Unroll

/// `unroll complete`: what a model holds likeliest, next or as a whole.
struct CompleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "complete",
    abstract: "Show what may come next, or find the likeliest texts that match a pattern.",
    discussion: """
      With --prefix alone, a table of the likeliest next symbols. With --pattern, the likeliest words or texts \
      that look like it, by beam search: '?' is any symbol, '*' any number of them, '[aeiou]' or '[a-m]' one of \
      those, '[^a]' one that is not; '\\' takes the meaning away. A gap is filled in with a pattern, too.

      Examples:
        unroll complete names-model --prefix Jo
        unroll complete names-model --pattern 'Jo*'          words that begin so
        unroll complete names-model --pattern '*ann*'        words that contain it
        unroll complete names-model --pattern 'M?r[iy]*' --sample --seed 3
        unroll complete hamlet-model --pattern 'To be????? not to be'
      """)

  @Argument(help: "A run's folder, or a model file.")
  var model: String

  @Option(help: "Show what may come next after this.")
  var prefix: String?

  @Option(help: "Find what looks like this.")
  var pattern: String?

  @Option(help: "Rows of the table, or texts to find.")
  var count = 10

  @Option(help: "Beginnings that the search keeps of each length: a wider beam misses less.")
  var beam = 32

  @Option(help: "The most symbols of a text.")
  var length = 100

  @Flag(help: "Draw texts at random, each once, in place of the likeliest.")
  var sample = false

  @Option(help: "The seed of --sample, 0 or more. (default: 1)")
  var seed: UInt64?

  @Option(help: "Threads: 'auto', or 1 to 1024. The result does not depend on it.")
  var threads = ThreadsArgument(count: nil)

  @Flag(help: "Print one JSON object a line.")
  var json = false

  func validate() throws {
    try Check.range("--count", count, 0...1_000_000)
    try Check.range("--beam", beam, 1...4096)
    try Check.range("--length", length, 1...100_000)
    if (prefix == nil) == (pattern == nil) {
      throw ValidationError("Give either --prefix or --pattern.")
    }
    if pattern == nil && sample { throw ValidationError("--sample goes with --pattern.") }
    if seed != nil && !sample { throw ValidationError("--seed goes with --sample.") }
  }

  private struct Next: Encodable {
    let symbol: String
    let probability: Double
  }

  private struct Found: Encodable {
    let text: String
    let logProbability: Double
  }

  func run() throws {
    let content = try Models.readContent(model)
    guard let writer = content.writer, let alphabet = content.alphabet else {
      throw CommandFailure(
        .usage, "a model of the task '\(content.task)' is for 'unroll predict' and 'evaluate'")
    }
    let search =
      switch writer {
      case .words(let model): BeamSearch(model, threads: threads.count)
      case .text(let model): BeamSearch(model, threads: threads.count)
      }
    do {
      if let prefix { try showNext(search, prefix, alphabet.unit) }
      if let pattern { try find(search, SymbolPattern(pattern, alphabet: alphabet)) }
    } catch let error as DataError {
      throw CommandFailure(.usage, error.description)
    } catch let error as SymbolPattern.Fault {
      throw CommandFailure(.usage, error.description)
    }
  }

  private func showNext(_ search: BeamSearch, _ prefix: String, _ unit: SymbolUnit) throws {
    for (symbol, probability) in try search.next(after: prefix).prefix(count) {
      if json {
        try Output.json(Next(symbol: symbol, probability: probability))
      } else {
        let name = symbol.isEmpty ? "(end)" : Format.symbol(symbol, unit: unit)
        let percent = Format.decimal(100 * probability, 2)
        Output.result(
          String(repeating: " ", count: max(6 - percent.count, 0)) + percent + " %  " + name)
      }
    }
  }

  private func find(_ search: BeamSearch, _ pattern: SymbolPattern) throws {
    var options = BeamSearch.Options()
    options.width = max(beam, count)
    options.maximumLength = length
    options.count = count
    if sample { options.seed = seed ?? 1 }
    let findings = search.find(pattern, options)
    for finding in findings {
      if json {
        try Output.json(Found(text: finding.text, logProbability: finding.logProbability))
      } else {
        let score = Format.decimal(finding.logProbability, 3)
        Output.result(
          String(repeating: " ", count: max(9 - score.count, 0)) + score + "  "
            + Format.printable(finding.text))
      }
    }
    if findings.isEmpty && !json {
      Output.note("nothing of up to \(length) symbols that the model can write matches the pattern")
    }
  }
}
