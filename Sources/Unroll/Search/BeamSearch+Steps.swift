#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// One symbol more for all beginnings of a search.
extension BeamSearch {
  /// What the beginnings may go on with; what becomes whole by it goes to `found`.
  func extend(
    _ alive: [Hypothesis], _ pattern: SymbolPattern, _ matcher: PatternMatcher,
    _ options: Options, width: Int, chance: inout RandomStream?, found: inout [Hypothesis]
  ) -> [Candidate] {
    var candidates: [Candidate] = []
    for (index, hypothesis) in alive.enumerated() {
      var own = successors(
        of: hypothesis, index: index, pattern, matcher, maximumLength: options.maximumLength)
      own = ranked(own, under: hypothesis.rank, chance: &chance)
      own.sort { ($0.rank, $1.symbol) > ($1.rank, $0.symbol) }
      var taken = 0
      for candidate in own where taken < width {
        let length = hypothesis.symbols.count + 1
        if candidate.symbol == Alphabet.end
          || isWhole(candidate, length: length, pattern, matcher, options)
        {
          var whole = hypothesis
          if candidate.symbol != Alphabet.end { whole.symbols.append(candidate.symbol) }
          (whole.score, whole.rank) = (candidate.score, candidate.rank)
          found.append(whole)
        } else {
          candidates.append(candidate)
        }
        taken += 1
      }
    }
    return candidates
  }

  /// Whether a text is whole without an end symbol.
  private func isWhole(
    _ candidate: Candidate, length: Int, _ pattern: SymbolPattern, _ matcher: PatternMatcher,
    _ options: Options
  ) -> Bool {
    guard !mustEnd, matcher.accepts(candidate.states) else { return false }
    return !pattern.isOpen || length >= options.maximumLength
  }

  /// Every symbol that a beginning may go on with, with the end symbol where it may end.
  private func successors(
    of hypothesis: Hypothesis, index: Int, _ pattern: SymbolPattern, _ matcher: PatternMatcher,
    maximumLength: Int
  ) -> [Candidate] {
    let scores = logProbabilities(row: hypothesis.row)
    let room = maximumLength - hypothesis.symbols.count - 1
    var result: [Candidate] = []
    func add(_ symbol: Int32, _ states: PatternMatcher.States, needed: Int) {
      let score = hypothesis.score + scores[Int(symbol)]
      guard score > -.infinity else { return }
      result.append(
        Candidate(
          parent: index, symbol: symbol, score: score, rank: score, states: states,
          needed: needed))
    }
    let mayEnd = mustEnd ? !hypothesis.symbols.isEmpty : pattern.isOpen
    if mayEnd && matcher.accepts(hypothesis.states) {
      add(Alphabet.end, hypothesis.states, needed: 0)
    }
    guard room >= 0 else { return result }
    for symbol in 1..<Int32(alphabet.count) where symbol != alphabet.unknown {
      let states = matcher.advance(hypothesis.states, over: symbol)
      guard let needed = matcher.needed(states), needed <= room else { continue }
      add(symbol, states, needed: needed)
    }
    return result
  }

  /// Puts chance into ranks: Gumbel numbers under the condition that their largest is the parent's.
  private func ranked(
    _ candidates: [Candidate], under parent: Double, chance: inout RandomStream?
  ) -> [Candidate] {
    guard var stream = chance, !candidates.isEmpty else { return candidates }
    let perturbed = candidates.map { candidate in
      // Neither of the two logarithms of zero.
      candidate.score - log(-log(min(max(stream.uniform(), 0x1p-60), 1 - 0x1p-53)))
    }
    chance = stream
    let largest = perturbed.max() ?? 0
    return zip(candidates, perturbed).map { candidate, number in
      let v = parent - number + log1p(-exp(number - largest))
      return Candidate(
        parent: candidate.parent, symbol: candidate.symbol, score: candidate.score,
        rank: parent - max(0, v) - log1p(exp(-abs(v))), states: candidate.states,
        needed: candidate.needed)
    }
  }

  /// The best candidates of each group that has matched equally much.
  func keep(_ candidates: [Candidate], width: Int, most: Int) -> [Candidate] {
    let sorted = candidates.sorted { left, right in
      left.rank != right.rank
        ? left.rank > right.rank : (left.parent, left.symbol) < (right.parent, right.symbol)
    }
    var counts: [Int: Int] = [:]
    let kept = sorted.filter { candidate in
      counts[candidate.needed, default: 0] += 1
      return (counts[candidate.needed] ?? 0) <= width
    }
    return Array(kept.prefix(most))
  }

  /// Lets the kept ones read their symbols, in rows of their own.
  func step(_ kept: [Candidate], of alive: [Hypothesis], firstRow: Int) -> [Hypothesis] {
    guard !kept.isEmpty else { return [] }
    var result: [Hypothesis] = []
    for (place, candidate) in kept.enumerated() {
      let parent = alive[candidate.parent]
      let row = firstRow + place
      engine.copyStepState(of: parent.row, to: row)
      engine.stepSymbols.block[row] = candidate.symbol
      result.append(
        Hypothesis(
          symbols: parent.symbols + [candidate.symbol], score: candidate.score,
          rank: candidate.rank, states: candidate.states, row: row))
    }
    engine.step(rows: firstRow..<firstRow + kept.count)
    return result
  }
}
