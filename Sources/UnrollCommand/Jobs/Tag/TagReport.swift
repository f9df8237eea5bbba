import Unroll

/// How well a model tags words: `evaluate`.
struct TagReport: Encodable {
  private struct Unknown: Encodable {
    let words: Int
    let accuracy: Double
  }

  private struct Tag: Encodable {
    let tag: String
    let words: Int
    let precision: Double
    let recall: Double
  }

  private let words: Int
  private let accuracy: Double
  private let unknown: Unknown
  private let tags: [Tag]

  init(_ report: TaggingReport) {
    words = report.all.words
    accuracy = report.all.accuracy
    unknown = Unknown(words: report.unknown.words, accuracy: report.unknown.accuracy)
    tags = report.tags.map {
      Tag(tag: $0.name, words: $0.count.words, precision: $0.precision, recall: $0.recall)
    }
  }

  func show() {
    Output.result("words          \(Format.count(words))")
    Output.result("accuracy       \(Format.percent(accuracy))")
    if unknown.words > 0 {
      Output.result(
        "unknown words  \(Format.percent(unknown.accuracy)) of \(Format.count(unknown.words))")
    }
    let names = tags.map { Format.printable($0.tag) }
    let width = max(names.map(\.count).max() ?? 0, 3)
    func line(_ columns: [String]) -> String {
      columns[0].padded(to: width) + columns.dropFirst().map { $0.padded(from: 11) }.joined()
    }
    Output.result(line(["tag", "words", "precision", "recall"]))
    for (tag, name) in zip(tags, names) {
      Output.result(
        line([
          name, Format.count(tag.words), Format.percent(tag.precision), Format.percent(tag.recall),
        ]))
    }
  }
}

/// The tags of a sentence: a line of `predict --json`.
struct TaggedSentence: Encodable {
  let words: [String]
  let tags: [String]
}

extension TaggerModel {
  /// What `evaluate` says of a file.
  func evaluate(_ path: String, threads: Int?) throws(CommandFailure) -> TagReport {
    do throws(TaggingError) {
      let sentences = try TagData.sentences(path, column: column, isCoNLLU: false).sentences
      let engine = Engine(network.configuration, threads: threads)
      return TagReport(
        TaggingReport(engine.tag(self, sentences), of: sentences, knowing: vocabulary))
    } catch {
      throw CommandFailure(error)
    }
  }

  /// Prints the tags of a file's sentences: a word and its tag a line, or a sentence a line as JSON.
  func predict(_ path: String, threads: Int?, isJSON: Bool) throws {
    let sentences: TaggedSentences
    do throws(TaggingError) {
      sentences = try TagData.untagged(path)
    } catch {
      throw CommandFailure(error)
    }
    let tags = Engine(network.configuration, threads: threads).tag(self, sentences)
    var start = 0
    for length in sentences.lengths {
      let range = start..<start + length
      start += length
      if isJSON {
        try Output.json(
          TaggedSentence(words: Array(sentences.words[range]), tags: Array(tags[range])))
      } else {
        for place in range { Output.result("\(sentences.words[place])\t\(tags[place])") }
        Output.result("")
      }
    }
  }
}

extension String {
  /// The text with spaces behind it, up to a width.
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(width - count, 0))
  }

  /// The text with spaces before it, up to a width.
  fileprivate func padded(from width: Int) -> String {
    String(repeating: " ", count: max(width - count, 1)) + self
  }
}
