#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// How symbols are drawn from the predictions of a model.
public struct SamplingOptions: Sendable, Codable, Equatable {
  /// The logits are divided by this before the softmax: under 1 bolder, over 1 more varied, 0 the
  /// likeliest symbol each time, as does a temperature that is no number.
  public var temperature = 1.0
  /// Draws from this many likeliest symbols only (Fan, Lewis and Dauphin, 2018,
  /// arXiv:1805.04833); from one at least.
  public var topK: Int?
  /// Draws from the fewest likeliest symbols whose probabilities add up to at least this
  /// (Holtzman et al., 2020, arXiv:1904.09751); from one at least.
  public var topP: Double?
  /// The most symbols of a word, the prefix included; a prefix is never cut, and a word has one
  /// symbol at least. Of bytes there may be up to three more, to end a scalar that has begun.
  public var maximumLength = 100

  /// Creates the defaults: draws from the model's own distribution.
  public init() {}
}

/// Draws symbols from logits.
struct SymbolChoice {
  let options: SamplingOptions

  /// The symbol to follow, among those that are allowed; nil when none is possible.
  ///
  /// Logits that are not numbers count as impossible. Ties go to the lower symbol. In order of
  /// probability: the top `topK`, of these the fewest that reach `topP`, of these one by chance.
  func draw(
    _ logits: [Float], allowed: (Int32) -> Bool, using stream: inout RandomStream
  ) -> Int32? {
    var candidates: [(symbol: Int32, logit: Double)] = []
    for (symbol, logit) in logits.enumerated() where !logit.isNaN && logit > -.infinity {
      if allowed(Int32(symbol)) { candidates.append((Int32(symbol), Double(logit))) }
    }
    candidates.sort { $0.logit > $1.logit || ($0.logit == $1.logit && $0.symbol < $1.symbol) }
    guard let best = candidates.first else { return nil }
    // Written so that NaN, too, takes the best.
    if !(options.temperature > 0) || best.logit == .infinity { return best.symbol }
    if let topK = options.topK { candidates.removeLast(max(0, candidates.count - max(topK, 1))) }
    let weights = candidates.map { exp(($0.logit - best.logit) / options.temperature) }
    let kept = keptCount(weights)
    var point = stream.uniform() * weights[..<kept].reduce(0, +)
    for (candidate, weight) in zip(candidates, weights).prefix(kept) {
      if point < weight { return candidate.symbol }
      point -= weight
    }
    return candidates[kept - 1].symbol
  }

  /// How many of the sorted weights top-p keeps: at least one.
  private func keptCount(_ weights: [Double]) -> Int {
    guard let topP = options.topP else { return weights.count }
    let goal = topP * weights.reduce(0, +)
    var sum = 0.0
    for (index, weight) in weights.enumerated() {
      sum += weight
      if sum >= goal { return index + 1 }
    }
    return weights.count
  }
}
