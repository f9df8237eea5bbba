/// Runs a pattern over symbols: a nondeterministic automaton whose state i has taken i elements, all
/// states at once as bits (Baeza-Yates and Gonnet, 1992, doi:10.1145/135239.135243).
struct PatternMatcher: Sendable {
  /// The states that the automaton may be in; none when nothing can match any more.
  typealias States = SIMD4<UInt64>

  private let elements: [SymbolPattern.Element]
  /// For each symbol the elements that take it.
  private let matching: [States]
  /// The elements that take any number of symbols.
  private let runs: States
  /// Symbols that are still needed at the least, from each state on.
  private let needed: [Int]

  init(_ pattern: SymbolPattern, symbols: Int) {
    let elements = pattern.elements
    self.elements = elements
    runs = PatternMatcher.bits(elements.indices.filter { elements[$0] == .run })
    matching = (0..<symbols).map { symbol in
      PatternMatcher.bits(
        elements.indices.filter { SymbolPattern.matches(elements[$0], Int32(symbol)) })
    }
    var needed = [Int](repeating: 0, count: elements.count + 1)
    for index in elements.indices.reversed() {
      needed[index] = needed[index + 1] + (elements[index] == .run ? 0 : 1)
    }
    self.needed = needed
  }

  /// The states before the first symbol.
  var start: States { closed(PatternMatcher.bits([0])) }

  /// The states after a symbol.
  func advance(_ states: States, over symbol: Int32) -> States {
    let taken = states & matching[Int(symbol)]
    return closed(PatternMatcher.shifted(taken & ~runs) | (taken & runs))
  }

  /// Whether what has been read is a match.
  func accepts(_ states: States) -> Bool { PatternMatcher.has(states, elements.count) }

  /// Symbols that are needed for a match at the least; nil when there can't be one.
  func needed(_ states: States) -> Int? {
    (0...elements.count).filter { PatternMatcher.has(states, $0) }.map { needed[$0] }.min()
  }

  /// Symbols that any match needs.
  var length: Int { needed[0] }

  /// A run may also take nothing.
  private func closed(_ states: States) -> States {
    // Two runs never follow each other, so that once is enough.
    states | PatternMatcher.shifted(states & runs)
  }

  private static func bits(_ places: some Sequence<Int>) -> States {
    var states = States()
    for place in places { states[place / 64] |= 1 << UInt64(place % 64) }
    return states
  }

  private static func has(_ states: States, _ place: Int) -> Bool {
    states[place / 64] >> UInt64(place % 64) & 1 == 1
  }

  /// Each state one further on.
  private static func shifted(_ states: States) -> States {
    let carries = States(0, states[0] >> 63, states[1] >> 63, states[2] >> 63)
    return states &<< 1 | carries
  }
}
