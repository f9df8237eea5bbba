import Foundation
import Testing

/// Runs that are killed or interrupted and go on: at the end the model is that of an unbroken run, byte for byte.
@Suite struct ResumeTests {
  /// A job: its files and how it is trained, long enough to be killed several times on any machine.
  struct Job: CustomTestStringConvertible {
    let name: String
    let files: [String: String]
    var arguments: [String]
    var testDescription: String { name }

    static let words = Job(
      name: "words", files: ["data.txt": Trained.words.joined(separator: "\n")],
      arguments: [
        "data.txt", "--task", "words", "--hidden", "24", "--batch", "2", "--dropout", "0.2",
        "--ema", "0.9", "--epochs", "200",
      ])

    static let all = [
      words,
      Job(
        name: "text",
        files: ["data.txt": (0..<400).map { "line \($0 * 7 % 31) of the text\n" }.joined()],
        arguments: [
          "data.txt", "--task", "text", "--hidden", "16", "--batch", "3", "--window", "9",
          "--epochs", "12", "--cell", "gru", "--optimizer", "momentum",
        ]),
      Job(
        name: "classify",
        files: [
          "data.tsv": (0..<60).map { "\($0 % 3)\t\("abc".prefix($0 % 3 + 1))\($0)\n" }.joined()
        ],
        arguments: ["data.tsv", "--task", "classify", "--hidden", "12", "--epochs", "75"]),
      Job(
        name: "tag",
        files: [
          "data.tsv": (0..<80).map { "the\tD\ncat\($0 % 9)\tN\nsat\tV\n\n" }.joined()
        ],
        arguments: ["data.tsv", "--task", "tag", "--hidden", "12", "--epochs", "60"]),
      Job(
        name: "forecast",
        files: ["data.csv": "x\n" + (0..<300).map { "\($0 * $0 % 17)\n" }.joined()],
        arguments: [
          "data.csv", "--task", "forecast", "--hidden", "8", "--context", "9", "--epochs", "100",
        ]),
      Job(
        name: "events",
        files: [
          "data.json": "["
            + (0..<30).map { "[[\($0 % 5)],[1,2],[],[\($0 % 3),4]]" }
            .joined(separator: ",") + "]"
        ],
        arguments: ["data.json", "--task", "events", "--hidden", "12", "--epochs", "90"]),
    ]
  }

  private func unroll(_ job: Job) throws -> Unroll {
    let unroll = try Unroll()
    for (name, text) in job.files { try unroll.write(text, to: name) }
    return unroll
  }

  /// The model of an unbroken run.
  private func whole(_ unroll: Unroll, _ job: Job) throws -> [UInt8] {
    let outcome = try unroll.run(["train"] + job.arguments + ["--quiet", "--out", "whole"])
    #expect(outcome.code == 0, "\(outcome.error)")
    return try unroll.bytes("whole/model.safetensors")
  }

  /// Starts a run that saves as often as it can, and stops it by a signal soon after a checkpoint is there.
  ///
  /// - Returns: how it ended.
  @discardableResult
  private func stop(
    _ unroll: Unroll, _ arguments: [String], by signal: Int32, after microseconds: UInt32
  ) throws -> Unroll.Outcome {
    let before = time(of: unroll.path("broken/last.safetensors"))
    let run = try unroll.start(["train"] + arguments + ["--save-every", "0s", "--out", "broken"])
    run.wait { _ in time(of: unroll.path("broken/last.safetensors")) > before }
    usleep(microseconds)
    run.send(signal)
    return run.wait()
  }

  /// When a file was written; long ago if there is none.
  private func time(of path: String) -> Date {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return attributes?[.modificationDate] as? Date ?? .distantPast
  }

