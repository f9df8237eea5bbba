import Foundation
import Testing

/// Outputs that cannot be created, cannot be written, or are not there.
@Suite struct OutputTests {
  private func unroll() throws -> Unroll {
    let unroll = try Unroll()
    try unroll.write(Trained.words.joined(separator: "\n"), to: "words.txt")
    return unroll
  }

  @Test func `A folder that cannot be made is refused before anything is trained`() throws {
    let unroll = try unroll()
    try unroll.write("", to: "file")
    let outs = ["file", "file/below", "words.txt/deeper/still"]
    let transcript = try Golden.transcript(unroll, outs.map { Trained.train(["--out", $0]) })
    #expect(try unroll.files() == ["file", "words.txt"])
    try Golden.expect(transcript, equals: "output-folders.txt")
  }

  @Test func `A metrics file that cannot be made is refused`() throws {
    let unroll = try unroll()
    try FileManager.default.createDirectory(
      atPath: unroll.path("out/metrics.jsonl"), withIntermediateDirectories: true)
    let outcome = try unroll.run(Trained.train(["--out", "out"]))
    #expect(outcome.code == 73)
    #expect(outcome.error.contains("'out/metrics.jsonl'"))
  }

  @Test func `A place that a folder takes is left alone`() throws {
    let unroll = try unroll()
    try FileManager.default.createDirectory(
      atPath: unroll.path("out/model.safetensors"), withIntermediateDirectories: true)
    let outcome = try unroll.run(Trained.train(["--out", "out"]))
    #expect(outcome.code == 73)
    #expect(try unroll.files(in: "out/model.safetensors").isEmpty)
  }

  @Test(.disabled(if: Sanitizer.isThread))
  func `A disk that fills leaves the older model whole and nothing half-written`() throws {
    let unroll = try Trained.folder()
    let old = try unroll.bytes("words-model/model.safetensors")
    // A limit of one block, 512 or 1024 bytes: the metrics fit, the models do not.
    let outcome = try unroll.shell(
      "ulimit -f 1; exec \"$0\" \"$@\"", "train", "words.txt", "--hidden", "64", "--epochs", "1",
      "--quiet", "--out", "words-model")
    #expect(outcome.code == 74)
    #expect(
      outcome.error.contains("Writing 'words-model/model.safetensors' failed: File too large."))
    #expect(try unroll.bytes("words-model/model.safetensors") == old)
    #expect(try unroll.files(in: "words-model").count == 3)
  }

  @Test(.disabled(if: Sanitizer.isThread))
  func `Metrics that no longer fit end the run with both models saved`() throws {
    let unroll = try unroll()
    let outcome = try unroll.shell(
      "ulimit -f 60; exec \"$0\" \"$@\"", "train", "words.txt", "--hidden", "2", "--epochs",
      "100000", "--quiet")
    #expect(outcome.code == 74)
    #expect(outcome.error.contains("words-model/metrics.jsonl"))
    #expect(try unroll("sample", "words-model").code == 0)
    #expect(try unroll("sample", "words-model/last.safetensors").code == 0)
    // The line that had no room is written by the run that goes on, and none is there twice.
    let resumed = try unroll("train", "--resume", "--out", "words-model", "--epochs", "1", "--json")
    #expect(resumed.code == 0, "\(resumed.error)")
    let metrics = String(decoding: try unroll.bytes("words-model/metrics.jsonl"), as: UTF8.self)
    let lines = try JSONObject.lines(of: metrics)
    let epochs = lines.compactMap { $0["event"] as? String == "epoch" ? $0["epoch"] as? Int : nil }
    #expect(epochs.count > 100)
    #expect(epochs == Array(1...epochs.count))
    #expect(lines.last?["event"] as? String == "end")
    #expect(lines.last?["epoch"] as? Int == epochs.count)
  }

  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")), arguments: [true, false])
  func `A full standard output ends the run when all is saved`(json: Bool) throws {
    let unroll = try unroll()
    let outcome = try unroll.start(
      Trained.train(json ? ["--json"] : []), output: .path("/dev/full")
    ).wait()
    #expect(outcome.code == 74)
    #expect(
      outcome.error == "unroll: cannot write to standard output: No space left on device\n")
    #expect(try unroll("sample", "words-model").code == 0)
  }

  @Test func `A reader that goes away ends the run when all is saved`() throws {
    let unroll = try unroll()
    let outcome = try unroll.shell(
      """
      { "$0" "$@"; echo $? > code; } | head -n 1
      """, "train", "words.txt", "--hidden", "8", "--epochs", "300", "--json", "--quiet")
    #expect(outcome.output.split(separator: "\n").count == 1)
    #expect(String(decoding: try unroll.bytes("code"), as: UTF8.self) == "74\n")
    #expect(try unroll("sample", "words-model").code == 0)
  }

  @Test func `Progress that nobody reads does not end the run`() throws {
    let unroll = try unroll()
    let outcome = try unroll.shell(
      """
      { "$0" "$@" 2>&1 >/dev/null; echo $? > code; } | head -n 1
      """, "train", "words.txt", "--hidden", "8", "--epochs", "300")
    #expect(outcome.output.split(separator: "\n").count == 1)
    #expect(String(decoding: try unroll.bytes("code"), as: UTF8.self) == "0\n")
  }

  @Test func `Words for a reader that goes away end quietly`() throws {
    let unroll = try Trained.folder()
    let outcome = try unroll.shell(
      "\"$0\" \"$@\" | head -n 1", "sample", "words-model", "--count", "100000")
    #expect(outcome.output.split(separator: "\n").count == 1)
    #expect(outcome.error.isEmpty)
  }

  @Test func `With standard error closed no file gets what was meant for it`() throws {
    let unroll = try unroll()
    let arguments = Trained.train([]).filter { $0 != "--quiet" }
    let outcome = try unroll.start(arguments, error: .closed).wait()
    #expect(outcome.code == 0)
    let metrics = String(decoding: try unroll.bytes("words-model/metrics.jsonl"), as: UTF8.self)
    #expect(try JSONObject.lines(of: metrics).count == 3)
  }

  @Test func `With standard output closed no file gets what was meant for it`() throws {
    let unroll = try unroll()
    let outcome = try unroll.start(Trained.train([]), output: .closed).wait()
    #expect(outcome.code == 74)
    let metrics = String(decoding: try unroll.bytes("words-model/metrics.jsonl"), as: UTF8.self)
    #expect(try JSONObject.lines(of: metrics).count == 3)
  }

  @Test func `Standard input that is closed is said`() throws {
    let outcome = try Unroll().run(["train", "-"], input: .closed)
    #expect(outcome.code == 66)
    #expect(outcome.error.contains("standard input cannot be read"))
  }

  @Test func `A path with spaces is printed as a shell takes it`() throws {
    let unroll = try unroll()
    let outcome = try unroll.run(Trained.train(["--out", "it's a\nmodel"]))
    #expect(outcome.code == 0)
    #expect(
      outcome.output.hasSuffix("model            'it'\\''s a\\u{A}model/model.safetensors'\n"))
  }
}
