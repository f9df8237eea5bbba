import Foundation
import Testing

/// Searches with the command, from the data to the table.
@Suite struct TuneCommandTests {
  private static func words() throws -> Unroll {
    let unroll = try Unroll()
    try unroll.write(Trained.words.joined(separator: "\n") + "\n", to: "words.txt")
    return unroll
  }

  private static let short = ["--epochs", "3", "--trials", "5", "--threads", "1"]

  /// Runs of `--json`, without what depends on the clock.
  private static func runs(_ output: String) throws -> [String] {
    try JSONObject.lines(of: output).filter { $0["event"] as? String == "trial" }.map { line in
      line.filter { $0.key != "seconds" }.sorted { $0.key < $1.key }.description
    }
  }

  @Test func `A search of words ends in a table, a model and a command that is accepted`() throws {
    let unroll = try Self.words()
    let outcome = try unroll.run(["tune", "words.txt"] + Self.short)
    #expect(outcome.code == 0, "\(outcome.error)")
    let lines = outcome.output.components(separatedBy: "\n")
    for column in ["round", "learning rate", "hidden", "dropout", "batch", "validation loss"] {
      #expect(lines[0].contains(column))
    }
    #expect(lines[1...5].map { $0.prefix(1) } == ["1", "2", "3", "4", "5"])
    #expect(lines[1...2].allSatisfy { $0.dropFirst().drop { $0 == " " }.first == "2" })
    #expect(lines[1...5].count { $0.hasSuffix("the default") } == 1)
    #expect(outcome.error.contains("5 settings in 2 rounds: 5 of 1 epoch, 2 of 3 epochs"))
    #expect(try unroll.files(in: "words-tune") == ["model.safetensors", "tune.jsonl"])
    #expect(try unroll("sample", "words-tune", "--count", "2").code == 0)
    let command = try #require(lines.first { $0.hasPrefix("train it longer") })
    let trained = try unroll.shell(
      command.replacing("train it longer  unroll", with: "\"$0\"") + " --quiet --out full")
    #expect(trained.code == 0, "\(trained.error)")
    // With epochs for a budget the command trains the model of the table once more.
    let best = try #require(lines.first { $0.hasPrefix("validation loss") })
    let loss = try #require(best.split(separator: " ").compactMap { Double($0) }.first)
    #expect(trained.output.contains("validation loss  \(String(format: "%.4f", loss))"))
  }

