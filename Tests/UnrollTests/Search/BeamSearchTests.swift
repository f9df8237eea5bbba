import Foundation
import Testing

@testable import Unroll

@Suite("Beam search")
struct BeamSearchTests {
  private static let alphabet: Alphabet = {
    // Three letters: few enough to try all texts.
    guard let alphabet = try? Alphabet(words: ["abc"]) else { preconditionFailure("no alphabet") }
    return alphabet
  }()

  private func network(seed: UInt64) throws -> Network {
    var network = try Network(
      NetworkConfiguration(
        input: .symbols(count: 4), cell: .gru, hiddenSize: 9, output: .symbols(count: 4)),
      seed: seed)
    for i in network.parameters.values.indices { network.parameters.values[i] *= 2.5 }
    return network
  }

  /// All texts of 1 to `length` letters.
  private func texts(upTo length: Int) -> [String] {
    var last = [""]
    var all: [String] = []
    for _ in 0..<length {
      last = last.flatMap { text in ["a", "b", "c"].map { text + $0 } }
      all += last
    }
    return all
  }

  /// What a pattern matches, told by plain recursion.
  private func matches(_ text: ArraySlice<Character>, _ pattern: ArraySlice<Character>) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    let rest = pattern.dropFirst()
    if first == "*" {
      return (0...text.count).contains { matches(text.dropFirst($0), rest) }
    }
    guard let symbol = text.first else { return false }
    return (first == "?" || first == symbol) && matches(text.dropFirst(), rest)
  }

  private static let patterns = [
    "*", "a*", "*b", "?", "??", "a?c", "*ab*", "*a*b*", "b*?a", "abc", "**c", "c*c*c",
  ]

  @Test(
    "A wide beam finds the likeliest words that match, as trying all of them does",
    arguments: patterns)
  func words(text: String) throws {
    let model = WordModel(alphabet: Self.alphabet, network: try network(seed: 3))
    let candidates = texts(upTo: 5).filter { matches(Array($0)[...], Array(text)[...]) }
    let scores = try WordScorer(model, threads: 1).scores(candidates)
    let expected = zip(candidates, scores).sorted { $0.1.logProbability > $1.1.logProbability }
    var options = BeamSearch.Options()
    (options.width, options.maximumLength, options.count) = (400, 5, 1000)
    let found = BeamSearch(model, threads: 1).find(
      try SymbolPattern(text, alphabet: Self.alphabet), options)
    #expect(found.count == expected.count)
    #expect(Set(found.map(\.text)) == Set(candidates))
    for (finding, (word, score)) in zip(found, expected) {
      #expect(abs(finding.logProbability - score.logProbability) < 1e-4, "\(word)")
    }
    options.count = 2
    let best = BeamSearch(model, threads: 3).find(
      try SymbolPattern(text, alphabet: Self.alphabet), options)
    #expect(best == Array(found.prefix(2)))
  }

  @Test("Texts are whole where the pattern is, without an end")
  func fillIn() throws {
    let model = TextModel(alphabet: Self.alphabet, network: try network(seed: 4))
    let search = BeamSearch(model, threads: 1)
    let pattern = try SymbolPattern("ab??c", alphabet: Self.alphabet)
    #expect(pattern.beginning == [1, 2])
    let found = search.find(pattern)
    #expect(found.count == 9 && Set(found.map(\.text)).count == 9)
    let scorer = TextScorer(model, threads: 1)
    for finding in found {
      let stream = SymbolStream(try Self.alphabet.encode(finding.text), alphabetCount: 4)
      var sum = 0.0
      scorer.score(stream) { sum += $0.logProbabilities.reduce(0) { $0 + Double($1) } }
      #expect(abs(sum - finding.logProbability) < 1e-4)
    }
    #expect(zip(found, found.dropFirst()).allSatisfy { $0.logProbability >= $1.logProbability })
    #expect(search.find(try SymbolPattern("abc", alphabet: Self.alphabet)).map(\.text) == ["abc"])
  }

  @Test("With chance, texts are drawn symbol by symbol among what may still match, each once")
  func sampling() throws {
    let model = WordModel(alphabet: Self.alphabet, network: try network(seed: 5))
    let search = BeamSearch(model, threads: 1)
    let pattern = try SymbolPattern("??", alphabet: Self.alphabet)
    var options = BeamSearch.Options()
    (options.width, options.count) = (60, 9)
    let all = search.find(pattern, options)
    #expect(all.count == 9)
    func share(of symbol: Character, after beginning: String) throws -> Double {
      let next = try search.next(after: beginning).filter { !$0.symbol.isEmpty }
      let own = next.first { $0.symbol == String(symbol) }?.probability ?? 0
      return own / next.reduce(0) { $0 + $1.probability }
    }
    var firsts: [String: Int] = [:]
    let draws = 1500
    for seed in 0..<UInt64(draws) {
      options.seed = seed
      let drawn = search.find(pattern, options)
      #expect(Set(drawn.map(\.text)) == Set(all.map(\.text)))
      firsts[drawn[0].text, default: 0] += 1
    }
    for finding in all {
      let text = Array(finding.text)
      let p = try share(of: text[0], after: "") * share(of: text[1], after: String(text[0]))
      let share = Double(firsts[finding.text] ?? 0) / Double(draws)
      // Five standard deviations.
      #expect(abs(share - p) < 5 * (p * (1 - p) / Double(draws)).squareRoot() + 1e-9, "\(finding)")
    }
  }

  @Test("What may come next adds up to one, in falling order")
  func next() throws {
    let model = WordModel(alphabet: Self.alphabet, network: try network(seed: 6))
    let next = try BeamSearch(model, threads: 1).next(after: "ab")
    #expect(abs(next.reduce(0) { $0 + $1.probability } - 1) < 1e-9)
    #expect(zip(next, next.dropFirst()).allSatisfy { $0.probability >= $1.probability })
    #expect(Set(next.map(\.symbol)) == ["", "a", "b", "c"])
    #expect(throws: DataError.self) { try BeamSearch(model).next(after: "ax") }
  }

  @Test("Nothing is found where nothing can match")
  func impossible() throws {
    let model = WordModel(alphabet: Self.alphabet, network: try network(seed: 7))
    var options = BeamSearch.Options()
    options.maximumLength = 3
    let search = BeamSearch(model, threads: 1)
    #expect(search.find(try SymbolPattern("????", alphabet: Self.alphabet), options).isEmpty)
    #expect(search.find(try SymbolPattern("[^abc]", alphabet: Self.alphabet), options).isEmpty)
    options.count = 0
    #expect(search.find(try SymbolPattern("*", alphabet: Self.alphabet), options).isEmpty)
  }
}

