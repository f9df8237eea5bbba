import Testing

@testable import Unroll

/// A model whose weights are drawn, `scale` times Xavier's: large ones make it decided.
private func untrained(
  _ alphabet: Alphabet, hiddenSize: Int = 9, seed: UInt64 = 3, scale: Float = 1
) throws -> WordModel {
  let port = NetworkConfiguration.Port.symbols(count: alphabet.count)
  var network = try Network(
    NetworkConfiguration(input: port, hiddenSize: hiddenSize, output: port), seed: seed)
  network.parameters.scale(by: scale)
  return WordModel(alphabet: alphabet, network: network)
}

private func stream(_ index: UInt64, seed: UInt64 = 1) -> RandomStream {
  RandomStream(seed: seed, purpose: .sampling, index: index)
}

private func options(length: Int = 100, temperature: Double = 1) -> SamplingOptions {
  var options = SamplingOptions()
  options.maximumLength = length
  options.temperature = temperature
  return options
}

private let replacement: Character = "\u{FFFD}"

@Suite("Words of a model")
struct WordSamplerTests {
  private let model: WordModel

  init() throws {
    model = try untrained(Alphabet(words: ["anna", "bèla", "cid", "é", "👩‍👧"]), scale: 2)
  }

  /// `count` words, each with a stream of its own.
  private func words(
    _ model: WordModel, _ count: UInt64, beginning prefix: String = "",
    _ options: SamplingOptions = SamplingOptions(), seed: UInt64 = 1
  ) throws -> [String] {
    let sampler = WordSampler(model)
    return try (0..<count).map { index in
      var stream = stream(index, seed: seed)
      return try sampler.word(beginning: prefix, options, using: &stream)
    }
  }

  @Test("The same seed gives the same words, another seed or index gives others")
  func seeds() throws {
    let some = try words(model, 50)
    #expect(try words(model, 50) == some)
    #expect(Set(some).count > 25)
    #expect(try words(model, 50, seed: 2) != some)
  }

  @Test("A word does not depend on the words that a sampler wrote before it")
  func independence() throws {
    let sampler = WordSampler(model)
    let some = try words(model, 20)
    for index in (0..<20).reversed() {
      var stream = stream(UInt64(index))
      #expect(try sampler.word(using: &stream) == some[index])
    }
  }

  @Test("A prefix is kept, and changes what follows")
  func prefix() throws {
    for prefix in ["a", "bè", "👩‍👧", "cidcid"] {
      for word in try words(model, 50, beginning: prefix) {
        #expect(word.hasPrefix(prefix))
      }
    }
    let ends = try words(model, 50, beginning: "an").map { $0.dropFirst(2) }
    #expect(ends != (try words(model, 50, beginning: "bè").map { $0.dropFirst(2) }))
  }

  @Test("After a prefix comes what the model says after these symbols")
  func prefixIsRead() throws {
    let whole = try words(model, 20, options(length: 6, temperature: 0))[0]
    for count in 1..<whole.count {
      let prefix = String(whole.prefix(count))
      #expect(
        try words(model, 1, beginning: prefix, options(length: 6, temperature: 0)) == [whole])
    }
  }

  @Test("A character that the model never saw is named, with its place")
  func unknownCharacter() throws {
    let error = #expect(throws: DataError.self) { try words(model, 1, beginning: "anXa") }
    #expect(
      error
        == .unknownSymbol(
          "X", unit: .character, position: 3, word: "anXa", alphabet: model.alphabet.symbols))
    #expect(
      error?.description.hasPrefix(
        "\"X\" (U+0058), character 3 of \"anXa\", is not among the model's symbols (10): a b c d i")
        == true)
  }

  @Test("No word is empty or longer than it may be", arguments: [1, 2, 5, 30])
  func lengths(length: Int) throws {
    let counts = try words(model, 200, options(length: length)).map(\.count)
    #expect(counts.allSatisfy { (1...length).contains($0) })
    #expect(counts.contains(length))
  }

  @Test("A length under 1 counts as 1, and a longer prefix stays whole", arguments: [0, -5, .min])
  func shortestLength(length: Int) throws {
    #expect(try words(model, 20, options(length: length)).allSatisfy { $0.count == 1 })
    #expect(
      try words(model, 3, beginning: "anna", options(length: length)) == ["anna", "anna", "anna"])
  }

  @Test("Even a model that would end at once writes a symbol")
  func neverEmpty() throws {
    var model = model
    model.network.parameters["c"][0] = 1_000
    for temperature in [0, 1, 1e300] {
      let words = try words(model, 50, options(temperature: temperature))
      #expect(words.allSatisfy { !$0.isEmpty })
      if temperature < 2 { #expect(words.allSatisfy { $0.count == 1 }) }
    }
  }

  @Test("The end symbol never comes where the model holds it impossible")
  func endIsDrawn() throws {
    var model = model
    model.network.parameters["c"][0] = -1_000
    #expect(try words(model, 20, options(length: 40)).allSatisfy { $0.count == 40 })
  }
}

