import Foundation
import Testing
import Unroll

@testable import UnrollCommand

/// Sequences with classes, from files to predictions.
@Suite struct ClassifyTests {
  /// Names that begin with a vowel or not, a class each.
  private static func folder() throws -> Unroll {
    let unroll = try Unroll()
    try FileManager.default.createDirectory(
      atPath: unroll.path("names"), withIntermediateDirectories: true)
    let consonants = ["b", "c", "d", "f", "g"]
    let vowels = ["a", "e", "o", "i", "u"]
    let ends = ["rta", "lmo", "sti", "ndo", "rri", "ska"]
    for (name, starts) in [("vowel", vowels), ("other", consonants)] {
      let lines = starts.flatMap { start in ends.map { start + $0 } }
      try unroll.write(lines.joined(separator: "\n") + "\n", to: "names/\(name).txt")
    }
    return unroll
  }

  private static let small = ["--hidden", "16", "--epochs", "25", "--quiet", "--threads", "1"]

  @Test func `A folder of classes is learned, judged and used`() throws {
    let unroll = try Self.folder()
    let trained = try unroll.run(["train", "names", "--test", "0.2", "--json"] + Self.small)
    #expect(trained.code == 0, "\(trained.error)")
    let end = try JSONObject.one(
      of: String(trained.output.split(separator: "\n").last ?? ""))
    let measures = try #require(end["measures"] as? [String: Double])
    #expect(
      Set(measures.keys) == [
        "accuracy", "macroF1", "calibrationError", "testAccuracy", "testMacroF1",
        "testCalibrationError",
      ])
    #expect((measures["testAccuracy"] ?? 0) >= 0.9)
    let evaluated = try unroll("evaluate", "names-model", "names", "--json")
    let report = try JSONObject.one(of: evaluated.output)
    #expect((report["accuracy"] as? Double ?? 0) > 0.95)
    #expect(report["classes"] as? [String] == ["other", "vowel"])
    let confusion = try #require(report["confusion"] as? [[Int]])
    #expect(confusion.map { $0.reduce(0, +) } == [30, 30])
    let drawn = try unroll("evaluate", "names-model", "names")
    #expect(drawn.output.contains("accuracy") && drawn.output.contains("1 other"))
    let predicted = try unroll("predict", "names-model", "-", input: "arta\nbr@a\n")
    let lines = predicted.output.split(separator: "\n").map { $0.split(separator: "\t") }
    #expect(lines.count == 2 && lines[0][0] == "vowel" && lines[1][0] == "other")
    let json = try JSONObject.one(
      of: unroll("predict", "names-model", "-", "--json", input: "arta\n").output)
    let probabilities = try #require(json["probabilities"] as? [String: Double])
    #expect(abs(probabilities.values.reduce(0, +) - 1) < 1e-9)
    #expect(json["class"] as? String == "vowel")
  }

  @Test func `The same seed gives the same model for any number of threads`() throws {
    let unroll = try Self.folder()
    for (threads, name) in [("1", "one"), ("3", "three")] {
      let outcome = try unroll.run(
        [
          "train", "names", "--hidden", "40", "--batch", "60", "--epochs", "2", "--quiet",
          "--threads", threads, "--out", name,
        ])
      #expect(outcome.code == 0)
    }
    #expect(
      try unroll.bytes("one/model.safetensors") == unroll.bytes("three/model.safetensors"))
  }

  /// Two classes of rising and falling numbers, as a table.
  private static let table = (0..<40).map { index in
    let values = (0..<6).map { "\(index % 2 == 0 ? $0 : 6 - $0).\(index % 7)" }
    return (values + [index % 2 == 0 ? "up" : "down"]).joined(separator: ",")
  }.joined(separator: "\n")

  @Test func `A table of numbers comes from standard input, with labels or without`() throws {
    let unroll = try Unroll()
    let arguments = [
      "train", "-", "--task", "classify", "--step-size", "2", "--class-weights", "balanced",
      "--out", "model",
    ]
    let trained = try unroll.run(arguments + Self.small, inputText: Self.table)
    #expect(trained.code == 0, "\(trained.error)")
    let evaluated = try unroll("evaluate", "model", "-", "--json", input: Self.table)
    #expect(try JSONObject.one(of: evaluated.output)["accuracy"] as? Double == 1)
    let predicted = try unroll("predict", "model", "-", input: "0,1,2,3,4,5\n6,5,4,3,2,1\n")
    #expect(predicted.output.split(separator: "\n").map { $0.prefix(2) } == ["up", "do"])
    let inspected = try unroll("inspect", "model")
    #expect(inspected.output.contains("both directions"))
    #expect(inspected.output.contains("classes     2: down, up"))
  }

  @Test func `What data is, it shows`() throws {
    let unroll = try Self.folder()
    try unroll.write("@classLabel true a b\n@data\n1:a\n2:b\n3:a\n4:b\n", to: "case.ts")
    try unroll.write("a\tone\nb\ttwo\na\tthree\nb\tfour\na\tfive\n", to: "table.txt")
    try unroll.write("Smith, John\nMiller, Ann\nDoe, Jane\nKing, Sue\n", to: "people.txt")
    try unroll.write(
      "date,co2\n1958-03-29,316.1\n1958-04-05,\n1958-04-12,\n1958-04-19,317.5\n1958-04-26,316\n1958-05-03,317\n",
      to: "gaps.csv")
    for (name, task) in [
      ("names", Task.classify), ("case.ts", .classify), ("table.txt", .classify),
      ("gaps.csv", .forecast),
      ("people.txt", .text), ("names/vowel.txt", .words), ("missing", .words),
    ] { #expect(TaskGuess([unroll.path(name)]).task == task, "\(name)") }
    let outcome = try unroll.run(["train", "case.ts", "--epochs", "1", "--validation", "0"])
    #expect(outcome.code == 0)
    #expect(outcome.error.contains("learned as classify (--task says otherwise)"))
  }

  @Test func `Files that are wrong are answered with file, line, column and what was expected`()
    throws
  {
    let unroll = try Self.folder()
    let good = "a,x\nb,y\na,z\n"
    let files = [
      "good.csv": good, "missing.csv": "1,2,3,a\n4,?,6,b\n", "ragged.csv": "1,2,3,a\n4,5,b\n",
      "word.csv": "1,2,3,a\n4,five,6,b\n", "three.csv": "a,b,c\nd,e,f\n", "one.csv": "a,x\na,y\n",
      "all.csv": "a,x\nb,y\nc,z\n", "empty.csv": "", "other.csv": "a,x\nq,y\n",
      "quote.csv": "a,\"x\nb,y\n", "steps.csv": "1,2,3,a\n1,2,3,b\n1,2,3,b\n",
      "bad.ts": "@dimensions 2\n@classLabel true a b\n@data\n1,2:3,?:a\n",
      "class.ts": "@classLabel true a b\n@data\n1,2:3,4:c\n",
      "times.ts": "@timeStamps true\n@data\n(1,2):a\n",
    ]
    for (name, text) in files { try unroll.write(text, to: name) }
    let names = files.keys.sorted().filter { !["good.csv", "other.csv", "steps.csv"].contains($0) }
    let train = ["--task", "classify", "--epochs", "0", "--quiet"]
    let commands =
      names.map { ["train", $0] + train }
      + [
        ["train", "steps.csv", "--step-size", "2"] + train,
        ["train", "good.csv", "--validation", "other.csv"] + train,
        ["train", "good.csv", "--test", "missing.csv"] + train,
        ["train", "good.csv", "names"] + train, ["train", "nothing"] + train,
        ["train", "good.csv", "--embedding", "0", "--input-dropout", "0.1"] + train,
        ["train", "steps.csv", "--embedding", "4"] + train,
        ["train", "good.csv", "--window", "4"] + train,
        ["train", "good.csv", "--recompute"] + train,
        ["train", "names/vowel.txt", "--test", "0.1"],
        ["train", "names/vowel.txt", "--bidirectional"],
        ["bench", "--bidirectional"],
      ]
    let transcript = try Golden.transcript(unroll, commands)
    #expect(!transcript.contains("\n[0]\n"))
    try Golden.expect(transcript, equals: "classify-files.txt")
    #expect(try !unroll.files().contains { $0.hasSuffix("-model") }, "something was written")
  }
}
