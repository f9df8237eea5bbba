import ArgumentParser
import Unroll

/// `unroll sample`: words that a model makes up.
struct SampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "Make up words or text with a trained model.",
    discussion: """
      Words are printed one a line. A text goes on after --prefix and is printed as it is written.

      Examples:
        unroll sample names-model
        unroll sample names-model --prefix Jo --count 5 --temperature 0.7 --seed 3
        unroll sample hamlet-model --prefix 'To be' --length 500
      """)

  @Argument(help: "A run's folder, or a model file.")
  var model: String

  @Option(help: "How many words, or texts. (default: 10 words, 1 text)")
  var count: Int?

  @Option(help: "How each word begins, or what a text goes on from.")
  var prefix = ""

  @Option(help: "Under 1 bolder, over 1 more varied; 0 is the likeliest symbol each time.")
  var temperature = 1.0

  @Flag(help: "The likeliest symbol each time: the same as '--temperature 0'.")
  var greedy = false

  @Option(help: "Draw from this many likeliest symbols only.")
  var topK: Int?

  @Option(help: "Draw from the fewest symbols that reach this probability together, 0 to 1.")
  var topP: Double?

  @Option(
    help: "The most symbols of a word, or of what is added to a text. (default: 100; of texts 500)")
  var length: Int?

  @Option(help: "The seed of chance, 0 or more: same seed, same words.")
  var seed: UInt64 = 1

  @Option(help: "Threads: 'auto', or 1 to 1024. The words do not depend on it.")
  var threads = ThreadsArgument(count: nil)

  @Flag(help: "Print one JSON object a line.")
  var json = false

  func validate() throws {
    try Check.range("--count", count, 0...1_000_000_000)
    try Check.notNegative("--temperature", temperature)
    try Check.range("--top-k", topK, 1...Alphabet.maximumCount)
    if let topP, !(topP > 0 && topP <= 1) {
      throw ValidationError("--top-p is \(topP); it must be above 0 and at most 1.")
    }
    try Check.range("--length", length, 1...1_000_000_000)
    if greedy && temperature != 0 && temperature != 1 {
      throw ValidationError("--greedy and --temperature exclude each other; give one of them.")
    }
    if greedy && (topK != nil || topP != nil) {
      throw ValidationError("--greedy leaves nothing to --top-k and --top-p.")
    }
  }

  private struct Line: Encodable {
    let text: String
  }

  func run() throws {
    switch try Models.readContent(model) {
    case .words(let model): try words(model)
    case .text(let model): try text(model)
    case .classify:
      throw CommandFailure(.usage, "a classifier makes nothing up: use 'unroll predict'")
    case .events(let model): try events(model)
    case .forecast:
      throw CommandFailure(.usage, "a model of forecasts predicts numbers: use 'unroll predict'")
    case .tag:
      throw CommandFailure(.usage, "a model of tags writes nothing: use 'unroll predict'")
    case .network: throw CommandFailure(.data, Models.isNetworkAlone(model))
    }
  }

  private func options(length usual: Int) -> SamplingOptions {
    var options = SamplingOptions()
    options.temperature = greedy ? 0 : temperature
    options.topK = topK
    options.topP = topP
    options.maximumLength = length ?? usual
    return options
  }

  private func words(_ model: WordModel) throws {
    let options = options(length: 100)
    try checkPrefix(model.alphabet, options.maximumLength)
    let count = count ?? 10
    // A single word has nothing to share.
    let sampler = WordSampler(model, threads: count > 1 ? threads.count : 1)
    do {
      try sampler.words(count: count, beginning: prefix, options, seed: seed) { word in
        if json {
          try Output.json(Line(text: word))
        } else {
          Output.result(Format.printable(word))
        }
      }
    } catch let error as DataError {
      throw CommandFailure(.usage, error.description)
    }
  }

  private func text(_ model: TextModel) throws {
    let options = options(length: 500)
    let sampler = TextSampler(model)
    do {
      for number in 0..<(count ?? 1) {
        var stream = RandomStream(seed: seed, purpose: .sampling, index: UInt64(number))
        var text = prefix
        if !json { Output.part(Format.printableText(prefix)) }
        try sampler.write(after: prefix, options, using: &stream) { symbol in
          if json { text += symbol } else { Output.part(Format.printableText(symbol)) }
        }
        if json { try Output.json(Line(text: text)) } else { Output.part("\n") }
      }
    } catch let error as DataError {
      throw CommandFailure(.usage, error.description)
    }
  }

  private func events(_ model: EventModel) throws {
    if topK != nil || topP != nil {
      throw ValidationError("--top-k and --top-p go with models of words and texts.")
    }
    try EventSamples.print(
      model,
      EventSamples.Request(
        count: count ?? 1, length: length ?? 64, prefix: prefix,
        temperature: greedy ? 0 : temperature, seed: seed), isJSON: json)
  }

  /// Refuses a prefix that is longer than the words may be.
  private func checkPrefix(_ alphabet: Alphabet, _ length: Int) throws {
    if prefix.unicodeScalars.count > WordList.maximumWordLength {
      throw ValidationError(
        "--prefix is longer than the longest word, \(WordList.maximumWordLength) symbols.")
    }
    // A symbol that the model does not have is the sampler's to report.
    guard let symbols = try? alphabet.encode(prefix).count, symbols > length else { return }
    throw CommandFailure(
      .usage,
      "--prefix has \(symbols) symbols, more than --length allows (\(length)). Raise --length.")
  }
}

/// A model that writes symbols, of words or of texts.
enum Writer {
  case words(WordModel)
  case text(TextModel)
}

extension ModelFile.Content {
  /// The model, if it writes symbols.
  var writer: Writer? {
    switch self {
    case .words(let model): .words(model)
    case .text(let model): .text(model)
    default: nil
    }
  }
}

/// Models from files, with the command's way of failing.
enum Models {
  /// What to say of a network alone where a job's model is needed.
  static func isNetworkAlone(_ path: String) -> String {
    "\(Format.path(path)) holds a network without a job; give a model that 'unroll train' has written"
  }

  /// A job's model, or a network alone.
  static func readContent(_ path: String) throws(CommandFailure) -> ModelFile.Content {
    do {
      return try ModelFile.readContent(path)
    } catch {
      throw CommandFailure(error)
    }
  }
}
