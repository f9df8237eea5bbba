import Testing

@testable import Unroll

@Suite struct DataMessageTests {
  @Test func `Messages say what, where and what to do next`() {
    let errors: [DataError] = [
      .unreadable(source: "a.txt", .missing), .unreadable(source: "a", .isFolder),
      .unreadable(source: "a.txt", .notPermitted), .unreadable(source: "a.txt", .system(code: 5)),
      .tooLarge(source: "a.txt", size: 12, limit: 10),
      .tooLarge(source: "-", size: nil, limit: 10), .wideEncoding(source: "a.txt"),
      .invalidUTF8(source: "a.txt", line: 3, byteColumn: 5, byte: 0xE9),
      .controlCharacter(source: "a.txt", line: 3, column: 5, "\t"),
      .controlCharacter(source: "a.txt", line: 3, column: 5, "\0"),
      .controlCharacter(source: "a.txt", line: 3, column: 5, "\u{7}"),
      .wordTooLong(source: "a.txt", line: 1, length: 12, limit: 10),
      .tooManyMarks(source: "a.txt", line: 2, limit: 10),
      .noWords(source: "a.txt", blankLines: 0), .noWords(source: "a.txt", blankLines: 2),
    ]
    let oneWord = "A word list has one word a line"
    let messages = [
      "a.txt cannot be read: there is no such file. Check the path.",
      "a cannot be read: it is a folder. Name a file in it.",
      "a.txt cannot be read: permission denied. Check the file's permissions.",
      "a.txt cannot be read: Input/output error. Check the path and the disk.",
      "a.txt has 12 bytes: the limit is 10. Use a smaller file, for instance its first lines.",
      "- has too many bytes: the limit is 10. Use a smaller file, for instance its first lines.",
      "a.txt is UTF-16 or UTF-32, not UTF-8. "
        + "Save it as UTF-8, for instance with iconv -f utf-16 -t utf-8.",
      "a.txt, line 3, byte 5: not UTF-8 (byte 0xE9). "
        + "Save it as UTF-8, for instance with iconv -f latin1 -t utf-8.",
      "a.txt, line 3, column 5: control character U+0009 (a tab). "
        + oneWord + ": keep one column of the table.",
      "a.txt, line 3, column 5: control character U+0000. "
        + "The file may be binary or UTF-16; a word list is UTF-8 text, one word a line.",
      "a.txt, line 3, column 5: control character U+0007. "
        + "Remove it, if this is a word list: plain text, one word a line.",
      "a.txt, line 1: a word of 12 characters, the limit is 10. "
        + oneWord + "; running text is another task.",
      "a.txt, line 2: a character with more than 10 accents and other marks. Remove them.",
      "a.txt holds no words: it is empty. " + oneWord + ".",
      "a.txt holds no words, only blank lines (2). " + oneWord + ".",
    ]
    for (error, message) in zip(errors, messages) { #expect(error.description == message) }
    #expect(errors.count == messages.count)
  }

  @Test func `A message never carries what could steer a terminal`() {
    let hostile = "a\u{1B}[2J\u{9B}1m\u{202E}\u{2028}\r\n\u{E000}"
    let error = DataError.unreadable(source: hostile, .missing)
    #expect(
      error.description.hasPrefix(
        "a\\u{001B}[2J\\u{009B}1m\\u{202E}\\u{2028}\\u{000D}\\u{000A}\\u{E000} cannot"))
  }

  @Test func `Long words and alphabets are shortened`() {
    let alphabet =
      [""]
      + (0x4E00..<0x4E64 as Range<UInt32>).compactMap(Unicode.Scalar.init)
      .map { String($0) }
    let error = DataError.unknownSymbol(
      "x", unit: .character, position: 1, word: String(repeating: "x", count: 5_000),
      alphabet: alphabet)
    #expect(error.description.count < 300)
    #expect(error.description.contains("(100): 一 丁 "))
    #expect(error.description.contains("… and 60 more."))
  }

  @Test func `Symbols are shown so that they can be told apart`() {
    #expect(VisibleText.name(of: "e\u{301}", unit: .character) == "\"e\u{301}\" (U+0065 U+0301)")
    #expect(VisibleText.name(of: "\u{1F600}", unit: .scalar) == "\"\u{1F600}\" (U+1F600)")
    #expect(VisibleText.name(of: "\n", unit: .character) == "U+000A")
    #expect(VisibleText.name(of: "\u{C3}", unit: .byte) == "byte 0xC3")
    #expect(VisibleText.name(of: "a", unit: .byte) == "\"a\" (U+0061)")
    #expect(VisibleText.list(of: ["", " ", "\u{A9}"], unit: .byte) == "space byte 0xA9")
  }
}
