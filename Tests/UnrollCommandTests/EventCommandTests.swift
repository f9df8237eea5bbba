import Foundation
import Testing

/// Learning and making up events with the command.
@Suite struct EventCommandTests {
  /// Three voices in turn.
  private static let sequence =
    "[" + (0..<24).map { "[\(60 + $0 % 3 * 4),\(72 + $0 % 2)]" }.joined(separator: ",") + "]"
  private static let json =
    "{\"train\":[\((0..<12).map { _ in sequence }.joined(separator: ","))],"
    + "\"valid\":[\(sequence)],\"test\":[\(sequence),[[60]]]}"

  private func trained(_ options: String...) throws -> (Unroll, Unroll.Outcome) {
    let unroll = try Unroll()
    try unroll.write(Self.json, to: "notes.json")
    let outcome = try unroll.run(
      [
        "train", "notes.json", "--hidden", "16", "--epochs", "60", "--quiet", "--out", "model",
        "--dropout", "0", "--learning-rate", "0.02", "--batch", "1",
      ] + options)
    #expect(outcome.code == 0, "\(outcome.error)")
    return (unroll, outcome)
  }

  @Test func `Events are learned, measured, predicted and made up`() throws {
    let (unroll, outcome) = try trained()
    #expect(outcome.output.contains("test loss"))
    #expect(outcome.output.contains("beats the frequencies"))
    let report = try JSONObject.one(
      of: unroll("evaluate", "model", "notes.json", "--json").output)
    #expect(report["steps"] as? Int == 25)
    #expect(report["indices"] as? Int == 14)
    #expect(try #require(report["loss"] as? Double) < 3)
    let made = try unroll("sample", "model", "--greedy", "--length", "6", "--json")
    let steps = try #require(try JSONObject.one(of: made.output)["steps"] as? [[Int]])
    #expect(steps == [[60, 72], [64, 73], [68, 72], [60, 73], [64, 72], [68, 73]])
    let onward = try unroll(
      "sample", "model", "--greedy", "--length", "1", "--prefix", "[[60,72],[64,73]]")
    #expect(onward.output == "60 72\n64 73\n68 72\n")
    let next = try JSONObject.lines(of: unroll("predict", "model", "notes.json", "--json").output)
    #expect(next.count == 15)
    #expect((next[0]["next"] as? [String: Double])?.isEmpty == false)
  }

  @Test func `The same seed makes up the same`() throws {
    let (unroll, _) = try trained("--seed", "3")
    let first = try unroll("sample", "model", "--seed", "5", "--count", "2")
    #expect(try unroll("sample", "model", "--seed", "5", "--count", "2").output == first.output)
    #expect(try unroll("sample", "model", "--seed", "6", "--count", "2").output != first.output)
  }

  @Test func `Wrong files and indices are answered with the place`() throws {
    let (unroll, _) = try trained()
    try unroll.write("[[[60,\n \"a\"]]]", to: "text.json")
    try unroll.write("[[[60],[99]]]", to: "range.json")
    try unroll.write("{\"train\":[]}", to: "empty.json")
    try unroll.write("{\"other\":[[[60]]]}", to: "other.json")
    let transcript = try Golden.transcript(
      unroll,
      [
        ["train", "text.json"], ["train", "empty.json"], ["train", "other.json"],
        ["train", "range.json", "--indices", "60-70"], ["train", "range.json", "--indices", "7-6"],
        ["train", "range.json", "--unit", "byte"], ["train", "range.json", "--horizon", "2"],
        ["evaluate", "model", "range.json"], ["evaluate", "model", "other.json"],
        ["evaluate", "model", "notes.json", "--split", "dev"],
        ["evaluate", "model", "notes.json", "--last", "0.5"],
        ["sample", "model", "--prefix", "[[1]]"], ["sample", "model", "--top-k", "2"],
        ["predict", "model", "missing.json"], ["predict", "model", "notes.json", "--svg", "x.svg"],
      ])
    #expect(!transcript.contains("\n[0]\n"))
    try Golden.expect(transcript, equals: "events.txt")
  }
}
