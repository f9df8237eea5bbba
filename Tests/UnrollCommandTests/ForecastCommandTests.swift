import Foundation
import Testing

/// Learning and forecasting series with the command.
@Suite struct ForecastCommandTests {
  /// A wave of twelve months that rises, with a column of text and one of a calendar.
  private static func csv(rows: Int, more: String = "") -> String {
    var text = "Month,Note,Winter,Sales\r\n"
    for row in 0..<rows {
      let month = row % 12 + 1
      let value = 100 + [0, 2, 5, 9, 14, 20, 22, 18, 11, 6, 3, 1][row % 12] * 2 + row / 4
      let date = "\(1990 + row / 12)-\(month < 10 ? "0" : "")\(month)"
      text += "\"\(date)\",\"a, b\",\(month < 4 ? 1 : 0),\(value)\r\n"
    }
    return text + more
  }

  private static let short = [
    "--hidden", "8", "--epochs", "30", "--quiet", "--out", "model", "--threads", "1",
  ]

  private func trained(_ options: String..., more: String = "") throws -> Unroll {
    let unroll = try Unroll()
    try unroll.write(Self.csv(rows: 120, more: more), to: "sales.csv")
    let outcome = try unroll.run(["train", "sales.csv"] + Self.short + options)
    #expect(outcome.code == 0, "\(outcome.error)")
    return unroll
  }

