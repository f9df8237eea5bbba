#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The baseline that counts: the probability of a symbol given the one before it.
///
///     p(j | i) = (n_ij + s) / (n_i + s K)
///
/// n_ij is how often j follows i in the training words, n_i its sum over j, K the number of symbols
/// and s the smoothing: 1 by default, Laplace's rule of adding one. The end symbol opens and closes
/// each word. A network that has learnt anything beats its loss.
///
/// Memory grows with the pairs that occur, not with K².
public struct BigramModel: Sendable, Equatable {
  /// K, the number of symbols, the end symbol included.
  public let symbolCount: Int

  /// s, what is added to each count.
  public let smoothing: Double

  private var pairCounts: [Int: Int] = [:]
  private var symbolCounts: [Int32: Int] = [:]

  /// Counts the pairs of the encoded `words`. Linear time.
  ///
  /// - Precondition: Each symbol is in `0..<symbolCount`, and `smoothing` is above 0.
  public init(words: some Sequence<[Int32]>, symbolCount: Int, smoothing: Double = 1) {
    precondition(smoothing > 0, "The smoothing is \(smoothing); it must be above 0.")
    self.symbolCount = symbolCount
    self.smoothing = smoothing
    for word in words {
      for (before, symbol) in Self.pairs(in: word) {
        pairCounts[pair(before, symbol), default: 0] += 1
        symbolCounts[before, default: 0] += 1
      }
    }
  }

  /// Counts the pairs of neighbours in a stream. Linear time.
  public init(_ stream: SymbolStream, smoothing: Double = 1) {
    precondition(smoothing > 0, "The smoothing is \(smoothing); it must be above 0.")
    symbolCount = stream.alphabetCount
    self.smoothing = smoothing
    for place in 0..<stream.predictions {
      pairCounts[pair(stream[place], stream[place + 1]), default: 0] += 1
      symbolCounts[stream[place], default: 0] += 1
    }
  }

  /// Returns the mean of −log p in nats per predicted symbol of a stream, which has one at least.
  public func loss(of stream: SymbolStream) -> Double {
    precondition(stream.predictions > 0, "The loss of no symbols is not defined.")
    // Each pair's probability is computed once.
    var counts: [Int: Int] = [:]
    for place in 0..<stream.predictions {
      counts[pair(stream[place], stream[place + 1]), default: 0] += 1
    }
    // In the order of the pairs: a dictionary's own changes from run to run, and with it rounding.
    let sum = counts.sorted { $0.key < $1.key }.reduce(0.0) { sum, entry in
      let (before, symbol) = entry.key.quotientAndRemainder(dividingBy: symbolCount)
      return sum
        - Double(entry.value) * log(probability(of: Int32(symbol), after: Int32(before)))
    }
    return sum / Double(stream.predictions)
  }

  /// Returns p(symbol | before).
  ///
  /// - Precondition: Both are in `0..<symbolCount`.
  public func probability(of symbol: Int32, after before: Int32) -> Double {
    let count = Double(pairCounts[pair(before, symbol)] ?? 0)
    let total = Double(symbolCounts[before] ?? 0)
    return (count + smoothing) / (total + smoothing * Double(symbolCount))
  }

  /// Returns the mean of −log p in nats per predicted symbol: those of each word and its end.
  ///
  /// - Precondition: There is at least one word, and each symbol is in `0..<symbolCount`.
  public func loss(of words: some Sequence<[Int32]>) -> Double {
    var sum = 0.0
    var predictions = 0
    for word in words {
      for (before, symbol) in Self.pairs(in: word) {
        sum -= log(probability(of: symbol, after: before))
        predictions += 1
      }
    }
    precondition(predictions > 0, "The loss of no words is not defined.")
    return sum / Double(predictions)
  }

  /// Each symbol of `word` and its end, with the symbol before it.
  private static func pairs(in word: [Int32]) -> Zip2Sequence<[Int32], [Int32]> {
    zip([Alphabet.end] + word, word + [Alphabet.end])
  }

  private func pair(_ before: Int32, _ symbol: Int32) -> Int {
    precondition(
      (0..<symbolCount).contains(Int(before)) && (0..<symbolCount).contains(Int(symbol)),
      "Symbols \(before) and \(symbol) in a model of \(symbolCount) symbols.")
    return Int(before) * symbolCount + Int(symbol)
  }
}
