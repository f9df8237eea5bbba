import Foundation
import Testing

@testable import UnrollCommand

/// The file in which a search is kept, and what is refused there.
@Suite struct TuneRecordTests {
  private static let setting = Setting(learningRate: 0.004, hidden: 128, dropout: 0.2, batch: nil)

  /// A header of a search; what is told apart can be given.
  private func header(
    task: String = "words", data: [DataPrint], options: [String: [String]] = ["--cell": ["lstm"]],
    seed: UInt64 = .max, trials: Int = 9, seconds: Double? = 600, epochs: Int? = nil,
    usual: Setting = Self.setting
  ) -> TuneHeader {
    TuneHeader(
      task: task, data: data, options: options, seed: seed, trials: trials, seconds: seconds,
      epochs: epochs, usual: usual)
  }

  private func result(_ trial: Int) -> TrialResult {
    var result = TrialResult(rung: 1, trial: trial, setting: Self.setting)
    (result.validationLoss, result.loss, result.seconds) = (1.0 / 3, 0.1, 1e-9)
    return result
  }

  /// A folder with a file of data.
  private func prepared() throws -> (unroll: Unroll, data: [DataPrint], folder: String) {
    let unroll = try Unroll()
    try unroll.write("anna\nbob\n", to: "words.txt")
    return (unroll, [try DataPrint(unroll.path("words.txt"))], unroll.path("search"))
  }

  private func refusal(_ folder: String, _ header: TuneHeader) -> CommandFailure? {
    #expect(throws: CommandFailure.self) { _ = try TuneRecord(folder: folder, header) }
  }

  @Test func `What was recorded is read back as it was`() throws {
    let (unroll, data, folder) = try prepared()
    var failed = result(2)
    (failed.validationLoss, failed.loss, failed.problem) = (nil, nil, "no \"room\"\nfor it")
    do {
      let record = try TuneRecord(folder: folder, header(data: data))
      #expect(record.results.isEmpty)
      try record.add(result(1))
      try record.add(failed)
    }
    let again = try TuneRecord(folder: folder, header(data: data))
    #expect(again.results == [result(1), failed])
    #expect(!again.droppedTornLine)
    #expect(try unroll.files(in: "search") == ["tune.jsonl"])
  }

  @Test func `A torn last line is dropped, wherever it was torn`() throws {
    let (unroll, data, folder) = try prepared()
    do {
      let record = try TuneRecord(folder: folder, header(data: data))
      try record.add(result(1))
      try record.add(result(2))
    }
    let whole = try unroll.bytes("search/tune.jsonl")
    let ends = whole.indices.filter { whole[$0] == UInt8(ascii: "\n") }
    #expect(ends.count == 3)
    for length in [0, 1, ends[0], ends[0] + 1, ends[1] - 3, ends[1], ends[1] + 1, ends[2]] {
      try unroll.write(Array(whole[..<length]), to: "search/tune.jsonl")
      let record = try TuneRecord(folder: folder, header(data: data))
      let kept = ends.count { $0 < length }
      #expect(record.results.count == max(kept - 1, 0), "torn at \(length)")
      #expect(record.droppedTornLine == (length > 0 && whole[length - 1] != UInt8(ascii: "\n")))
      for trial in max(kept, 1)...2 where kept < 3 { try record.add(result(trial)) }
      #expect(try unroll.bytes("search/tune.jsonl") == whole, "torn at \(length)")
    }
  }

  @Test func `A line that is broken elsewhere is refused with its number`() throws {
    let (unroll, data, folder) = try prepared()
    do {
      let record = try TuneRecord(folder: folder, header(data: data))
      try record.add(result(1))
    }
    let whole = String(decoding: try unroll.bytes("search/tune.jsonl"), as: UTF8.self)
    for (text, place) in [
      (whole + "{}\n" + whole, "line 3"), ("\n" + whole, "line 1"), ("null\n", "line 1"),
      (whole + "\n", "line 3"), (whole + "{\"rung\":1e99}\n", "line 3"),
    ] {
      try unroll.write(text, to: "search/tune.jsonl")
      let failure = refusal(folder, header(data: data))
      #expect(failure?.code == .data)
      #expect(failure?.message.contains(place) == true, "\(failure?.message ?? "")")
      #expect(String(decoding: try unroll.bytes("search/tune.jsonl"), as: UTF8.self) == text)
    }
  }

