import Foundation
import Testing
import Unroll

@testable import UnrollCommand

/// Wrong usage: exit code 64, the mistake named on standard error, nothing written.
@Suite struct UsageTests {
  @Test func `A wrong command or argument is named`() throws {
    try expectRefusals(
      "usage.txt",
      [
        ["foo"], ["--foo"], ["train"], ["train", "--foo", "words.txt"],
        ["evaluate"], ["evaluate", "model"], ["inspect"], ["demo", "words.txt"],
      ])
  }

  @Test func `Options of train that are out of range are named`() throws {
    let values = [
      ("--cell", ["vanilla", "LSTM", ""]),
      ("--layers", ["0", "-1", "1025", "two"]),
      ("--hidden", ["0", "-1", "16385", "x", "1.5", ""]),
      ("--embedding", ["-1", "16385", "x"]),
      ("--dropout", ["1", "-0.1", "nan", "inf", "half"]),
      ("--input-dropout", ["1"]),
      ("--recurrent-dropout", ["1.5"]),
      ("--zoneout", ["1"]),
      ("--cell-zoneout", ["2"]),
      ("--label-smoothing", ["1", "-1"]),
      ("--activation", ["cosine"]),
      ("--initialiser", ["zero"]),
      ("--recurrent-initialiser", ["he-normal"]),
      ("--identity-scale", ["-1", "101", "nan"]),
      ("--forget-bias", ["-101", "inf", "nan", "open"]),
      ("--chrono", ["1", "1000000001", "long"]),
      ("--optimizer", ["sgd"]),
      ("--learning-rate", ["0", "-1", "nan", "inf", "1e999", "fast"]),
      ("--momentum", ["-0.1", "1", "nan"]),
      ("--weight-decay", ["-1", "nan"]),
      ("--schedule", ["linear"]),
      ("--warm-up", ["-0.1", "1.1", "nan"]),
      ("--step-every", ["0"]),
      ("--step-factor", ["0", "inf"]),
      ("--batch", ["0", "-1", "none", "1.5"]),
      ("--accumulate", ["0", "-1", "1000001", "1.5"]),
      ("--ema", ["1", "-0.1", "nan", "slow"]),
      ("--swa", ["1", "-0.1", "nan", "late"]),
      ("--reduction", ["max"]),
      ("--gradient", ["forward"]),
      ("--clip", ["-1", "nan", "inf"]),
      ("--clip-value", ["0", "nan"]),
      ("--epochs", ["-1", "1000000001", "99999999999999999999"]),
      ("--until-loss", ["0", "-1", "nan"]),
      ("--time", ["3", "s", "-1s", "nans", "infm", "1e308h", "3d", ""]),
      ("--patience", ["0", "-1"]),
      ("--seed", ["-1", "18446744073709551616", "x"]),
      ("--threads", ["0", "1025", "all"]),
      ("--unit", ["letter"]),
      ("--validation", ["1", "-0.1", "nan", "inf", ""]),
      ("--out", [""]),
    ]
    try expectRefusals(
      "usage-train-ranges.txt",
      values.flatMap { option, values in values.map { ["train", "words.txt", option, $0] } })
  }

  @Test func `Options of train that contradict each other are named`() throws {
    try expectRefusals(
      "usage-train-contradictions.txt",
      [
        ["--clip", "5", "--clip-value", "1"],
        ["--weight-decay", "0.1", "--optimizer", "adam"],
        ["--momentum", "0.5"], ["--momentum", "0.5", "--optimizer", "gd"],
        ["--step-every", "3"],
        ["--step-factor", "0.1", "--schedule", "cosine"],
        ["--patience", "3", "--validation", "0"],
        ["--gradient", "rtrl", "--hidden", "1024"],
        ["--ema", "0.9", "--swa", "0.5"],
        ["--accumulate", "2", "--batch", "all"],
        ["--gradient", "rtrl", "--layers", "2"], ["--gradient", "rtrl", "--zoneout", "0.1"],
        ["--gradient", "rtrl", "--embedding", "8", "--cell", "gru"],
        ["--cell", "lstm", "--activation", "relu"],
        ["--input-dropout", "0.1"], ["--cell", "mingru", "--recurrent-dropout", "0.1"],
        ["--cell-zoneout", "0.1"], ["--cell", "gru", "--cell-zoneout", "0.1"],
        ["--residual"], ["--tie"], ["--tie", "--embedding", "64"],
        ["--cell", "minlstm", "--recurrent-initialiser", "orthogonal"], ["--bidirectional"],
        ["--identity-scale", "0.5"],
        ["--identity-scale", "0.5", "--recurrent-initialiser", "orthogonal"],
        ["--forget-bias", "1", "--chrono", "20"], ["--forget-bias", "1"], ["--chrono", "20"],
      ].map { ["train", "words.txt"] + $0 } + [["train", "-", "--validation", "-"]])
  }

