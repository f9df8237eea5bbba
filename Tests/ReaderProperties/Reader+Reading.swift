import Unroll

extension Reader {
  /// Reads the bytes and nothing more, without regard to what comes of it: to take the time.
  package func read(_ bytes: [UInt8]) {
    let choice = Int(bytes.first ?? 0)
    let rest = Array(bytes.dropFirst())
    do {
      switch self {
      case .safetensors: _ = try Safetensors.decode(bytes, source: "")
      case .model: _ = try ModelFile.decodeContent(bytes, source: "")
      case .metadata: try checkMetadata(bytes)
      case .checkpoint: try checkCheckpoint(bytes)
      case .learner: try checkLearner(bytes)
      case .words: _ = try Alphabet(words: WordList(bytes: bytes, source: "").words)
      case .text: try readText(choice, Array(rest.dropFirst()))
      case .table: try readTable(choice, rest)
      case .cases: _ = try LabelledSequences(bytes: Array("@".utf8) + bytes, source: "")
      case .labels: _ = try LabelledSequences(bytes: rest, source: "").checkedClasses()
      case .conllu: try readTags(TaggedSentences(conllu: rest, source: "", column: .upos))
      case .tags:
        try readTags(
          choice & 1 == 1
            ? TaggedSentences(plain: rest, source: "")
            : TaggedSentences(bytes: rest, source: "", format: .columns))
      case .events: _ = try EventFile(bytes: bytes, source: "")
      case .pattern: try readPattern(String(decoding: rest, as: UTF8.self))
      case .online: try checkOnline(bytes)
      }
    } catch {
      // The message is part of reading: whoever reads a file that is none wants to know.
      _ = "\(error)"
    }
  }

  /// The pieces are as large as those of a file.
  private func readText(_ choice: Int, _ bytes: [UInt8]) throws {
    let separator = ["", "\n\n", "aa", "\u{301}"][choice >> 2 & 3]
    var collector = TextCollector(unit: SymbolUnit.allCases[choice & 3], separator: separator)
    let pieces = stride(from: 0, to: bytes.count, by: 1 << 16).lazy.map {
      Array(bytes[$0..<min($0 + 1 << 16, bytes.count)])
    }
    try collector.add(pieces: pieces, source: "")
    let text = try collector.finish()
    var encoder = TextEncoder(text.alphabet, separator: separator)
    try encoder.add(pieces: pieces, source: "")
  }

  private func readTable(_ choice: Int, _ bytes: [UInt8]) throws {
    let table = try Table(bytes: bytes, source: "")
    let shape = ForecastShape(targets: [try table.usualTarget()], context: 3)
    _ = try Series(table, shape, missing: Series.Missing.allCases[choice % 3])
  }

  private func readTags(_ sentences: TaggedSentences) throws {
    _ = try TagVocabulary(of: sentences, and: nil, minimumCount: 1)
  }

  /// A pattern over a large alphabet, as a model of texts may have it.
  private func readPattern(_ text: String) throws {
    let symbols = [""] + (0x21..<0x3021).compactMap { Unicode.Scalar($0).map { String($0) } }
    _ = try SymbolPattern(text, alphabet: try Alphabet(symbols: symbols, unit: .scalar))
  }
}
