import Foundation
import Testing

/// Ctrl-C and its relatives in the middle of a run.
@Suite struct InterruptionTests {
  /// A run that would go on for hours, past its first epochs.
  private func running(_ unroll: Unroll, _ options: String...) throws -> ChildProcess {
    try unroll.write(Trained.words.joined(separator: "\n"), to: "words.txt")
    let run = try unroll.start(
      ["train", "words.txt", "--hidden", "8", "--epochs", "1000000000", "--json"] + options)
    run.wait { $0.output.contains("\"epoch\":2,") }
    #expect(run.isRunning)
    return run
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func `A signal ends the run with both models saved`(signal: Int32) throws {
    let unroll = try Unroll()
    let run = try running(unroll)
    run.send(signal)
    let outcome = run.wait()
    #expect(outcome.code == 75)
    #expect(
      outcome.error.hasSuffix(
        """
        unroll: interrupted; all is saved in words-model; 'unroll train --resume --out words-model' goes on

        """))
    let end = try #require(try JSONObject.lines(of: outcome.output).last)
    #expect(end["reason"] as? String == "interrupted")
    for name in ["model", "last"] {
      #expect(try unroll("sample", "words-model/\(name).safetensors").code == 0)
    }
    #expect(try unroll.files(in: "words-model").contains("metrics.jsonl"))
  }

  @Test func `A second signal ends the run at once`() throws {
    let unroll = try Unroll()
    // One step of many words through the forward recursion takes long enough for two signals.
    let words = (0..<20_000).map { "word\($0)" }
    try unroll.write(words.joined(separator: "\n"), to: "words.txt")
    let run = try unroll.start([
      "train", "words.txt", "--hidden", "128", "--batch", "all", "--gradient", "rtrl",
    ])
    run.wait { $0.error.contains("bigram floor") }
    let begin = Date()
    run.send(SIGINT)
    usleep(100_000)
    #expect(run.isRunning)
    run.send(SIGINT)
    let outcome = run.wait()
    #expect(outcome.code == 128 + SIGINT)
    #expect(Date().timeIntervalSince(begin) < 10)
  }

  @Test func `A signal that the caller ignores stays ignored`() throws {
    let unroll = try Unroll()
    try unroll.write(Trained.words.joined(separator: "\n"), to: "words.txt")
    let run = try unroll.start(
      [
        "-c", "trap '' HUP; exec \"$0\" \"$@\"", Unroll.executable, "train", "words.txt",
        "--hidden", "8", "--epochs", "1000000000", "--json",
      ], executable: "/bin/sh")
    run.wait { $0.output.contains("\"epoch\":2,") }
    run.send(SIGHUP)
    let epochs = run.output.count
    run.wait { $0.output.count > epochs + 2_000 }
    #expect(run.isRunning)
    run.send(SIGTERM)
    #expect(run.wait().code == 75)
  }

  @Test func `A demo that is interrupted still shows names`() throws {
    let unroll = try Unroll()
    let run = try unroll.start(["demo", "--count", "3"])
    run.wait { $0.error.contains("epoch 1/") }
    run.send(SIGINT)
    let outcome = run.wait()
    #expect(outcome.code == 75)
    #expect(outcome.output.contains("made-up names"))
    #expect(try unroll.files().isEmpty)
  }
}
