import Testing
import Unroll

/// What fuzzing and growing data have found in the readers. Without the limits most of these take hours.
@Suite("Hostile data")
struct HostileDataTests {
  /// A letter and a million marks that canonical order turns round, behind a line of its own.
  private static let heap = "e" + String(repeating: "\u{301}\u{323}", count: 250_000)

  private func isHeap(_ error: DataError, line: Int) -> Bool {
    if case .tooManyMarks(_, line, _) = error { true } else { false }
  }

  @Test("Texts refuse marks without end, with their line", arguments: SymbolUnit.allCases)
  func marksInTexts(unit: SymbolUnit) throws {
    let bytes = Array("a\nb\n\(HostileDataTests.heap)".utf8)
    for size in [1000, 1 << 16, 1 << 24] {
      let pieces = stride(from: 0, to: bytes.count, by: size).map {
        Array(bytes[$0..<min($0 + size, bytes.count)])
      }
      var collector = TextCollector(unit: unit)
      do throws(DataError) {
        try collector.add(pieces: pieces, source: "a text")
        #expect(unit == .byte || unit == .scalar)
      } catch {
        #expect(isHeap(error, line: 3) && (unit == .character || unit == .word))
      }
    }
  }

  @Test("A character or a word without end is read on, and read once", .timeLimit(.minutes(1)))
  func endlessSymbols() throws {
    for (unit, text) in [(SymbolUnit.character, "\u{1F469}\u{200D}"), (.word, "a")] {
      let piece = Array(String(repeating: text, count: 10_000).utf8)
      var collector = TextCollector(unit: unit)
      try collector.add(pieces: Array(repeating: piece, count: 40), source: "a text")
      let stream = try collector.finish(TextCollector.Vocabulary()).stream
      #expect(stream.count > 3)
    }
  }

  @Test("Tagged words refuse marks without end")
  func marksInTags() {
    let bytes = Array("a B\n\(HostileDataTests.heap) C\n".utf8)
    let expected = TaggingError.data(.tooManyMarks(source: "tags", line: 2, limit: 128))
    #expect(throws: expected) {
      try TaggedSentences(bytes: bytes, source: "tags", format: .columns)
    }
    #expect(throws: expected) { try TaggedSentences(plain: bytes, source: "tags") }
    let file = Array("# \n\(HostileDataTests.heap)\t_\n".utf8)
    #expect(throws: expected) {
      try TaggedSentences(conllu: file, source: "tags", column: .upos)
    }
  }

  @Test("Headers of tables and of .ts files refuse marks without end")
  func marksInHeaders() {
    let table = Array("a,\"\(HostileDataTests.heap)\"\n1,2\n".utf8)
    #expect(throws: SeriesError.data(.tooManyMarks(source: "t", line: 1, limit: 128))) {
      try Table(bytes: table, source: "t")
    }
    let cases = Array("@problemName x\n@classLabel true \(HostileDataTests.heap)\n@data\n".utf8)
    #expect(throws: ClassificationError.data(.tooManyMarks(source: "t", line: 2, limit: 128))) {
      try LabelledSequences(bytes: cases, source: "t")
    }
  }

  @Test("Model files refuse marks without end, written out or escaped")
  func marksInMetadata() {
    let escapes = String(repeating: "\\u0301\\ud834\\udd65", count: 100)
    let metadata: [String: String] = [
      "format": "unroll", "version": "1", "task": "words", "unit": "character",
      "configuration": "{}",
    ]
    for symbol in [HostileDataTests.heap, "e" + escapes] {
      var file = Safetensors(metadata: metadata)
      file.metadata["alphabet"] = "[\"\",\"\(symbol)\"]"
      #expect(throws: ModelFileError.notAModel(path: "m", fault: .badMetadata("alphabet"))) {
        try ModelFile.decodeContent(file.encode(), source: "m")
      }
    }
    // What is escaped and no mark is another fault: the configuration's.
    var file = Safetensors(metadata: metadata)
    let faces = String(repeating: "\\ud83d\\ude00", count: 1000)
    file.metadata["alphabet"] = "[\"\",\"\(faces)\"]"
    #expect(throws: ModelFileError.notAModel(path: "m", fault: .badMetadata("configuration"))) {
      try ModelFile.decodeContent(file.encode(), source: "m")
    }
  }

  @Test("A checksum of marks is damage, and found at once")
  func marksInChecksum() {
    let file = Safetensors(metadata: ["checksum": HostileDataTests.heap])
    #expect(throws: ModelFileError.malformed(path: "m", fault: .damaged(tensor: nil))) {
      try Safetensors.decode(file.encode(), source: "m")
    }
  }

  @Test("A doubled quotation mark is one, also where an accent follows it")
  func quotedAccents() throws {
    let table = try Table(bytes: Array("a,\"b\"\"\u{301}\"\n1,2\n".utf8), source: "t")
    #expect(Array(table.columns[1].name.utf8) == Array("b\"\u{301}".utf8))
    let labels = try LabelledSequences(
      bytes: Array("x,\"a\"\"\u{301}\"\"\"\"\"\ny,b\n".utf8), source: "t")
    guard case .texts(let texts) = labels.content else { throw Missing() }
    #expect(Array(texts[0].utf8) == Array("a\"\u{301}\"\"".utf8))
  }

  @Test("A line of separators has as many columns as it has, and is refused")
  func separators() {
    let bytes = [UInt8](repeating: UInt8(ascii: ","), count: 5_000_000)
    #expect(throws: SeriesError.tooManyColumns(source: "t", count: 5_000_001, limit: 4096)) {
      try Table(bytes: bytes, source: "t")
    }
  }

  @Test("Classes of a .ts file are shown without what moves a cursor")
  func shownClasses() {
    let bytes = Array("@classLabel true a\u{1B}[2J\n@data\n1:b\n".utf8)
    #expect {
      try LabelledSequences(bytes: bytes, source: "t")
    } throws: { error in
      "\(error)".contains("\\u{001B}") && !"\(error)".unicodeScalars.contains("\u{1B}")
    }
  }

  @Test("A pattern too long, with too many sets or marks, is refused at once")
  func patterns() throws {
    let symbols = [""] + (0x21..<0x3021).compactMap { Unicode.Scalar($0).map { String($0) } }
    let alphabet = try Alphabet(symbols: symbols, unit: .scalar)
    let long = String(repeating: "a", count: 10_001)
    #expect(throws: SymbolPattern.Fault.tooManyCharacters(limit: 10_000)) {
      try SymbolPattern(long, alphabet: alphabet)
    }
    let marks = "e" + String(repeating: "\u{301}\u{323}", count: 100)
    #expect(throws: SymbolPattern.Fault.tooManyMarks(limit: 128)) {
      try SymbolPattern(marks, alphabet: alphabet)
    }
    let sets = String(repeating: "[^a]", count: 2000)
    #expect(throws: SymbolPattern.Fault.tooLong(count: 256, limit: 255)) {
      try SymbolPattern(sets, alphabet: alphabet)
    }
  }

  private struct Missing: Error {}
}