  @Test func `Options of sample that are out of range or contradict each other are named`() throws {
    let values = [
      ("--count", ["-1", "x"]),
      ("--temperature", ["-1", "nan", "inf"]),
      ("--top-k", ["0", "65537"]),
      ("--top-p", ["0", "1.1", "nan"]),
      ("--length", ["0", "1000000001"]),
      ("--seed", ["-1"]), ("--threads", ["0", "1025", "x"]),
    ]
    try expectRefusals(
      "usage-sample.txt",
      values.flatMap { option, values in values.map { ["sample", "model", option, $0] } } + [
        ["sample", "model", "--greedy", "--temperature", "2"],
        ["sample", "model", "--greedy", "--top-k", "2"],
        ["sample", "model", "--greedy", "--top-p", "0.5"],
      ])
  }

  @Test func `Options of demo and evaluate that are out of range are named`() throws {
    try expectRefusals(
      "usage-demo-evaluate.txt",
      [
        ["demo", "--count", "-1"], ["demo", "--out", ""], ["demo", "--threads", "0"],
        ["demo", "--seed", "-1"], ["evaluate", "model", "words.txt", "--threads", "x"],
      ])
  }

  @Test func `Options of bench that are out of range or do not go together are named`() throws {
    try expectRefusals(
      "usage-bench.txt",
      [
        ["bench", "--symbols", "1"], ["bench", "--symbols", "65537"],
        ["bench", "--sample", "--count", "0"], ["bench", "--count", "2"],
        ["bench", "--sample", "--words", "words.txt"], ["bench", "--sample", "--export", "folder"],
      ])
  }

  @Test func `A prefix longer than any word is refused`() throws {
    let prefix = String(repeating: "a", count: 10_001)
    let outcome = try Trained.folder()("sample", "words-model", "--prefix", prefix)
    #expect(outcome.code == 64)
    #expect(outcome.error.contains("--prefix"))
  }

  @Test func `A network that the machine has no room for is refused`() throws {
    var configuration = NetworkConfiguration(
      input: .symbols(count: 10), hiddenSize: 10_000, output: .symbols(count: 10))
    try memory(configuration, steps: 1).check(available: 10e9)
    let failure = #expect(throws: CommandFailure.self) {
      try memory(configuration, steps: 1).check(available: 9e9)
    }
    #expect(failure?.code == .usage)
    #expect(failure?.message.contains("about 9.6 GB of memory") == true)
    // Few parameters, but much to remember of each step.
    (configuration.hiddenSize, configuration.layers) = (64, 1024)
    #expect(memory(configuration, steps: 1).bytes < 1e9)
    #expect(memory(configuration, steps: 8192).bytes > 1e10)
    // Sizes that no option takes: no arithmetic may overflow.
    for cell in Cell.allCases {
      (configuration.cell, configuration.hiddenSize, configuration.layers) = (cell, 1 << 31, 1024)
      #expect(memory(configuration, steps: 1e19).bytes > 1e30)
    }
  }

  /// The memory of training that goes over one row of so many time steps at once.
  private func memory(_ configuration: NetworkConfiguration, steps: Double) -> TrainingMemory {
    TrainingMemory(
      configuration, pass: StepMemory.Pass(positions: steps, rows: 1, steps: steps))
  }

  @Test func `An instruction set that is not to be had is refused`() throws {
    let outcome = try Unroll()(
      "--version", environment: ["UNROLL_INSTRUCTION_SET": "abacus"])
    #expect(outcome.code == 64)
    #expect(outcome.error.contains("abacus"))
  }

  /// Runs commands that must be refused, each with 64, and compares what they print.
  private func expectRefusals(_ name: String, _ commands: [[String]]) throws {
    let unroll = try Unroll()
    try unroll.write("anna\nbob\ncarla\n", to: "words.txt")
    let transcript = try Golden.transcript(unroll, commands)
    #expect(transcript.components(separatedBy: "\n[64]\n").count - 1 == commands.count)
    #expect(try unroll.files() == ["words.txt"], "something was written")
    try Golden.expect(transcript, equals: name)
  }
}
