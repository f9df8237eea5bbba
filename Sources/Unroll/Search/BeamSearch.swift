import Kernels

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Finds the likeliest texts that look as a pattern says: completions, fill-ins, words that must contain
/// something.
///
/// A beam search: of all beginnings of a length the likeliest are kept, extended by every symbol, and so on.
/// Those that have matched equally much of the pattern compete with each other only, as beginnings that
/// have not yet come to an unlikely part would otherwise drive out all that have (Hokamp and Liu, 2017,
/// doi:10.18653/v1/P17-1141). A beam search may miss the likeliest text; a wider beam misses less.
///
/// With chance, texts are drawn in place of the likeliest, each once (stochastic beam search; Kool, van Hoof
/// and Welling, 2019, arXiv:1903.06059): symbol by symbol, in the shares of their probabilities among those
/// that may still lead to a match.
public final class BeamSearch {
  /// How a search goes.
  public struct Options: Sendable, Equatable {
    /// Beginnings that are kept of each length and part of the pattern matched.
    public var width = 32
    /// The most symbols of a text, those that the pattern begins with included.
    public var maximumLength = 100
    /// Texts to return.
    public var count = 10
    /// The seed of chance; nil for the likeliest texts.
    public var seed: UInt64?

    /// Creates the usual search.
    public init() {}
  }

  /// A text that was found.
  public struct Finding: Sendable, Equatable {
    /// The text, with what the pattern begins with.
    public let text: String
    /// log p in nats, of all symbols, and of the end where the text ended with it.
    public let logProbability: Double
  }

  let alphabet: Alphabet
  /// Whether a text is whole only with its end symbol.
  let mustEnd: Bool
  let engine: Engine

  /// Prepares a search among words, which end with the end symbol.
  public convenience init(_ model: WordModel, threads: Int? = nil) {
    self.init(model.alphabet, model.network, mustEnd: true, threads: threads)
  }

  /// Prepares a search among texts, which may stop anywhere.
  public convenience init(_ model: TextModel, threads: Int? = nil) {
    self.init(model.alphabet, model.network, mustEnd: false, threads: threads)
  }

  private init(_ alphabet: Alphabet, _ network: Network, mustEnd: Bool, threads: Int?) {
    self.alphabet = alphabet
    self.mustEnd = mustEnd
    engine = Engine(network.configuration, threads: threads)
    engine.load(network)
  }

  /// The probabilities of what may follow a beginning, the likeliest first: symbols and their
  /// probabilities; the end symbol is the empty string.
  ///
  /// - Throws: `DataError.unknownSymbol`.
  public func next(after beginning: String) throws(DataError) -> [(
    symbol: String, probability: Double
  )] {
    engine.beginSteps(rows: 1)
    read(try alphabet.encode(beginning), row: 0)
    let scores = logProbabilities(row: 0)
    return scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }.map {
      (alphabet.symbols[$0], exp(scores[$0]))
    }
  }

  /// Rows of an engine at the most.
  private static let mostRows = 4096

  /// A beginning of a text.
  struct Hypothesis {
    var symbols: [Int32]
    var score: Double
    /// The score with chance; the score itself without.
    var rank: Double
    var states: PatternMatcher.States
    var row: Int
  }

  /// A hypothesis and a symbol that it may go on with.
  struct Candidate {
    let parent: Int
    let symbol: Int32
    let score: Double
    let rank: Double
    let states: PatternMatcher.States
    let needed: Int
  }

  /// Finds texts that match a pattern.
  ///
  /// - Returns: the best first, of equals in the order of their symbols; perhaps none.
  /// - Complexity: for each symbol of length one step of as many rows as are kept.
  public func find(_ pattern: SymbolPattern, _ options: Options = Options()) -> [Finding] {
    guard options.count > 0 else { return [] }
    let matcher = PatternMatcher(pattern, symbols: alphabet.count)
    let width = min(max(options.width, 1), BeamSearch.mostRows)
    let rows = min(width * (matcher.length + 1), BeamSearch.mostRows)
    engine.beginSteps(rows: 2 * rows)
    let beginning = read(pattern.beginning, row: 0)
    var chance = options.seed.map { RandomStream(seed: $0, purpose: .sampling) }
    var alive = [
      Hypothesis(
        symbols: pattern.beginning, score: beginning, rank: 0, states: matcher.start, row: 0)
    ]
    var found: [Hypothesis] = []
    // Without an end symbol to wait for, what matches is whole as soon as the pattern is.
    if !mustEnd && !pattern.isOpen && matcher.accepts(matcher.start) {
      return [Finding(text: alphabet.decode(pattern.beginning), logProbability: beginning)]
    }
    var half = 0
    while !alive.isEmpty {
      let candidates = extend(
        alive, pattern, matcher, options, width: width, chance: &chance, found: &found)
      // A text that is found is driven out only by what ranks higher, and ranks never rise.
      let ranks = found.map(\.rank).sorted(by: >)
      let worst = ranks.count >= options.count ? ranks[options.count - 1] : -.infinity
      let kept = keep(candidates.filter { $0.rank > worst }, width: width, most: rows)
      half = 1 - half
      alive = step(kept, of: alive, firstRow: half * rows)
    }
    let best = found.sorted { left, right in
      left.rank != right.rank
        ? left.rank > right.rank : left.symbols.lexicographicallyPrecedes(right.symbols)
    }
    return best.prefix(options.count).map {
      Finding(text: alphabet.decode($0.symbols), logProbability: $0.score)
    }
  }

  /// Reads the end symbol that opens, and some more.
  ///
  /// - Returns: log p of those.
  @discardableResult
  private func read(_ symbols: [Int32], row: Int) -> Double {
    var score = 0.0
    engine.stepSymbols.block[row] = Alphabet.end
    engine.step(rows: row..<row + 1)
    for symbol in symbols {
      score += logProbabilities(row: row)[Int(symbol)]
      engine.stepSymbols.block[row] = symbol
      engine.step(rows: row..<row + 1)
    }
    return score
  }

  /// log softmax of a row's outputs, in Double.
  func logProbabilities(row: Int) -> [Double] {
    let outputs = engine.stepOutputs.row(row).map { Double($0) }
    let largest = outputs.max() ?? 0
    let total = outputs.reduce(0.0) { $0 + exp($1 - largest) }
    let shift = largest + log(total)
    return outputs.map { $0 - shift }
  }
}