  @Test(arguments: Job.all)
  func `A killed run goes on to the same bits, with another number of threads`(job: Job) throws {
    let unroll = try unroll(job)
    let expected = try whole(unroll, job)
    var kills = 0
    try stop(unroll, job.arguments, by: SIGKILL, after: 1_000)
    for time: UInt32 in [20_000, 1_000, 50_000] {
      let outcome = try stop(
        unroll, ["--resume", "--threads", "\(1 + kills % 3)"], by: SIGKILL, after: time)
      if outcome.code == 128 + SIGKILL { kills += 1 }
    }
    #expect(kills > 0)
    let outcome = try unroll("train", "--resume", "--out", "broken")
    #expect(outcome.code == 0 && outcome.error.contains("goes on in epoch"), "\(outcome.error)")
    #expect(try unroll.bytes("broken/model.safetensors") == expected)
    #expect(try steps(unroll, "broken") == steps(unroll, "whole"))
  }

  @Test func `An interrupted run says how to go on, and does, in the middle of an epoch`() throws {
    // Long enough for two signals on any machine.
    var job = Job.words
    job.arguments += ["--epochs", "1000"]
    let unroll = try unroll(job)
    let expected = try whole(unroll, job)
    let first = try stop(unroll, job.arguments, by: SIGINT, after: 3_000)
    #expect(first.code == 75)
    #expect(first.error.contains("'unroll train --resume --out broken' goes on"))
    let second = try stop(unroll, ["--resume"], by: SIGTERM, after: 3_000)
    #expect(second.code == 75)
    #expect(try unroll("train", "--resume", "--out", "broken", "--json").code == 0)
    #expect(try unroll.bytes("broken/model.safetensors") == expected)
    #expect(try steps(unroll, "broken") == steps(unroll, "whole"))
    // At its end there is nothing left to do, and a longer run goes on from there.
    #expect(try unroll("train", "--resume", "--out", "broken").code == 0)
    #expect(try unroll.bytes("broken/model.safetensors") == expected)
    let longer = try unroll("train", "--resume", "--out", "broken", "--epochs", "1002")
    #expect(longer.code == 0 && longer.output.contains("1,002 epochs"))
  }

  /// The epochs and steps of a run's metrics, to its end.
  private func steps(_ unroll: Unroll, _ folder: String) throws -> [String] {
    let text = String(decoding: try unroll.bytes("\(folder)/metrics.jsonl"), as: UTF8.self)
    return try JSONObject.lines(of: text).map { line in
      "\(line["event"] ?? "") \(line["epoch"] ?? "") \(line["steps"] ?? "") \(line["loss"] ?? "")"
    }
  }

  @Test func `Metrics of strangers are passed over or refused, and nothing is lost`() throws {
    let unroll = try Trained.folder()
    let metrics = "words-model/metrics.jsonl"
    let good = try unroll.bytes(metrics)
    let steps = try steps(unroll, "words-model")
    let strange = [
      "no line", "{\"event\":\"epoch\",\"steps\":1e999,\"loss\":1}", "{\"event\":\"epoch\"}",
      String(repeating: "[", count: 100_000), "{\"e" + String(repeating: "\u{301}", count: 50_000),
    ]
    try unroll.write(
      strange.joined(separator: "\n") + "\n\0\n" + String(decoding: good, as: UTF8.self),
      to: metrics)
    let resumed = try unroll("train", "--resume", "--out", "words-model")
    #expect(resumed.code == 0, "\(resumed.error)")
    #expect(try self.steps(unroll, "words-model") == steps)
    let checkpoint = try unroll.bytes("words-model/last.safetensors")
    // 256 MiB and one byte more, which take no place on the disk.
    let file = try #require(FileHandle(forWritingAtPath: unroll.path(metrics)))
    try file.truncate(atOffset: 256 << 20 + 1)
    let refused = try unroll("train", "--resume", "--out", "words-model")
    #expect(refused.code == 66)
    #expect(refused.error.contains("metrics.jsonl"))
    #expect(try unroll.bytes("words-model/last.safetensors") == checkpoint)
  }

