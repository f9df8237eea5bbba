import Foundation
import Testing

/// Word lists as strangers bring them.
@Suite struct DataFileTests {
  @Test func `Files that are no word lists are named with the place of the fault`() throws {
    let unroll = try Unroll()
    try unroll.write("", to: "empty.txt")
    try unroll.write("\n \r\n\t\n", to: "blank.txt")
    try unroll.write(Array("anna\nb".utf8) + [0xFF, 0x0A], to: "latin1.txt")
    try unroll.write([0xFF, 0xFE, 0x61, 0, 0x0A, 0], to: "utf16.txt")
    try unroll.write("anna\nbo\0b\n", to: "nul.txt")
    try unroll.write("anna\tItaly\n", to: "table.txt")
    try unroll.write(String(repeating: "a", count: 1_000_000), to: "long.txt")
    try unroll.write("a" + String(repeating: "\u{301}", count: 1000), to: "marks.txt")
    try unroll.write("anna\n", to: "good.txt")
    try FileManager.default.createDirectory(
      atPath: unroll.path("folder"), withIntermediateDirectories: true)
    let before = try unroll.files()
    let names =
      ["missing", "folder", "good.txt/below"]
      + ["empty", "blank", "latin1", "utf16", "nul", "table", "long", "marks"].map { $0 + ".txt" }
    let transcript = try Golden.transcript(
      unroll,
      names.map { ["train", $0, "--task", "words", "--quiet"] }
        + ["missing", "folder", "latin1.txt"].map {
          ["train", "good.txt", "--quiet", "--validation", $0]
        } + [["train", "-"]])
    #expect(try unroll.files() == before, "something was written")
    #expect(!transcript.contains("\n[0]\n"))
    try Golden.expect(transcript, equals: "data-files.txt")
  }

  @Test func `A file without end is given up at the limit`() throws {
    let unroll = try Unroll()
    try unroll.write("anna\n", to: "model")
    let outcome = try unroll("inspect", "/dev/zero")
    #expect(outcome.code == 66)
    #expect(outcome.error.contains("it is not a file"))
  }

  @Test(arguments: [
    "anna\nbob\ncarla", "anna\r\nbob\r\ncarla\r\n", "\u{FEFF}anna\nbob\ncarla\n",
    "anna\rbob\rcarla\r", "anna\n\n  bob  \n\ncarla\nanna\nbob\n",
  ])
  func `Line ends, byte-order marks, blanks and repeats make no other model`(text: String) throws {
    let unroll = try Unroll()
    try unroll.write("anna\nbob\ncarla\n", to: "plain.txt")
    try unroll.write(text, to: "other.txt")
    for name in ["plain", "other"] {
      let outcome = try unroll(
        "train", name + ".txt", "--hidden", "4", "--epochs", "1", "--quiet")
      #expect(outcome.code == 0)
    }
    let plain = try unroll.bytes("plain-model/model.safetensors")
    #expect(try unroll.bytes("other-model/model.safetensors") == plain)
  }

  @Test func `What was left out of a list is said`() throws {
    let unroll = try Unroll()
    try unroll.write("anna\n\nbob\nanna\n\n", to: "words.txt")
    let outcome = try unroll("train", "words.txt", "--hidden", "4", "--epochs", "1")
    #expect(outcome.error.contains("1 repeated word left out\n"))
    #expect(outcome.error.contains("2 blank lines skipped\n"))
  }

  @Test func `Repeats are kept on request`() throws {
    let unroll = try Unroll()
    try unroll.write("anna\nbob\nanna\n", to: "words.txt")
    let outcome = try unroll(
      "train", "words.txt", "--hidden", "4", "--epochs", "1", "--keep-repeats", "--validation", "0")
    #expect(outcome.error.contains("3 to learn"))
  }

  @Test func `One word is enough, and no validation loss is made up`() throws {
    let unroll = try Unroll()
    try unroll.write("anna\n", to: "words.txt")
    let outcome = try unroll("train", "words.txt", "--hidden", "4", "--epochs", "1")
    #expect(outcome.code == 0)
    #expect(outcome.error.contains("nothing is held out"))
    #expect(!outcome.output.contains("validation"))
  }

  @Test func `Standard input is a word list too`() throws {
    let unroll = try Unroll()
    let outcome = try unroll(
      "train", "-", "--hidden", "4", "--epochs", "1", "--quiet", input: "anna\nbob\ncarla\n")
    #expect(outcome.code == 0)
    #expect(try unroll.files() == ["words-model"])
    let evaluation = try unroll("evaluate", "words-model", "-", input: "bob\nanna\n")
    #expect(evaluation.code == 0)
    #expect(evaluation.output.contains("symbols          9, ends of words included\n"))
  }

  @Test func `Words of a validation file that are also trained on are counted`() throws {
    let unroll = try Unroll()
    try unroll.write("anna\nbob\ncarla\n", to: "words.txt")
    try unroll.write("bob\ndora\n", to: "held.txt")
    let outcome = try unroll(
      "train", "words.txt", "--hidden", "4", "--epochs", "1", "--validation", "held.txt")
    #expect(outcome.code == 0)
    #expect(outcome.error.contains("3 to learn, 2 held out"))
    #expect(outcome.error.contains("warning: 1 word of 'held.txt' is also trained on"))
  }

  @Test(arguments: [("character", 3), ("scalar", 5), ("byte", 9)])
  func `A symbol is a character, a scalar or a byte`(unit: String, symbols: Int) throws {
    let unroll = try Unroll()
    // An e with an accent of its own, and a flag of two scalars.
    try unroll.write("e\u{301}🇮🇹a\na🇮🇹\n", to: "words.txt")
    let trained = try unroll(
      "train", "words.txt", "--unit", unit, "--hidden", "4", "--epochs", "1", "--quiet")
    #expect(trained.code == 0)
    let inspected = try unroll("inspect", "words-model")
    #expect(inspected.output.contains("unit        \(unit)\n"))
    let sampled = try unroll(
      "sample", "words-model", "--count", "50", "--length", "5", "--json")
    #expect(sampled.code == 0)
    #expect(sampled.output.split(separator: "\n").count == 50)
    #expect(inspected.output.contains("alphabet    \(symbols) symbols and the end: "))
  }
}
