import Kernels

/// Draws symbols from logits.
///
///     u uniform in [0, 1), the symbol is the first k with Σ_{j ≤ k} w_j > u Σ_j w_j
///
/// w_j = exp((o_j - max o) / temperature) for the symbols that may come next and that top-k, then top-p
/// keep, 0 for all others; sums run in the order of the symbols whatever is kept, so that a top-k of
/// all symbols, or a top-p of 1, draws the same as none. Of symbols with the same logit the lower ones
/// are kept first. Nothing is allocated after the first symbol.
///
/// For each symbol: ``read(_:)``, ``exclude(_:)`` what may not come, ``draw(using:)``.
///
/// - Complexity: K exponentials and sums; top-k and top-p select in linear time on average.
struct SymbolChoice: ~Copyable {
  let options: SamplingOptions
  private let instructionSet: InstructionSet
  private let candidates: Candidates
  private var ranking = Ranking()

  /// Prepares for logits of so many symbols.
  init(_ options: SamplingOptions, symbols: Int, instructionSet: InstructionSet = .active) {
    self.options = options
    self.instructionSet = instructionSet
    candidates = Candidates(count: symbols)
  }

  /// Takes the logits of what may follow, one row. Those that are not numbers count as impossible.
  func read(_ logits: Block) { candidates.read(logits) }

  /// Leaves out a symbol.
  func exclude(_ symbol: Int32) { candidates.exclude(Int(symbol)) }

  /// The symbol to follow; nil when none is possible.
  ///
  /// A temperature that is 0, or no number, and a logit of infinity take the likeliest symbol, of
  /// equals the lowest, without a random number.
  mutating func draw(using stream: inout RandomStream) -> Int32? {
    let largest = candidates.largest
    guard largest > -.infinity else { return nil }
    // Written so that NaN, too, takes the best.
    if !(options.temperature > 0) || largest == .infinity {
      return candidates.first(with: largest).map { Int32($0) }
    }
    if options.topK != nil || options.topP != nil { ranking.read(candidates) }
    candidates.weigh(largest: largest, temperature: options.temperature, using: instructionSet)
    if let topK = options.topK { ranking.keep(likeliest: topK, of: candidates) }
    // Rounding must not take anything away from a whole. Written so that NaN, too, keeps all.
    if let topP = options.topP, topP < 1 {
      ranking.keep(mass: topP * candidates.sum, of: candidates)
    }
    let point = stream.uniform() * candidates.sum
    return candidates.candidate(at: point).map { Int32($0) }
  }
}

/// The order of candidates by their scores, as far as it is needed to tell which ones to keep.
private struct Ranking {
  /// A number for each candidate that is kept: the higher, the better its score; of equal scores, the
  /// earlier the candidate.
  private var keys: [UInt64] = []

  /// Takes the scores of all candidates that are possible.
  mutating func read(_ candidates: borrowing Candidates) {
    keys.removeAll(keepingCapacity: true)
    for index in 0..<candidates.count {
      let score = candidates[index]
      guard score > -.infinity else { continue }
      // Bits in the order of the numbers; + 0 makes minus zero plus zero.
      let bits = (score + 0).bitPattern
      let ordered = bits >> 31 == 0 ? bits | 1 << 31 : ~bits
      keys.append(UInt64(ordered) << 32 | UInt64(UInt32.max - UInt32(index)))
    }
  }

  /// Leaves `count` candidates, at least one, and takes the weights of all others away.
  mutating func keep(likeliest count: Int, of candidates: borrowing Candidates) {
    guard count < keys.count else { return }
    let kept = select(Double(max(count, 1)), of: candidates) { _, _ in 1 }
    drop(after: kept, of: candidates)
  }

  /// Leaves the fewest candidates, at least one, whose weights add up to `mass`, and takes the weights
  /// of all others away.
  mutating func keep(mass: Double, of candidates: borrowing Candidates) {
    let kept = select(mass, of: candidates) { Double($1[$0]) }
    drop(after: kept, of: candidates)
  }

  private mutating func drop(after kept: Int, of candidates: borrowing Candidates) {
    for key in keys[kept...] { candidates[Ranking.index(key)] = 0 }
    keys.removeLast(keys.count - kept)
  }

  private static func index(_ key: UInt64) -> Int {
    Int(UInt32.max - UInt32(truncatingIfNeeded: key))
  }

  /// Puts the fewest of the best candidates that have a mass of `goal` together before all others, and
  /// returns how many they are: one at least, all when they do not reach it.
  ///
  /// Selection by partition (Hoare, 1961, doi:10.1145/366622.366647), the mass in place of the rank.
  private mutating func select(
    _ goal: Double, of candidates: borrowing Candidates,
    mass: (Int, borrowing Candidates) -> Double
  ) -> Int {
    let goal = max(goal, .leastNonzeroMagnitude)
    var (lower, upper) = (0, keys.count)
    var sum = 0.0
    while lower < upper {
      let pivot = moveMedianToEnd(lower..<upper)
      var (place, better) = (lower, 0.0)
      for i in lower..<upper - 1 where keys[i] > pivot {
        better += mass(Ranking.index(keys[i]), candidates)
        keys.swapAt(i, place)
        place += 1
      }
      keys.swapAt(place, upper - 1)
      if sum + better >= goal {
        upper = place
        continue
      }
      sum += better + mass(Ranking.index(pivot), candidates)
      if sum >= goal { return place + 1 }
      lower = place + 1
    }
    return lower
  }

  /// The median of three keys of a range, which takes the last place.
  private mutating func moveMedianToEnd(_ range: Range<Int>) -> UInt64 {
    let (first, last) = (range.lowerBound, range.upperBound - 1)
    let middle = first + (last - first) / 2
    if keys[middle] > keys[first] { keys.swapAt(middle, first) }
    if keys[last] > keys[first] { keys.swapAt(last, first) }
    if keys[middle] > keys[last] { keys.swapAt(middle, last) }
    return keys[last]
  }
}
