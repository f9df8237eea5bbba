import Testing

/// Words that the command makes up, and the loss that it measures.
@Suite struct SamplingTests {
  @Test func `The same seed gives the same words, another seed others`() throws {
    let unroll = try Trained.folder()
    let first = try unroll("sample", "words-model", "--seed", "3").output
    #expect(first.split(separator: "\n").count == 10)
    #expect(try unroll("sample", "words-model", "--seed", "3").output == first)
    #expect(try unroll("sample", "words-model", "--seed", "4").output != first)
  }

  @Test func `More words begin with the same words`() throws {
    let unroll = try Trained.folder()
    let few = try unroll("sample", "words-model", "--count", "2").output
    #expect(try unroll("sample", "words-model", "--count", "5").output.hasPrefix(few))
    #expect(try unroll("sample", "words-model", "--count", "0").output.isEmpty)
  }

  @Test func `Neither threads nor the number of words change a word`() throws {
    let unroll = try Trained.folder()
    let many = try unroll("sample", "words-model", "--count", "200", "--threads", "1").output
    #expect(many.split(separator: "\n").count == 200)
    for threads in ["2", "3"] {
      let outcome = try unroll("sample", "words-model", "--count", "200", "--threads", threads)
      #expect(outcome.output == many)
    }
    #expect(many.hasPrefix(try unroll("sample", "words-model", "--count", "1").output))
  }

  @Test func `A model without such a symbol refuses a prefix, however many words are asked for`()
    throws
  {
    let unroll = try Trained.folder()
    for count in ["0", "1", "3"] {
      let outcome = try unroll("sample", "words-model", "--prefix", "aX", "--count", count)
      #expect(outcome.code == 64)
      #expect(outcome.output.isEmpty && outcome.error.contains("\"X\""))
    }
  }

  @Test func `Three ways of taking the likeliest symbol agree`() throws {
    let unroll = try Trained.folder()
    let greedy = try unroll("sample", "words-model", "--greedy").output
    #expect(Set(greedy.split(separator: "\n")).count == 1)
    for options in [["--temperature", "0"], ["--top-k", "1"], ["--temperature", "1e-308"]] {
      #expect(try unroll.run(["sample", "words-model"] + options).output == greedy)
    }
  }

  @Test func `Extreme temperatures give words`() throws {
    let unroll = try Trained.folder()
    for temperature in ["5e-324", "1e308"] {
      let outcome = try unroll("sample", "words-model", "--temperature", temperature)
      #expect(outcome.code == 0)
      #expect(outcome.output.split(separator: "\n").count == 10)
    }
  }

  @Test func `A prefix begins every word and counts to its length`() throws {
    let unroll = try Trained.folder()
    let outcome = try unroll("sample", "words-model", "--prefix", "anna", "--length", "6")
    #expect(outcome.code == 0)
    for word in outcome.output.split(separator: "\n") {
      #expect(word.hasPrefix("anna") && word.count <= 6)
    }
    let tooLong = try unroll("sample", "words-model", "--prefix", "anna", "--length", "3")
    #expect(tooLong.code == 64)
    #expect(tooLong.output.isEmpty)
    #expect(
      tooLong.error
        == "unroll: --prefix has 4 symbols, more than --length allows (3). Raise --length.\n")
  }

  @Test func `JSON holds a word in each line, as it is`() throws {
    let unroll = try Unroll()
    try unroll.write("a\u{202E}b\na\"b\n", to: "words.txt")
    #expect(try unroll.run(Trained.train(["--validation", "0"])).code == 0)
    let plain = try unroll("sample", "words-model", "--count", "40").output
    #expect(!plain.contains("\u{202E}"), "writing that turns a terminal's round")
    #expect(plain.contains("\\u{202E}"))
    let lines = try JSONObject.lines(
      of: unroll("sample", "words-model", "--count", "40", "--json").output)
    #expect(lines.count == 40)
    let words = lines.compactMap { $0["text"] as? String }
    #expect(words.contains { $0.contains("\u{202E}") })
  }

  @Test func `Evaluating gives one object with the promised keys`() throws {
    let unroll = try Trained.folder()
    let outcome = try unroll("evaluate", "words-model", "words.txt", "--json")
    #expect(outcome.code == 0)
    let report = try JSONObject.one(of: outcome.output)
    #expect(Set(report.keys).isSuperset(of: ["loss", "bitsPerSymbol", "perplexity", "symbols"]))
    #expect(report["symbols"] as? Int == Trained.words.reduce(0) { $0 + $1.count + 1 })
    let one = try unroll("evaluate", "words-model", "words.txt", "--json", "--threads", "1")
    #expect(one.output == outcome.output)
  }

  @Test func `Evaluating the validation words gives the validation loss of training`() throws {
    let unroll = try Unroll()
    try unroll.write(Trained.words.joined(separator: "\n"), to: "words.txt")
    try unroll.write("nina\nkarla\n", to: "held.txt")
    let trained = try unroll.run(Trained.train(["--validation", "held.txt", "--json"]))
    let end = try #require(try JSONObject.lines(of: trained.output).last)
    let report = try JSONObject.one(
      of: unroll("evaluate", "words-model", "held.txt", "--json").output)
    #expect(report["loss"] as? Double == end["validationLoss"] as? Double)
  }
}
