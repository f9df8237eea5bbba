import Foundation
import Testing
import Unroll

/// `unroll online` that stops and goes on.
@Suite struct OnlineTests {
  private static let numbers = (0..<400).map {
    "\(sin(Double($0) / 4)) \($0 * $0 % 13)\n"
  }
  private static let text = (0..<80).map { "the cat sat on mat \($0 * 7 % 31)\n" }

  /// A named pipe that stays open while it lives.
  private struct Pipe {
    let path: String
    let handle: FileHandle

    func write(_ text: String) throws { try handle.write(contentsOf: Data(text.utf8)) }
  }

  /// A pipe that is open for reading, too: without it, opening one would wait for the other side.
  private func pipe(_ unroll: Unroll) throws -> Pipe {
    let path = unroll.path("pipe")
    #expect(mkfifo(path, 0o600) == 0)
    return Pipe(path: path, handle: try #require(FileHandle(forUpdatingAtPath: path)))
  }

  /// A stream in one piece and in two: the same lines, the same files.
  @Test(arguments: [
    (numbers, [], 150), (numbers, ["--gradient", "bptt", "--window", "7", "--cell", "lstm"], 201),
    (text, ["--text", "--hidden", "16", "--print-every", "100"], 33),
  ])
  func `A stream that was broken goes on to the same bits`(
    lines: [String], options: [String], place: Int
  ) throws {
    let unroll = try Unroll()
    func learn(_ lines: ArraySlice<String>, _ options: [String]) throws -> [String] {
      let outcome = try unroll.run(
        ["online", "--json"] + options, inputText: lines.joined())
      #expect(outcome.code == 0, "\(outcome.error)")
      return outcome.output.components(separatedBy: "\n").filter { !$0.isEmpty }
    }
    let whole = try learn(lines[...], options + ["--out", "whole"])
    let first = try learn(lines[..<place], options + ["--out", "broken"])
    let kind = options.filter { $0 == "--text" }
    let pace = options.contains("--print-every") ? ["--print-every", "100"] : []
    let second = try learn(lines[place...], kind + pace + ["--resume", "--out", "broken"])
    #expect(first + second == whole)
    for name in ["model", "last"] {
      #expect(
        try unroll.bytes("broken/\(name).safetensors")
          == unroll.bytes("whole/\(name).safetensors"))
    }
    #expect(try unroll.files(in: "broken").contains("previous.safetensors"))
    #expect(try !unroll.files(in: "whole").contains("previous.safetensors"))
  }

  @Test func `Checkpoints are saved on the way, and a killed stream goes on from one`() throws {
    let unroll = try Unroll()
    let pipe = try pipe(unroll)
    let run = try unroll.start(
      ["online", "--json", "--out", "run", "--save-every", "0s"], input: .path(pipe.path))
    try pipe.write(Self.numbers[..<50].joined())
    run.wait { $0.output.contains("\"step\":50,") }
    // The folder is its own for as long as it lives.
    let other = try unroll.run(["online", "--out", "run", "--resume"], inputText: "1 2\n")
    #expect(other.code == 73 && other.error.contains("another run writes in this folder"))
    run.wait { _ in
      FileManager.default.fileExists(atPath: unroll.path("run/previous.safetensors"))
    }
    run.send(SIGKILL)
    _ = run.wait()
    let resumed = try unroll.run(
      ["online", "--json", "--out", "run", "--resume"], inputText: "0.5 1\n")
    #expect(resumed.code == 0, "\(resumed.error)")
    let step = try JSONObject.one(of: resumed.output)["step"] as? Int ?? 0
    #expect((2...51).contains(step))
  }