  @Test func `A series is learned, measured and forecast, dates going on`() throws {
    let unroll = try trained("--horizon", "3")
    let evaluated = try unroll("evaluate", "model", "sales.csv", "--last", "0.2")
    #expect(evaluated.output.contains("last value"))
    #expect(evaluated.output.contains("seasonal naive (12)"))
    #expect(
      evaluated.output.contains("beats every baseline")
        || evaluated.output.contains("does NOT beat"))
    let predicted = try unroll("predict", "model", "sales.csv", "--json", "--svg", "out.svg")
    let lines = try JSONObject.lines(of: predicted.output)
    #expect(lines.compactMap { $0["label"] as? String } == ["2000-01", "2000-02", "2000-03"])
    #expect(lines.compactMap { ($0["values"] as? [String: Double])?["Sales"] }.count == 3)
    let svg = String(decoding: try unroll.bytes("out.svg"), as: UTF8.self)
    #expect(svg.hasPrefix("<svg") && svg.hasSuffix("</svg>\n"))
    #expect(XMLCheck.isBalanced(svg))
    let shown = try unroll("predict", "model", "sales.csv")
    #expect(shown.output.contains("● forecast"))
    let plain = try unroll("predict", "model", "sales.csv", environment: ["LC_ALL": "C"])
    #expect(plain.output.contains("o forecast"))
    #expect(plain.output.utf8.allSatisfy { $0 < 0x80 })
  }

  @Test(.disabled(if: Sanitizer.isThread))
  func `A picture that finds no room leaves the one before it`() throws {
    let unroll = try trained()
    try unroll.write("the old one", to: "out.svg")
    let files = try unroll.files(in: ".")
    let outcome = try unroll.shell(
      "ulimit -f 1; exec \"$0\" \"$@\"", "predict", "model", "sales.csv", "--json", "--svg",
      "out.svg")
    #expect(outcome.code == 74)
    #expect(
      outcome.error == """
        unroll: Writing 'out.svg' failed: File too large. Raise the limit on file sizes (ulimit -f), or choose \
        another disk.

        """)
    #expect(try unroll.bytes("out.svg") == Array("the old one".utf8))
    #expect(try unroll.files(in: ".") == files)
  }

  @Test func `The same seed forecasts the same`() throws {
    let first = try trained("--seed", "7")("predict", "model", "sales.csv", "--json").output
    let second = try trained("--seed", "7")("predict", "model", "sales.csv", "--json").output
    #expect(first == second)
  }

  @Test func `Training does not look at the test part`() throws {
    let unroll = try trained()
    let other = try Unroll()
    // The last 24 rows are tested on: what they hold must not matter.
    var lines = Self.csv(rows: 120).components(separatedBy: "\r\n")
    for row in 97..<121 { lines[row] = lines[row].replacing(/,\d+$/, with: ",5000") }
    try other.write(lines.joined(separator: "\r\n"), to: "sales.csv")
    #expect(try other.run(["train", "sales.csv"] + Self.short).code == 0)
    let (first, second) = (
      try unroll.bytes("model/model.safetensors"), try other.bytes("model/model.safetensors")
    )
    #expect(first == second)
  }

  @Test func `The end of training tells the test part's measures beside the baselines`() throws {
    let unroll = try Unroll()
    try unroll.write(Self.csv(rows: 120), to: "sales.csv")
    let outcome = try unroll.run(["train", "sales.csv", "--json"] + Self.short)
    let end = try #require(try JSONObject.lines(of: outcome.output).last)
    let measures = try #require(end["measures"] as? [String: Double])
    #expect(measures["test.rmse"] != nil)
    #expect(measures["test.last value.rmse"] != nil)
    #expect(measures["test.seasonal naive (12).rmse"] != nil)
    #expect(measures["beatsBaselines"] == 0 || measures["beatsBaselines"] == 1)
  }

  @Test func `Quantiles are told with their coverage`() throws {
    let unroll = try trained("--quantiles", "0.1,0.5,0.9", "--horizon", "2")
    let evaluated = try unroll("evaluate", "model", "sales.csv", "--json")
    let target = try #require(
      (try JSONObject.one(of: evaluated.output)["targets"] as? [[String: any Sendable]])?.first)
    let quantiles = try #require(target["quantiles"] as? [String: any Sendable])
    #expect(quantiles["levels"] as? [Double] == [0.1, 0.5, 0.9])
    #expect(quantiles["coverage"] is Double)
    for line in try JSONObject.lines(of: unroll("predict", "model", "sales.csv", "--json").output) {
      let levels = try #require((line["quantiles"] as? [String: [String: Double]])?["Sales"])
      let (low, high) = (try #require(levels["0.1"]), try #require(levels["0.9"]))
      #expect(low <= high)
    }
  }

  @Test func `A known covariate has to be known for the horizon`() throws {
    let unroll = try trained("--known", "Winter", "--horizon", "2")
    let refused = try unroll("predict", "model", "sales.csv")
    #expect(refused.code == 65)
    #expect(refused.error.contains("known covariates for 0 rows"))
    try unroll.write(Self.csv(rows: 120, more: "2000-01,x,1,\n2000-02,x,1,\n"), to: "ahead.csv")
    #expect(try unroll("predict", "model", "ahead.csv").code == 0)
  }

  @Test func `Wrong tables are answered with the place and what was expected`() throws {
    let unroll = try Unroll()
    let files = [
      ("ragged.csv", "a,b\n1,2\n3\n"), ("text.csv", "a,b\n1,2\n3,x4\n5,6\n"),
      ("quote.csv", "a,b\n1,\"2\n"), ("missing.csv", "a\n1\nNA\n3\n\n5\n"),
      ("short.csv", "a\n1\n2\n"),
      ("empty.csv", ""), ("words.csv", "a,b\nx,y\n"), ("inf.csv", "a\n1\n1e999\n"),
    ]
    for (name, text) in files { try unroll.write(text, to: name) }
    let commands = files.map { ["train", $0.0, "--task", "forecast"] }
    let more = [
      ["train", "ragged.csv", "--task", "forecast", "--separator", "semicolon"],
      ["train", "text.csv", "--task", "forecast", "--target", "c"],
      ["train", "text.csv", "--task", "forecast", "--target", "a", "--covariate", "a"],
      ["train", "text.csv", "--task", "words", "--horizon", "2"],
      ["train", "text.csv", "--task", "words", "--missing", "linear"],
      ["train", "text.csv", "--task", "forecast", "--embedding", "4"],
      ["train", "text.csv", "--task", "forecast", "--horizon", "0"],
      ["train", "text.csv", "--task", "forecast", "--quantiles", "0.5,2"],
      ["train", "text.csv", "--task", "text", "--test", "0.1"],
    ]
    let transcript = try Golden.transcript(unroll, commands + more)
    #expect(!transcript.contains("\n[0]\n"))
    #expect(try unroll.files() == files.map(\.0).sorted(), "something was written")
    try Golden.expect(transcript, equals: "tables.txt")
  }
}

/// As much of XML as a drawing needs.
enum XMLCheck {
  /// Whether every element that is opened is closed in order.
  static func isBalanced(_ text: String) -> Bool {
    var open: [Substring] = []
    for match in text.matches(of: /<(\/?)([a-z]+)([^<>]*?)(\/?)>/) {
      if !match.1.isEmpty {
        guard open.popLast() == match.2 else { return false }
      } else if match.4.isEmpty {
        open.append(match.2)
      }
    }
    return open.isEmpty
  }
}
