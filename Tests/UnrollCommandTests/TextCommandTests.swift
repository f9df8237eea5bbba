import Foundation
import Testing

/// Texts from end to end, as a user goes through them.
@Suite struct TextCommandTests {
  private static let line = "the cat sat on the mat.\n"

  /// A folder with a text and a model of it, trained for a moment.
  private func trained(_ options: String..., text: String? = nil) throws -> Unroll {
    let unroll = try Unroll()
    try unroll.write(text ?? String(repeating: Self.line, count: 60), to: "cat.txt")
    let outcome = try unroll.run(
      ["train", "cat.txt", "--hidden", "24", "--epochs", "6", "--batch", "4", "--window", "16"]
        + options)
    #expect(outcome.code == 0, "\(outcome.error)")
    return unroll
  }

  @Test func `A text is guessed, learned, evaluated and gone on with`() throws {
    let unroll = try trained()
    let again = try unroll(
      "train", "cat.txt", "--hidden", "24", "--epochs", "1", "--json", "--out", "other")
    #expect(again.error.contains("looks like running text: learned as text"))
    #expect(again.output.contains("\"event\":\"evaluation\"") && again.output.contains("\"end\""))
    let report = try JSONObject.one(
      of: unroll("evaluate", "cat-model", "cat.txt", "--last", "0.1", "--json").output)
    let loss = try #require(report["loss"] as? Double)
    #expect(report["symbols"] as? Int == 144 && loss < 1.5)
    let end = try unroll.bytes("cat-model/metrics.jsonl")
    #expect(String(decoding: end, as: UTF8.self).contains("\"bigramFloor\""))
    let exact = try JSONObject.one(
      of: unroll("evaluate", "cat-model", "cat.txt", "--last", "0.1", "--exact", "--json").output)
    #expect(abs((exact["loss"] as? Double ?? 0) - loss) < 1e-3)

    let sample = try unroll("sample", "cat-model", "--prefix", "the cat", "--length", "30")
    #expect(sample.code == 0 && sample.output.hasPrefix("the cat"))
    #expect(sample.output.count <= 7 + 30 + 1)
    #expect(
      try unroll("sample", "cat-model", "--prefix", "the cat", "--length", "30").output
        == sample.output)
    let stranger = try unroll("sample", "cat-model", "--prefix", "Zebra")
    #expect(stranger.code == 64 && stranger.error.contains("\"Z\""))
  }

  @Test func `Scores of lines and of symbols add up, and adaptation scores first`() throws {
    let unroll = try trained()
    try unroll.write("the cat sat.\nthe mat the mat the mat the mat\n", to: "new.txt")
    func sum(_ options: String...) throws -> (lines: Double, summary: Double) {
      let outcome = try unroll.run(["score", "cat-model", "new.txt", "--json"] + options)
      #expect(outcome.code == 0, "\(outcome.error)")
      let lines = try outcome.output.split(separator: "\n").map {
        try JSONObject.one(of: String($0))
      }
      let last = try #require(lines.last)
      #expect(last["event"] as? String == "summary" && last["symbols"] as? Int == 46)
      let sum = lines.dropLast().reduce(0) { $0 + ($1["logProbability"] as? Double ?? 0) }
      return (sum, last["logProbability"] as? Double ?? 0)
    }
    let plain = try sum()
    #expect(abs(plain.lines - plain.summary) < 1e-6 && plain.summary < 0)
    #expect(try sum("--adapt").summary != plain.summary)
    let symbols = try unroll("score", "cat-model", "new.txt", "--symbols").output
    let values = symbols.split(separator: "\n").compactMap {
      Double($0.split(separator: "\t").first ?? "")
    }
    #expect(values.count == 46 && abs(values.reduce(0, +) - plain.summary) < 0.01)
    let coloured = try unroll("score", "cat-model", "new.txt", "--color", "always").output
    #expect(coloured.contains("\u{1B}[0;") && coloured.contains("most surprising:"))
    #expect(try !unroll("score", "cat-model", "new.txt").output.contains("\u{1B}"))

    try unroll.write("the cat\nsaw Ann\n", to: "strange.txt")
    let refused = try unroll("score", "cat-model", "strange.txt")
    #expect(refused.code == 65 && refused.error.contains("strange.txt, line 2, byte 3"))
  }

  @Test func `What may come next is told, and what matches a pattern`() throws {
    let unroll = try trained()
    let next = try unroll("complete", "cat-model", "--prefix", "the cat sat on the ma", "--json")
    let first = try JSONObject.one(of: String(next.output.split(separator: "\n").first ?? ""))
    #expect(first["symbol"] as? String == "t")
    let found = try unroll("complete", "cat-model", "--pattern", "the ?at sat", "--count", "3")
    #expect(found.output.split(separator: "\n").count == 3)
    #expect(found.output.contains("the cat sat") || found.output.contains("the mat sat"))
    #expect(try unroll("complete", "cat-model", "--pattern", "[a").code == 64)
    #expect(try unroll("complete", "cat-model").code == 64)
    #expect(try unroll("complete", "cat-model", "--prefix", "Q").code == 64)
  }

  @Test func `Documents, words as symbols, several files and standard input are texts too`() throws
  {
    let documents = try trained(
      "--task", "text", "--document-separator", "\\n", "--unit", "word", "--preset", "small")
    let report = try JSONObject.one(
      of: documents("evaluate", "cat-model", "cat.txt", "--json").output)
    #expect(report["documents"] as? Int == 60 && report["symbols"] as? Int == 60 * 8)
    #expect(
      try documents("sample", "cat-model", "--count", "3").output.count { $0 == "\n" } == 3)
    let piped = try documents(
      "train", "-", "--task", "text", "--epochs", "1", "--hidden", "4", "--quiet",
      input: String(repeating: Self.line, count: 9))
    #expect(piped.code == 0)
    #expect(try documents.files().contains("text-model"))
    let several = try documents(
      "train", "cat.txt", "cat.txt", "--epochs", "1", "--hidden", "4", "--out", "both")
    #expect(several.code == 0 && several.error.contains("2 documents"))
  }

  @Test func `A stream of numbers or text is learned from as it comes, and saved`() throws {
    let unroll = try Unroll()
    let numbers = (0..<300).map { "\(sin(Double($0) / 4)) \($0 % 7)" }.joined(separator: "\n")
    let outcome = try unroll("online", "--json", "--out", "wave", input: numbers + "\n")
    #expect(outcome.code == 0)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 300)
    let last = try JSONObject.one(of: String(lines.last ?? ""))
    #expect(last["step"] as? Int == 300 && (last["next"] as? [Double])?.count == 2)
    #expect(try unroll("inspect", "wave").code == 0)
    let text = try unroll(
      "online", "--text", "--print-every", "500", "--hidden", "16", "--out", "cat",
      input: String(repeating: Self.line, count: 60))
    #expect(text.output.split(separator: "\n").count == 2)
    #expect(try unroll("sample", "cat", "--prefix", "the", "--length", "5").code == 0)
    let wrong = try unroll("online", "--out", "partly", input: "1 2\n3 4\n5 x\n")
    #expect(wrong.code == 65 && wrong.error.contains("line 3, field 2"))
    #expect(try unroll.files().contains("partly"))
    #expect(try unroll("online", input: "1 2\n3\n").error.contains("line 2: 1 number"))
    #expect(try unroll("online", input: "").code == 65)
  }
}
