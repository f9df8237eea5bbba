extension TableReader {
  /// Names of columns that make the first line a header.
  private static let labelNames: Set = ["label", "class", "category", "target"]
  private static let textNames: Set = ["text", "sequence", "sentence", "name"]

  /// The table as labels and texts.
  func labelledTexts() throws(ClassificationError) -> LabelledSequences {
    var texts: [String] = []
    var labels: [String] = []
    var places: [DataPlace] = []
    var lines = reader
    var isFirst = true
    while let line = nextLine(&lines) {
      let fields = try fields(of: lines, line)
      guard fields.count == 2 else {
        throw .unexpected(
          DataPlace(source: source, line: lines.line), found: shown(lines, line),
          expected: separator == TableReader.tab
            ? "a label, one tab and a text"
            : "a label, a comma and a text, which stands in double quotes where it has commas of its own; "
              + "or three numbers and more with a label after them")
      }
      let label = try text(fields[0], of: lines, line)
      let text = try text(fields[1], of: lines, line)
      defer { isFirst = false }
      if isFirst, TableReader.isHeader(label, text) { continue }
      for (index, (name, content)) in [("label", label), ("text", text)].enumerated()
      where content.isEmpty {
        throw .unexpected(
          TableReader.place(lines, line, fields[index].range.lowerBound, index), found: "",
          expected: "a \(name)")
      }
      texts.append(text)
      labels.append(label)
      places.append(DataPlace(source: source, line: lines.line))
    }
    guard !texts.isEmpty else { throw .noSequences(source: source) }
    return LabelledSequences(.texts(texts), labels: labels, places: places, source: source)
  }

  static func isHeader(_ label: String, _ text: String) -> Bool {
    labelNames.contains(label.lowercased()) && textNames.contains(text.lowercased())
  }

  /// The beginning of a line, for a message.
  func shown(_ lines: LineReader, _ line: Range<Int>) -> String {
    String(decoding: lines.bytes[line.prefix(200)], as: UTF8.self)
  }

  /// Whether every line is a label of some classes and a text; a header may stand above them.
  func isLabelled(with classes: Set<String>) -> Bool {
    var lines = reader
    var isFirst = true
    while let line = nextLine(&lines) {
      guard let fields = try? fields(of: lines, line), fields.count == 2,
        let label = try? text(fields[0], of: lines, line),
        let text = try? text(fields[1], of: lines, line)
      else { return false }
      guard isFirst && TableReader.isHeader(label, text) || classes.contains(label) else {
        return false
      }
      isFirst = false
    }
    return !isFirst
  }
}