@Suite("Words of bytes and scalars are valid Unicode")
struct WordUnicodeTests {
  /// Every byte that UTF-8 can have: most draws of an untrained model would be invalid.
  private let allBytes = [""] + (0x20...0xF4).map { String(Unicode.Scalar(UInt8($0))) }

  @Test("An untrained model over all bytes writes valid UTF-8, however short it is cut")
  func bytes() throws {
    let alphabet = try Alphabet(symbols: allBytes, unit: .byte)
    var longest = 0
    for seed in 0..<3 {
      let sampler = WordSampler(try untrained(alphabet, seed: UInt64(seed), scale: 3))
      for length in [1, 2, 3, 4, 7, 50] {
        for index in 0..<40 {
          var stream = stream(UInt64(index))
          let word = try sampler.word(options(length: length, temperature: 2), using: &stream)
          #expect(!word.isEmpty && !word.contains(replacement), "\(Array(word.utf8))")
          #expect(word.utf8.count <= length + 3)
          longest = max(longest, word.utf8.count - length)
        }
      }
    }
    #expect(longest > 0, "no scalar was cut: the test shows nothing")
  }

  @Test("A prefix of many bytes a character is kept")
  func bytePrefix() throws {
    let alphabet = try Alphabet(symbols: allBytes, unit: .byte)
    let sampler = WordSampler(try untrained(alphabet))
    for prefix in ["é", "漢字", "👩‍👧"] {
      for length in [1, 20] {
        var stream = stream(1)
        let word = try sampler.word(beginning: prefix, options(length: length), using: &stream)
        #expect(word.utf8.starts(with: prefix.utf8) && !word.contains(replacement))
      }
    }
  }

  @Test("A network whose outputs overflow in mid-scalar ends the word before that scalar")
  func overflow() throws {
    // After 0xC3, which only © (0xA9) could follow, all outputs are minus infinity.
    let alphabet = try Alphabet(symbols: ["", "a", "©", "Ã"], unit: .byte)
    var model = try untrained(alphabet, hiddenSize: 2)
    let largest = Float.greatestFiniteMagnitude
    var parameters = model.network.parameters
    parameters.clear()
    // Inputs: the end symbol and a leave the state at 0, 0xC3 drives it to 1, 1.
    parameters["U"] = [0, 0, 0, 50, 0, 0, 0, 50]
    parameters["V"] = [Float](repeating: -largest, count: 8)
    parameters["c"] = [-50, 0, 0, 0]
    model.network.parameters = parameters
    let sampler = WordSampler(model)
    var words: Set<String> = []
    for index in 0..<40 {
      var stream = stream(UInt64(index))
      words.insert(try sampler.word(options(length: 6), using: &stream))
    }
    #expect(words.allSatisfy { $0.allSatisfy { $0 == "a" } }, "\(words)")
    #expect(words.isSuperset(of: ["", "a", "aa"]))
  }

  @Test("An untrained model over scalars writes whole scalars only")
  func scalars() throws {
    let alphabet = try Alphabet(symbols: ["", "e", "\u{301}", "👩", "\u{200D}"], unit: .scalar)
    let sampler = WordSampler(try untrained(alphabet))
    for index in 0..<50 {
      var stream = stream(UInt64(index))
      let word = try sampler.word(options(length: 5), using: &stream)
      #expect((1...5).contains(word.unicodeScalars.count) && !word.contains(replacement))
    }
  }
}
