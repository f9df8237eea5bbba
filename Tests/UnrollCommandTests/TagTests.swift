import Testing

/// Tagging from end to end.
@Suite struct TagTests {
  private static let train = """
    # a comment
    1\tthe\tthe\tDET\tDT\t_\t2\tdet\t_\t_
    2\tdogs\tdog\tNOUN\tNNS\t_\t3\tnsubj\t_\t_
    3\tbark\tbark\tVERB\tVBP\t_\t0\troot\t_\t_

    1\ta\ta\tDET\tDT\t_\t2\tdet\t_\t_
    2\tcat\tcat\tNOUN\tNN\t_\t3\tnsubj\t_\t_
    3\tsleeps\tsleep\tVERB\tVBZ\t_\t0\troot\t_\t_

    1\tthe\tthe\tDET\tDT\t_\t2\tdet\t_\t_
    2\tcats\tcat\tNOUN\tNNS\t_\t3\tnsubj\t_\t_
    3\tsleep\tsleep\tVERB\tVBP\t_\t0\troot\t_\t_

    """

  private static func folder(_ options: String...) throws -> Unroll {
    let unroll = try Unroll()
    try unroll.write(train, to: "pets.conllu")
    let outcome = try unroll.run(
      ["train", "pets.conllu", "--hidden", "6", "--embedding", "5", "--character-hidden", "4"]
        + ["--character-embedding", "3", "--epochs", "40", "--batch", "1", "--dropout", "0"]
        + ["--input-dropout", "0", "--minimum-count", "1", "--learning-rate", "0.02"]
        + ["--validation", "pets.conllu"] + options)
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(outcome.error.contains("most frequent tag of each word: 100.00 % right"))
    #expect(outcome.output.contains("accuracy         100.00 %, most frequent tag 100.00 %"))
    return unroll
  }

  @Test func `Train, evaluate and predict CoNLL-U and plain sentences`() throws {
    let unroll = try Self.folder()
    let report = try unroll("evaluate", "pets-model", "pets.conllu")
    #expect(report.output.hasPrefix("words          9\naccuracy       100.00 %\n"))
    #expect(report.output.contains("NOUN          3   100.00 %   100.00 %\n"))
    let json = try JSONObject.one(
      of: unroll("evaluate", "pets-model", "pets.conllu", "--json").output)
    #expect(json["accuracy"] as? Double == 1)
    let expected = "the\tDET\ndogs\tNOUN\nsleep\tVERB\n\n"
    #expect(try unroll("predict", "pets-model", "-", input: "the dogs sleep").output == expected)
    let whole = try unroll("predict", "pets-model", "pets.conllu").output
    #expect(whole.hasPrefix("the\tDET\ndogs\tNOUN\nbark\tVERB\n\na\tDET\n"))
    #expect(
      try unroll("predict", "pets-model", "-", "--json", input: "the dogs sleep\n").output
        == "{\"tags\":[\"DET\",\"NOUN\",\"VERB\"],\"words\":[\"the\",\"dogs\",\"sleep\"]}\n")
    try unroll.write("the DET\ncats NOUN\n", to: "two.txt")
    #expect(
      try unroll("evaluate", "pets-model", "two.txt").output.contains("accuracy       100.00 %"))
    #expect(try unroll("inspect", "pets-model").output.hasPrefix("task        tag\n"))
  }

  @Test func `The column that was learned is the one that is evaluated`() throws {
    let unroll = try Self.folder("--column", "xpos")
    let report = try unroll("evaluate", "pets-model", "pets.conllu").output
    #expect(report.contains("\nNNS "))
    #expect(!report.contains("NOUN"))
  }

  @Test func `Wrong files and options get an answer with the place and what was expected`() throws {
    let unroll = try Self.folder()
    try unroll.write("the DET\nbig dog NOUN\n", to: "three.txt")
    try unroll.write("1\tthe\tDET\n", to: "short.conllu")
    try unroll.write(Self.train.replacing("VERB", with: "_"), to: "untagged.conllu")
    try unroll.write(Self.train.replacing("2\tcat\t", with: "7\tcat\t"), to: "number.conllu")
    try unroll.write("the DET\ncats ANIMAL\n", to: "other.txt")
    try unroll.write("the DET\ndogs DET\n", to: "one.txt")
    try unroll.write("\n", to: "empty.conllu")
    try unroll.write("anna\nbob\n", to: "words.txt")
    let trainings = [
      ["three.txt"], ["short.conllu"], ["untagged.conllu"], ["number.conllu"], ["one.txt"],
      ["empty.conllu"], ["missing.conllu"], ["words.txt"], ["words.txt", "--column", "upos"],
      ["pets.conllu", "--validation", "three.txt"], ["pets.conllu", "pets.conllu"],
      ["pets.conllu", "--embedding", "0"], ["pets.conllu", "--tie", "--hidden", "4"],
      ["pets.conllu", "--unit", "byte"], ["pets.conllu", "--window", "9"],
      ["pets.conllu", "--keep-repeats"], ["pets.conllu", "--word-dropout", "1"],
      ["pets.conllu", "--character-hidden", "0"], ["pets.conllu", "--gradient", "rtrl"],
      ["pets.conllu", "--recompute"],
    ].map { ["train"] + $0 + ["--task", "tag", "--quiet", "--out", "x"] }
    let others = [
      ["train", "words.txt", "--task", "words", "--column", "upos"],
      ["train", "words.txt", "--task", "words", "--bidirectional"],
      ["evaluate", "pets-model", "three.txt"],
      ["evaluate", "pets-model", "pets.conllu", "--exact"],
      ["predict", "pets-model", "missing"], ["predict", "pets-model", "empty.conllu"],
      ["sample", "pets-model"], ["bench", "--bidirectional", "--sample"],
    ]
    let transcript = try Golden.transcript(unroll, trainings + others)
    #expect(!transcript.contains("\n[0]\n"))
    try Golden.expect(transcript, equals: "tag-mistakes.txt")
  }
}