  @Test func `A damaged checkpoint is set aside, and the one before it used`() throws {
    let job = Job.words
    let unroll = try unroll(job)
    let expected = try whole(unroll, job)
    try stop(unroll, job.arguments, by: SIGKILL, after: 200_000)
    #expect(try unroll.files(in: "broken").contains("previous.safetensors"))
    var bytes = try unroll.bytes("broken/last.safetensors")
    bytes[bytes.count / 2] ^= 1
    try unroll.write(bytes, to: "broken/last.safetensors")
    let outcome = try unroll("train", "--resume", "--out", "broken")
    #expect(outcome.code == 0)
    #expect(outcome.error.contains("warning: 'broken/last.safetensors' is not a sound"))
    #expect(outcome.error.contains("The checkpoint before it is used."))
    #expect(try unroll.bytes("broken/damaged.safetensors") == bytes)
    #expect(try unroll.bytes("broken/model.safetensors") == expected)

    try unroll.write([1, 2, 3], to: "broken/last.safetensors")
    try unroll.write([], to: "broken/previous.safetensors")
    let none = try unroll("train", "--resume", "--out", "broken")
    #expect(none.code == 65 && none.error.contains("'broken/last.safetensors'"))
  }

  @Test func `A folder is one run's at a time`() throws {
    let unroll = try unroll(.words)
    let run = try unroll.start([
      "train", "data.txt", "--epochs", "1000000", "--out", "shared", "--save-every", "0s",
    ])
    run.wait { _ in
      FileManager.default.fileExists(atPath: unroll.path("shared/last.safetensors"))
    }
    for options in [["data.txt"], ["--resume"]] {
      let second = try unroll.run(["train"] + options + ["--out", "shared"])
      #expect(second.code == 73)
      #expect(second.error.contains("'shared': another run writes in this folder"))
    }
    #expect(run.isRunning)
    run.send(SIGINT)
    #expect(run.wait().code == 75)
  }

  @Test func `A run that goes on leaves the files of a folder alone that another one has`() throws {
    let unroll = try unroll(.words)
    let arguments = ["data.txt", "--epochs", "3", "--hidden", "8", "--quiet", "--out", "run"]
    #expect(try unroll.run(["train"] + arguments).code == 0)
    try unroll.write([1, 2, 3], to: "run/last.safetensors")
    let files = try unroll.files(in: "run")
    let folder = open(unroll.path("run"), O_RDONLY)
    defer { close(folder) }
    #expect(flock(folder, LOCK_EX | LOCK_NB) == 0)
    let outcome = try unroll("train", "--resume", "--out", "run")
    #expect(outcome.code == 73)
    #expect(outcome.error.contains("'run': another run writes in this folder"))
    #expect(try unroll.files(in: "run") == files)
    #expect(try unroll.bytes("run/last.safetensors") == [1, 2, 3])
  }

  @Test func `What differs from the run's start is named`() throws {
    let unroll = try unroll(.words)
    let arguments = ["data.txt", "--epochs", "3", "--hidden", "8", "--quiet", "--out", "run"]
    #expect(try unroll.run(["train"] + arguments).code == 0)
    func refusal(_ options: String..., code: Int32 = 64) throws -> String {
      let outcome = try unroll.run(["train", "--resume", "--out", "run"] + options)
      #expect(outcome.code == code, "\(outcome.error)")
      return outcome.error
    }
    #expect(try refusal("--hidden", "9").contains("hiddenSize was 8 and is 9"))
    #expect(try refusal("--learning-rate", "0.5").contains("learningRate was"))
    #expect(try refusal("--cell", "gru").contains("cell was rnn and is gru"))
    #expect(try refusal("--seed", "2").contains("seed was 1 and is 2"))
    #expect(try refusal("--activation", "relu", "--cell", "gru").contains("--activation"))
    try unroll.write("anna\nbob\n", to: "other.txt")
    #expect(try refusal("other.txt").contains("input was"))
    // The same data in other letters is encoded in the same way.
    try unroll.write(Trained.words.joined(separator: "\n").uppercased(), to: "capitals.txt")
    #expect(
      try refusal("capitals.txt", code: 65).contains("the data's alphabet is not the same"))
    // Some words more.
    try unroll.write((Trained.words + ["hanna"]).joined(separator: "\n"), to: "more.txt")
    #expect(try refusal("more.txt").contains("the data to learn from are not the same"))
    #expect(try unroll("train", "--resume", "--out", "nowhere").code == 66)
    #expect(try unroll("train", "--resume").code == 64)
  }
}
