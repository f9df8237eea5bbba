/// How a file holds words and their tags.
public enum TagFormat: Sendable, Equatable {
  /// CoNLL-U: ten columns, of which one is the tag (Nivre et al., 2020, Universal Dependencies v2,
  /// https://universaldependencies.org/format.html).
  case conllu(TagColumn)
  /// Two columns: a word and its tag, separated by a tab or a space.
  case columns
}

/// A column of CoNLL-U that can be learned.
public enum TagColumn: String, Sendable, Codable, CaseIterable {
  /// The universal part of speech.
  case upos
  /// The language's own part of speech.
  case xpos
  /// The morphological features, taken as one tag; _ stands for none.
  case feats
  /// The relation to the head.
  case deprel

  /// Which column it is, counted from 1.
  public var number: Int {
    switch self {
    case .upos: 4
    case .xpos: 5
    case .feats: 6
    case .deprel: 8
    }
  }

  /// The column's name in CoNLL-U.
  public var name: String { rawValue.uppercased() }
}

extension TagFormat {
  /// Whether a file looks like CoNLL-U: by its name, or because the first line that is neither empty nor a
  /// comment has ten columns.
  package static func isCoNLLU(_ bytes: [UInt8], path: String) -> Bool {
    if path.lowercased().hasSuffix(".conllu") { return true }
    for line in bytes.prefix(1 << 16).split(separator: UInt8(ascii: "\n")) {
      if line.first == UInt8(ascii: "#") || line.allSatisfy({ $0 == 0x20 || $0 == 0x0D }) {
        continue
      }
      return line.count { $0 == UInt8(ascii: "\t") } == 9
    }
    return false
  }
}