  @Test func `A signal saves, and says that the stream can go on`() throws {
    let unroll = try Unroll()
    let pipe = try pipe(unroll)
    let run = try unroll.start(["online", "--out", "run"], input: .path(pipe.path))
    try pipe.write("1 2\n3 4\n")
    run.wait { $0.output.contains("\n2\t") }
    run.send(SIGTERM)
    let outcome = run.wait()
    #expect(outcome.code == 75)
    #expect(outcome.error.contains("all is saved in run, and --resume goes on"))
    #expect(
      try unroll.run(["online", "--out", "run", "--resume"], inputText: "5 6\n").output
        .contains("\n3\t5 6\t"))
  }

  /// Files that say of their notes what is not true of their network.
  @Test func `A stranger's checkpoint is refused, whatever its notes say`() throws {
    let unroll = try Unroll()
    func save(
      _ port: NetworkConfiguration.Port, _ output: NetworkConfiguration.Port, _ notes: String
    )
      throws
    {
      let network = try Network(
        NetworkConfiguration(
          input: port, cell: .gru, hiddenSize: 2, output: output,
          loss: .squaredError), seed: 1)
      let learner = try OnlineLearner(network)
      try ModelFile.save(
        .init(
          content: .network(network), checkpoint: learner.checkpoint(), notes: ["online": notes]),
        in: unroll.path("run"))
    }
    try FileManager.default.createDirectory(
      atPath: unroll.path("run"), withIntermediateDirectories: true)
    let means = #"{"step":1,"error":{"count":1,"mean":0},"baseline":{"count":1,"mean":0}}"#
    let place = #"{"last":1,"sum":0,"recent":{"count":1,"mean":0}}"#
    for (output, notes, options) in [
      (NetworkConfiguration.Port.values(size: 3), means, [String]()),
      (.values(size: 2), means, []), (.values(size: 2), place, ["--text"]),
    ] {
      try save(.symbols(count: 257), output, notes)
      let outcome = try unroll.run(
        ["online", "--resume", "--out", "run"] + options, inputText: "1 2\n3 4\n")
      #expect(outcome.code == 65, "\(outcome.code) \(outcome.error)")
      #expect(outcome.error.contains("not of such a stream"))
    }
  }

  @Test func `The header stands over the first line, wherever a stream goes on`() throws {
    let unroll = try Unroll()
    let options = ["online", "--out", "run", "--print-every", "4"]
    #expect(try unroll.run(options, inputText: "1\n2\n3\n").code == 0)
    let lines = try unroll.run(options + ["--resume"], inputText: "4\n5\n6\n7\n8\n").output
      .split(separator: "\n")
    #expect(lines.map { $0.prefix(2) } == ["st", "4\t", "8\t"])
  }

  @Test func `What cannot go on says why`() throws {
    let unroll = try Unroll()
    #expect(try unroll.run(["online", "--out", "run"], inputText: "1\n2\n3\n").code == 0)
    func refusal(_ options: String..., code: Int32) throws -> String {
      let outcome = try unroll.run(["online", "--resume"] + options, inputText: "1\n")
      #expect(outcome.code == code, "\(outcome.error)")
      return outcome.error
    }
    #expect(try refusal(code: 64).contains("name it with --out"))
    #expect(try refusal("--out", "run", "--hidden", "8", code: 64).contains("leave --hidden out"))
    #expect(try refusal("--out", "run", "--text", code: 65).contains("not of such a stream"))
    #expect(try refusal("--out", "nowhere", code: 66).contains("nowhere/last.safetensors"))
    let names = try Trained.folder()
    let trained = try names.run(
      ["online", "--resume", "--out", "words-model"], inputText: "1\n")
    #expect(trained.code == 65 && trained.error.contains("what 'unroll online' has saved"))
    try unroll.write([1, 2, 3], to: "run/last.safetensors")
    #expect(try refusal("--out", "run", code: 65).contains("run/last.safetensors"))
    let text = try unroll.run(["online", "--text", "--out", "cat"], inputText: "the cat")
    #expect(text.code == 0)
    #expect(try refusal("--out", "cat", code: 65).contains("not of such a stream"))
  }
}
