extension TaggedSentences {
  /// Reads CoNLL-U: words of ten columns separated by tabs, numbered from 1 in each sentence. Comments
  /// (#), tokens of several words (3-4) and empty nodes (3.1) are skipped.
  ///
  /// - Parameters:
  ///   - bytes: the file, UTF-8.
  ///   - source: its name for messages.
  ///   - column: where the tags are; nil for sentences without tags, whatever the columns hold.
  /// - Throws: ``TaggingError``.
  public init(conllu bytes: [UInt8], source: String, column: TagColumn?) throws(TaggingError) {
    try self.init(bytes, source: source) { (line, lines, count) throws(TaggingError) in
      if line.hasPrefix("#") { return nil }
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard fields.count == 10 else {
        throw .wrongColumns(lines.place, found: fields.count, format: .conllu(column ?? .upos))
      }
      if TaggedSentences.isSkipped(fields[0]) { return nil }
      guard Int(fields[0]) == count + 1 else {
        throw .wrongNumber(lines.place, expected: count + 1, found: String(fields[0]))
      }
      guard !fields[1].isEmpty else {
        throw .emptyColumn(lines.place, column: 2, name: "a word (FORM)")
      }
      guard let column else { return (String(fields[1]), nil) }
      let tag = fields[column.number - 1]
      guard !tag.isEmpty else {
        throw .emptyColumn(lines.place, column: column.number, name: "a tag (\(column.name))")
      }
      if tag == "_" && column != .feats { throw .noTag(lines.place, column: column) }
      return (String(fields[1]), String(tag))
    }
  }

  /// Whether a number is that of a token of several words (3-4) or of an empty node (3.1).
  private static func isSkipped(_ number: Substring) -> Bool {
    for separator: Character in ["-", "."] {
      let parts = number.split(separator: separator, omittingEmptySubsequences: false)
      if parts.count == 2 && parts.allSatisfy({ Int($0).map { $0 >= 0 } ?? false }) { return true }
    }
    return false
  }
}