  @Test func `The same seed gives the same runs, and the options that are given stay`() throws {
    let options = ["tune", "words.txt", "--json", "--hidden", "8", "--dropout", "0.1"] + Self.short
    let (first, second) = (try Self.words(), try Self.words())
    let (left, right) = (try first.run(options), try second.run(options))
    #expect(left.code == 0)
    #expect(try Self.runs(left.output) == Self.runs(right.output))
    #expect(
      try first.bytes("words-tune/model.safetensors")
        == second.bytes("words-tune/model.safetensors"))
    let trials = try JSONObject.lines(of: left.output).dropLast()
    #expect(trials.compactMap { $0["epochs"] as? Int } == [1, 1, 1, 1, 1, 3, 3])
    #expect(trials.allSatisfy { $0["hidden"] as? Int == 8 && $0["dropout"] as? Double == 0.1 })
    #expect(Set(trials.compactMap { $0["learningRate"] as? Double }).count == 5)
    let other = try Self.words().run(options + ["--seed", "2"])
    #expect(try Self.runs(left.output) != Self.runs(other.output))
    let end = try #require(try JSONObject.lines(of: left.output).last)
    #expect(end["reason"] as? String == "done")
    #expect(end["runs"] as? Int == 7)
    #expect((end["command"] as? String)?.contains("--hidden 8 --dropout 0.1") == true)
  }

  @Test func `A search that was killed goes on, and ends as if it had not been`() throws {
    let options = [
      "tune", "words.txt", "--json", "--epochs", "30", "--trials", "5", "--threads", "1",
    ]
    let whole = try Self.words().run(options)
    let unroll = try Self.words()
    let run = try unroll.start(options)
    run.wait { $0.output.contains("\"trial\":2") }
    run.send(SIGKILL)
    _ = run.wait()
    let kept = try unroll.bytes("words-tune/tune.jsonl")
    // A line that the end has cut off.
    try unroll.write(kept + Array("{\"batch\":8,\"dro".utf8), to: "words-tune/tune.jsonl")
    let resumed = try unroll.run(options)
    #expect(resumed.code == 0, "\(resumed.error)")
    #expect(resumed.error.contains("was cut off: that run is done again"))
    #expect(resumed.error.contains("were done before: going on from there"))
    #expect(try Self.runs(resumed.output) == Self.runs(whole.output))
    #expect(try unroll.bytes("words-tune/tune.jsonl").starts(with: kept))
    let again = try unroll.run(options)
    #expect(again.code == 0)
    #expect(again.output == resumed.output)
  }

  @Test func `A signal ends the search after its step, and the next one goes on`() throws {
    let unroll = try Self.words()
    let options = [
      "tune", "words.txt", "--json", "--time", "1h", "--trials", "2", "--patience", "3",
    ]
    let run = try unroll.start(options)
    run.wait { $0.error.contains("2 settings") }
    usleep(200_000)
    run.send(SIGINT)
    let outcome = run.wait()
    #expect(outcome.code == 75)
    #expect(outcome.error.contains("of 2 runs"))
    #expect(outcome.error.hasSuffix("kept in words-tune: the same command goes on from there\n"))
    let end = try #require(try JSONObject.lines(of: outcome.output).last)
    #expect(end["reason"] as? String == "interrupted")
    let other = try unroll.run(options + ["--cell", "gru"])
    #expect(other.code == 64)
    #expect(other.error.contains("--cell is gru, and was not given there"))
    try unroll.write("anna\nbob\ncarla\n", to: "words.txt")
    let changed = try unroll.run(options)
    #expect(changed.code == 64)
    #expect(changed.error.contains("words.txt has 15 bytes"))
  }

  @Test func `A series is searched within its time`() throws {
    let unroll = try Unroll()
    let rows = (0..<90).map { "\($0),\(($0 * 7) % 12)" }
    try unroll.write("month,value\n" + rows.joined(separator: "\n") + "\n", to: "series.csv")
    let outcome = try unroll.run([
      "tune", "series.csv", "--time", "1s", "--trials", "4", "--json", "--horizon", "2",
    ])
    #expect(outcome.code == 0, "\(outcome.error)")
    let trials = try JSONObject.lines(of: outcome.output).dropLast()
    #expect(trials.compactMap { $0["rung"] as? Int } == [1, 1, 1, 1, 2, 2])
    let seconds = trials.compactMap { $0["seconds"] as? Double }
    #expect(
      seconds.prefix(4).allSatisfy { $0 >= 0.125 } && seconds.suffix(2).allSatisfy { $0 >= 0.25 })
    #expect(trials.allSatisfy { $0["validationLoss"] is Double })
    #expect(try unroll("predict", "series-tune", "series.csv").code == 0)
  }

  @Test(arguments: ResumeTests.Job.all)
  func `Every kind of job is searched, and its best model evaluated`(job: ResumeTests.Job) throws {
    let unroll = try Unroll()
    for (name, text) in job.files { try unroll.write(text, to: name) }
    let data = job.arguments[0]
    let task = try #require(job.arguments.firstIndex(of: "--task"))
    let outcome = try unroll.run(
      ["tune", data] + job.arguments[task...task + 1]
        + ["--out", "found", "--json", "--hidden", "8"] + Self.short)
    #expect(outcome.code == 0, "\(outcome.error)")
    let trials = try JSONObject.lines(of: outcome.output).filter {
      $0["event"] as? String == "trial"
    }
    #expect(trials.compactMap { $0["epochs"] as? Int } == [1, 1, 1, 1, 1, 3, 3])
    let losses = trials.compactMap { $0["validationLoss"] as? Double }
    #expect(losses.count == 7 && losses.allSatisfy(\.isFinite))
    let end = try #require(try JSONObject.lines(of: outcome.output).last)
    #expect(end["reason"] as? String == "done")
    let judged = try unroll("evaluate", "found", data, "--json")
    #expect(judged.code == 0, "\(judged.error)")
  }

  @Test func `Classes are searched, and the test part is not looked at`() throws {
    let unroll = try Unroll()
    let lines = (0..<60).map {
      "\($0 % 2 == 0 ? "even" : "odd"),\(["aba", "cdc"][$0 % 2])\($0 / 2)"
    }
    try unroll.write(lines.joined(separator: "\n") + "\n", to: "table.csv")
    let outcome = try unroll.run(
      ["tune", "table.csv", "--task", "classify", "--test", "0.2", "--hidden", "8", "--quiet"]
        + Self.short)
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(outcome.error.isEmpty)
    #expect(outcome.output.contains("nats a sequence"))
    #expect(!outcome.output.contains("test accuracy"))
    #expect(try unroll("evaluate", "table-tune", "table.csv").code == 0)
  }

  @Test func `A search whose runs all fail says why`() throws {
    let outcome = try Self.words().run(
      ["tune", "words.txt", "--learning-rate", "1e38", "--clip", "0"] + Self.short)
    #expect(outcome.code == 70)
    #expect(outcome.error.contains("every run failed; the first one: training diverged"))
  }

  @Test func `Wrong searches are answered with what is wrong`() throws {
    let unroll = try Self.words()
    try unroll.write("anna\n", to: "one.txt")
    let fixed = ["--learning-rate", "0.1", "--hidden", "8", "--dropout", "0", "--batch", "4"]
    let commands = [
      ["tune"], ["tune", "words.txt", "--trials", "0"], ["tune", "words.txt", "--trials", "many"],
      ["tune", "words.txt", "--time", "0s"], ["tune", "words.txt", "--time", "soon"],
      ["tune", "words.txt", "--epochs", "0"], ["tune", "words.txt", "--out", ""],
      ["tune", "words.txt", "--epochs", "2", "--time", "1m"],
      ["tune", "words.txt", "--validation", "0"], ["tune", "-"], ["tune", "words.txt"] + fixed,
      ["tune", "words.txt", "--validation", "-"], ["tune", "one.txt"], ["tune", "none.txt"],
      ["tune", "words.txt", "--horizon", "2"], ["tune", "words.txt", "--layers", "1025"],
      ["tune", "words.txt", "--layers", "1024", "--hidden", "16384"],
    ]
    let transcript = try Golden.transcript(unroll, commands)
    #expect(!transcript.contains("\n[0]\n"))
    #expect(try unroll.files() == ["one.txt", "words.txt"], "something was written")
    // The machine's memory is not that of the next one.
    try Golden.expect(
      transcript.replacing(/are [\d.]+ GB/, with: "are … GB"), equals: "usage-tune.txt")
  }
}