@Suite("Patterns")
struct SymbolPatternTests {
  private func alphabet() throws -> Alphabet { try Alphabet(words: ["abcxyz-]^?*[\\é"]) }

  private func accepts(_ pattern: String, _ text: String) throws -> Bool {
    let alphabet = try alphabet()
    let pattern = try SymbolPattern(pattern, alphabet: alphabet)
    let symbols = try alphabet.encode(text)
    guard symbols.starts(with: pattern.beginning) else { return false }
    let matcher = PatternMatcher(pattern, symbols: alphabet.count)
    let states = symbols.dropFirst(pattern.beginning.count).reduce(matcher.start) {
      matcher.advance($0, over: $1)
    }
    return matcher.accepts(states)
  }

  @Test(
    "Sets, ranges and escapes mean what they say",
    arguments: [
      ("[abc]", "b", true), ("[abc]", "x", false), ("[a-c]y", "cy", true), ("[^a-c]", "b", false),
      ("[^a-c]", "é", true), ("[x\\-z]", "-", true), ("[x-]", "-", true), ("[\\]]", "]", true),
      ("\\?\\*\\[\\\\", "?*[\\", true), ("\\?", "a", false), ("", "", true), ("", "a", false),
      ("*[xyz]*", "abcxb", true), ("*[xyz]*", "abc", false), ("a*", "a", true),
    ])
  func meaning(pattern: String, text: String, expected: Bool) throws {
    #expect(try accepts(pattern, text) == expected)
  }

  @Test("Patterns of many elements keep their states apart across words of bits")
  func long() throws {
    let pattern = "?" + String(repeating: "ab", count: 120)
    #expect(try accepts(pattern, "x" + String(repeating: "ab", count: 120)))
    #expect(try !accepts(pattern, "x" + String(repeating: "ab", count: 119) + "aa"))
    #expect(try !accepts(pattern, "x" + String(repeating: "ab", count: 119)))
  }

  @Test(
    "What is no pattern says why",
    arguments: [
      ("[ab", .unclosedSet(position: 1)), ("a[]", .emptySet(position: 2)),
      ("[^]", .emptySet(position: 1)), ("a\\", .danglingEscape),
      ("[c-a]", .impossibleRange(position: 4)),
      ("?" + String(repeating: "a", count: 255), .tooLong(count: 256, limit: 255)),
    ] as [(String, SymbolPattern.Fault)])
  func faults(text: String, fault: SymbolPattern.Fault) throws {
    let alphabet = try alphabet()
    #expect(throws: fault) { try SymbolPattern(text, alphabet: alphabet) }
    #expect(!fault.description.contains("\n"))
  }

  @Test("A symbol that the model does not have is named, and sets need characters")
  func strangers() throws {
    let alphabet = try alphabet()
    #expect(throws: DataError.self) { try SymbolPattern("a?q", alphabet: alphabet) }
    let bytes = try Alphabet(words: ["ab"], unit: .byte)
    #expect(throws: SymbolPattern.Fault.setWithoutCharacters(position: 1)) {
      try SymbolPattern("[a]", alphabet: bytes)
    }
  }
}