  @Test func `Another search in the folder is refused, and the difference named`() throws {
    let (unroll, data, folder) = try prepared()
    do { _ = try TuneRecord(folder: folder, header(data: data)) }
    try unroll.write("anna\nbot\n", to: "other.txt")
    try unroll.write("anna\nbob\nida\n", to: "longer.txt")
    let other = [try DataPrint(unroll.path("other.txt"))]
    let longer = [try DataPrint(unroll.path("longer.txt"))]
    var usual = Self.setting
    usual.hidden = 64
    let differences = [
      (header(task: "text", data: data), "the task is text, and was words"),
      (header(data: other), "other.txt has another content"),
      (header(data: longer), "longer.txt has 13 bytes, and had 9"),
      (header(data: data + other), "it reads 2 files, and read 1"),
      (header(data: data, options: ["--cell": ["gru"]]), "--cell is gru, and was lstm"),
      (header(data: data, options: [:]), "--cell is not given, and was lstm"),
      (
        header(data: data, options: ["--cell": ["lstm"], "--normalise": []]),
        "--normalise is given, and was not given"
      ),
      (header(data: data, seed: 1), "--seed is 1, and was 18446744073709551615"),
      (header(data: data, trials: 27), "--trials is 27, and was 9"),
      (header(data: data, seconds: 60), "the budget is 1 min 00 s, and was 10 min 00 s"),
      (
        header(data: data, seconds: nil, epochs: 4),
        "the budget is 4 epochs in the last round, and was 10 min 00 s"
      ),
      (header(data: data, usual: usual), "another version of unroll"),
    ]
    for (header, difference) in differences {
      let failure = refusal(folder, header)
      #expect(failure?.code == .usage)
      #expect(failure?.message.contains(difference) == true, "\(failure?.message ?? "")")
    }
    #expect(try TuneRecord(folder: folder, header(data: data)).results.isEmpty)
  }

  @Test func `A folder of a run and one that another search is at work in are refused`() throws {
    let (unroll, data, folder) = try prepared()
    try FileManager.default.createDirectory(
      atPath: unroll.path("model"), withIntermediateDirectories: true)
    try unroll.write("weights", to: "model/model.safetensors")
    let model = refusal(unroll.path("model"), header(data: data))
    #expect(model?.message.contains("a model that no search has made") == true)
    #expect(try unroll.files(in: "model") == ["model.safetensors"])
    let record = try TuneRecord(folder: folder, header(data: data))
    let second = refusal(folder, header(data: data))
    #expect(second?.message.contains("another run writes") == true)
    try record.add(result(1))
  }

  @Test func `The print of a folder tells names and contents of its files`() throws {
    let (unroll, _, _) = try prepared()
    func print(_ files: [(String, String)]) throws -> DataPrint {
      let name = UUID().uuidString
      try FileManager.default.createDirectory(
        atPath: unroll.path(name), withIntermediateDirectories: true)
      for (file, text) in files { try unroll.write(text, to: "\(name)/\(file)") }
      return try DataPrint(unroll.path(name))
    }
    let first = try print([("a.txt", "x\n"), ("b.txt", "y\n")])
    #expect(try print([("b.txt", "y\n"), ("a.txt", "x\n")]).hash == first.hash)
    #expect(try print([("a.txt", "y\n"), ("b.txt", "x\n")]).hash != first.hash)
    #expect(try print([("a.txt", "x\n"), ("c.txt", "y\n")]).hash != first.hash)
  }
}
