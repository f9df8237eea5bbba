import Testing

@testable import Unroll

@Suite("Reading tagged sentences")
struct TaggedSentencesTests {
  private static let conllu = """
    # sent_id = 1
    1-2\tI'm\t_\t_\t_\t_\t_\t_\t_\t_
    1\tI\tI\tPRON\tPRP\tCase=Nom\t0\tnsubj\t_\t_
    2\t'm\tbe\tAUX\tVBP\t_\t1\tcop\t_\t_
    2.1\tghost\t_\t_\t_\t_\t_\t_\t_\t_

    # sent_id = 2
    1\t#\t#\tSYM\t#\t_\t0\troot\t_\t_
    """

  private static func read(_ text: String, _ format: TagFormat) throws(TaggingError)
    -> TaggedSentences
  { try TaggedSentences(bytes: Array(text.utf8), source: "a.txt", format: format) }

  private static func place(_ line: Int) -> TaggingError.Place {
    .init(source: "a.txt", line: line)
  }

  @Test(
    "CoNLL-U: comments, tokens of several words and empty nodes are skipped; columns are chosen")
  func conllu() throws {
    for text in [Self.conllu, "\u{FEFF}" + Self.conllu + "\n\n\n", Self.conllu + "\n"] {
      let sentences = try Self.read(text, .conllu(.upos))
      #expect(sentences.words == ["I", "'m", "#"])
      #expect(sentences.tags == ["PRON", "AUX", "SYM"])
      #expect(sentences.lengths == [2, 1])
    }
    #expect(
      try Self.read(Self.conllu.replacing("\n", with: "\r\n"), .conllu(.xpos)).tags
        == ["PRP", "VBP", "#"])
    #expect(try Self.read(Self.conllu, .conllu(.feats)).tags == ["Case=Nom", "_", "_"])
    #expect(try Self.read(Self.conllu, .conllu(.deprel)).tags == ["nsubj", "cop", "root"])
    let untagged = try TaggedSentences(
      conllu: Array(Self.conllu.replacing("PRON", with: "_").utf8), source: "a.txt", column: nil)
    #expect(untagged.words == ["I", "'m", "#"] && untagged.tags.isEmpty)
  }

  @Test("CoNLL-U that is none is named with line, column and what was expected")
  func wrongCoNLLU() {
    func expect(_ text: String, _ error: TaggingError, _ part: String) {
      #expect(throws: error) { try Self.read(text, .conllu(.upos)) }
      #expect(error.description.contains(part), "\(error.description)")
    }
    let line = "1\tI\tI\tPRON\tPRP\t_\t0\tnsubj\t_\t_\n"
    expect(
      line + "2\tam", .wrongColumns(Self.place(2), found: 2, format: .conllu(.upos)),
      "a.txt, line 2: 2 columns, where CoNLL-U has 10")
    expect(
      line + line, .wrongNumber(Self.place(2), expected: 2, found: "1"),
      "line 2, column 1 (ID): \"1\", where word 2 is expected")
    expect(
      line.replacing("1\t", with: "x\t"), .wrongNumber(Self.place(1), expected: 1, found: "x"), "x")
    expect(
      line.replacing("PRON", with: "_"), .noTag(Self.place(1), column: .upos),
      "line 1, column 4 (UPOS): _, where a tag is expected")
    expect(
      line.replacing("PRON", with: ""),
      .emptyColumn(Self.place(1), column: 4, name: "a tag (UPOS)"), "column 4")
    expect(
      line.replacing("1\tI", with: "1\t"),
      .emptyColumn(Self.place(1), column: 2, name: "a word (FORM)"), "column 2")
    for empty in ["", "\n\n", "# only a comment\n", "\u{FEFF}"] {
      expect(empty, .noWords(source: "a.txt"), "no words")
    }
    let digits = String(repeating: "9", count: 400)
    expect(
      line.replacing("1\t", with: digits + "\t"),
      .wrongNumber(Self.place(1), expected: 1, found: digits), "…")
  }

  @Test("Two columns, by a tab or a space; a word may be # and, with tabs, have spaces")
  func columns() throws {
    let sentences = try Self.read("the DET\ndog\tNOUN\n \nNew York\tPROPN\n#\tSYM\n", .columns)
    #expect(sentences.words == ["the", "dog", "New York", "#"])
    #expect(sentences.tags == ["DET", "NOUN", "PROPN", "SYM"])
    #expect(sentences.lengths == [2, 2])
    for (text, found) in [("the", 1), ("the big DET", 3), ("a\tb\tc", 3), ("a  b", 3)] {
      #expect(throws: TaggingError.wrongColumns(Self.place(2), found: found, format: .columns)) {
        try Self.read("x Y\n" + text, .columns)
      }
    }
    #expect(throws: TaggingError.emptyColumn(Self.place(1), column: 2, name: "its tag")) {
      try Self.read("the\t", .columns)
    }
    #expect(throws: TaggingError.emptyColumn(Self.place(1), column: 1, name: "a word")) {
      try Self.read(" DET", .columns)
    }
  }

  @Test("Bytes of strangers end in an error or in sentences, never otherwise")
  func hostile() {
    let long = String(repeating: "a", count: 1_001)
    #expect(throws: TaggingError.wordTooLong(Self.place(1), limit: 1_000)) {
      try Self.read(long + " X", .columns)
    }
    #expect(throws: TaggingError.sentenceTooLong(Self.place(2), limit: 10_000)) {
      try Self.read("\n" + String(repeating: "a X\n", count: 10_001), .columns)
    }
    let wide = String(repeating: String(repeating: "a", count: 1_000) + " X\n", count: 101)
    #expect(throws: TaggingError.tooManyCharacters(Self.place(3), limit: 100_000)) {
      try Self.read("a X\n\n" + wide + "\nb Y", .columns)
    }
    let bad: [([UInt8], DataError)] = [
      (
        Array("a X\nb\u{0}c Y".utf8),
        .controlCharacter(source: "a.txt", line: 2, column: 2, "\0")
      ),
      (
        Array("a X\nb ".utf8) + [0xC3, 0x28],
        .invalidUTF8(source: "a.txt", line: 2, byteColumn: 3, byte: 0xC3)
      ),
      ([0xFF, 0xFE, 0x61, 0], .wideEncoding(source: "a.txt")),
    ]
    for (bytes, error) in bad {
      #expect(throws: TaggingError.data(error)) {
        try TaggedSentences(bytes: bytes, source: "a.txt", format: .columns)
      }
    }
    var generator = SplitMix(seed: 11)
    let pieces = ["\t", " ", "\n", "1", "_", "#", "a", "é", "-", ".", "\r"].map { Array($0.utf8) }
    for _ in 0..<2_000 {
      let bytes = (0..<Int(generator.next() % 60)).flatMap { _ -> [UInt8] in
        let draw = generator.next()
        return draw % 31 == 0
          ? [UInt8(truncatingIfNeeded: draw >> 8)] : pieces[Int(draw >> 8) % pieces.count]
      }
      for format in [TagFormat.columns, .conllu(.feats)] {
        guard
          let read = try? TaggedSentences(bytes: bytes, source: "fuzz", format: format)
        else { continue }
        #expect(read.words.count == read.tags.count)
        #expect(read.words.count == read.lengths.reduce(0, +))
        #expect(read.lengths.allSatisfy { $0 > 0 } && !read.words.contains(""))
      }
    }
  }

  @Test("Plain sentences are one a line")
  func plain() throws {
    let text = "\u{FEFF}the  dog\tbarks .\r\n\n hi \n"
    let sentences = try TaggedSentences(plain: Array(text.utf8), source: "s")
    #expect(sentences.words == ["the", "dog", "barks", ".", "hi"])
    #expect(sentences.lengths == [4, 1] && sentences.tags.isEmpty)
    #expect(throws: TaggingError.noWords(source: "s")) {
      try TaggedSentences(plain: Array(" \n".utf8), source: "s")
    }
  }

  @Test("A vocabulary knows what occurs often, in small letters; all else is 0")
  func vocabulary() throws {
    let sentences = try Self.read("The D\nthe D\nCat N\nX\u{301} N\n", .columns)
    let vocabulary = try TagVocabulary(of: sentences, and: nil, minimumCount: 2)
    #expect(vocabulary.tags == ["D", "N"])
    #expect(vocabulary.words == ["", "the"])
    #expect(vocabulary.characters == ["", "e", "h", "t"])
    #expect(vocabulary.number(ofWord: "THE") == 1 && vocabulary.number(ofWord: "Cat") == 0)
    #expect(vocabulary.spell("heXe\0") == [2, 1, 0, 1, 0])
    #expect(throws: TaggingError.unknownTag(source: "a.txt", tag: "V", known: ["D", "N"])) {
      try vocabulary.dataset(try Self.read("runs V", .columns))
    }
    #expect(throws: TaggingError.onlyOneTag(source: "a.txt", tag: "D")) {
      try TagVocabulary(of: try Self.read("the D", .columns), and: nil, minimumCount: 1)
    }
    let many = (0...TagVocabulary.mostTags).map { "a T\($0)\n" }.joined()
    #expect(throws: TaggingError.self) {
      try TagVocabulary(
        of: try Self.read("x Y\n\n" + many.replacing("T5\n", with: "T5\n\n"), .columns), and: nil,
        minimumCount: 1)
    }
  }

  @Test("Accuracy in all, of each tag and of unknown words; the most frequent tag to compare")
  func report() throws {
    let sentences = try Self.read("a X\na X\na Y\nb Y\nc Z\n", .columns)
    let vocabulary = try TagVocabulary(of: sentences, and: nil, minimumCount: 2)
    let frequent = FrequentTags(sentences)
    #expect(frequent.tag(sentences) == ["X", "X", "X", "Y", "Z"])
    #expect(frequent.tag(try Self.read("q X\nq Y\nA Y", .columns)) == ["X", "X", "X"])
    let report = TaggingReport(["X", "Y", "X", "Y", "X"], of: sentences, knowing: vocabulary)
    #expect(report.all.words == 5 && report.all.right == 2 && report.all.accuracy == 0.4)
    #expect(report.unknown.words == 2 && report.unknown.right == 1)
    #expect(report.tags.map(\.name) == ["X", "Y", "Z"])
    #expect(report.tags.map(\.recall) == [0.5, 0.5, 0])
    #expect(report.tags.map(\.precision) == [1.0 / 3, 0.5, 0])
  }
}
