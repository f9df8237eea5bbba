import ReaderProperties

/// Data of any size that a stranger might send to take a reader's time.
struct HostileData {
  let reader: Reader
  let name: String
  let before: String
  let unit: String
  let after: String

  init(_ reader: Reader, _ name: String, _ before: String, _ unit: String, _ after: String = "") {
    (self.reader, self.name, self.before, self.unit, self.after) = (
      reader, name, before, unit, after
    )
  }

  /// About so many bytes.
  func make(_ size: Int) -> [UInt8] {
    let unit = Array(unit.utf8)
    var bytes = Array(before.utf8)
    bytes.reserveCapacity(size + unit.count)
    while bytes.count < size { bytes += unit }
    bytes += Array(after.utf8)
    return reader == .safetensors ? HostileData.file(bytes) : bytes
  }

  /// A header behind its length.
  private static func file(_ header: [UInt8]) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) } + header
  }

  private static let mark = "\u{301}"
  /// Two marks that canonical order puts the other way round.
  private static let marks = "\u{301}\u{323}"

  static let all: [HostileData] = tensors + metadata + texts + tables + sequences + tagged + others

  private static let tensors = [
    HostileData(.safetensors, "spaces", "{", " "),
    HostileData(.safetensors, "open brackets", "{\"a\":", "{\"a\":"),
    HostileData(.safetensors, "one endless name", "{\"", "a"),
    HostileData(.safetensors, "escapes", "{\"__metadata__\":{\"a\":\"", "\\u00e9", "\"}}"),
    HostileData(.safetensors, "marks in a text", "{\"__metadata__\":{\"a\":\"e", marks, "\"}}"),
    HostileData(
      .safetensors, "zeros of a shape", "{\"a\":{\"dtype\":\"F32\",\"shape\":[", "0,", "0]}}"),
    HostileData(
      .safetensors, "metadata again and again", "{\"__metadata__\":{", "\"a\":\"\",", "}}"),
  ]

  private static let metadata = [
    HostileData(.metadata, "marks of a symbol", "\u{1}alphabet=[\"\",\"e", marks, "\"]"),
    HostileData(.metadata, "escaped marks", "\u{1}alphabet=[\"\",\"e", "\\u0301\\u0323", "\"]"),
    HostileData(.metadata, "marks of a class", "\u{2}classes=[\"a\",\"e", marks, "\"]"),
    HostileData(.metadata, "marks of a task", "\u{1}task=text", marks),
    HostileData(.metadata, "marks of a cell", "\u{1}configuration={\"cell\":\"rnn", marks, "\"}"),
    HostileData(.metadata, "nested lists", "\u{1}configuration=", "["),
    HostileData(.metadata, "nested objects", "\u{1}configuration=", "{\"a\":"),
    HostileData(.metadata, "the same symbol", "\u{1}alphabet=[\"\"", ",\"a\"", "]"),
    HostileData(.metadata, "empty words", "\u{4}words=[\"\"", ",\"\"", "]"),
    HostileData(.metadata, "one endless key", "\u{1}configuration={\"", "a", "\":1}"),
    HostileData(.metadata, "class weights", "\u{1}configuration={\"a\":[1", ",1", "]}"),
  ]

  private static let texts = [
    HostileData(.words, "one endless line", "", "a"),
    HostileData(.words, "empty lines", "", "\n"),
    HostileData(.words, "marks", "e", marks),
    HostileData(.words, "words of 100 marks", "", "e" + String(repeating: marks, count: 50) + "\n"),
    HostileData(.words, "the same word", "", "ab\n"),
    HostileData(.text, "characters: one line", "\u{0}\u{FF}", "a"),
    HostileData(.text, "characters: marks", "\u{0}\u{7F}e", marks),
    HostileData(.text, "characters: joiners", "\u{0}\u{7F}", "\u{1F469}\u{200D}"),
    HostileData(.text, "characters: flags", "\u{0}\u{7F}", "\u{1F1EB}"),
    HostileData(.text, "scalars: marks", "\u{1}\u{7F}e", marks),
    HostileData(.text, "words: one endless word", "\u{3}\u{7F}", "a"),
    HostileData(.text, "words: marks", "\u{3}\u{7F}e", marks),
    HostileData(.text, "words: apostrophes", "\u{3}\u{7F}", "a'"),
    HostileData(.text, "words: spaces", "\u{3}\u{7F}", " "),
    HostileData(.text, "separators", "\u{8}\u{7F}", "a"),
    HostileData(.text, "empty documents", "\u{4}\u{7F}", "\n"),
  ]

  private static let tables = [
    HostileData(.table, "commas", "\u{0}", ","),
    HostileData(.table, "empty lines", "\u{0}", "\n"),
    HostileData(.table, "empty lines, one value", "\u{0}1", "\n", "1"),
    HostileData(.table, "quotes", "\u{0}", "\"\""),
    HostileData(.table, "fields of quotes", "\u{0}", "\"\"\"\"\n"),
    HostileData(.table, "marks in a name", "\u{0}e", marks, "\n1\n2\n"),
    HostileData(.table, "marks in a quoted name", "\u{0}\"e", marks, "\"\n1\n2\n"),
    HostileData(
      .table, "a line of 4,000 fields", "\u{0}", String(repeating: "1,", count: 3999) + "1\n"),
    HostileData(.table, "gaps", "\u{1}1,1\n", "1,\n"),
    HostileData(.table, "digits", "\u{0}", "1"),
  ]

  private static let sequences = [
    HostileData(.cases, "comments", "", "#\n"),
    HostileData(.cases, "words of the header", "problemName", " a"),
    HostileData(.cases, "classes", "classLabel true", " a", "\n@data\n1:a\n"),
    HostileData(.cases, "marks of a class", "classLabel true e", marks, "\n@data\n1:a\n"),
    HostileData(.cases, "marks in the header", "problemName e", marks, "\n@data\n1:a\n"),
    HostileData(.cases, "colons", "x\n@classLabel false\n@data\n", ":"),
    HostileData(.cases, "values", "x\n@classLabel false\n@data\n", "1,", "1"),
    HostileData(.cases, "short cases", "x\n@classLabel false\n@data\n", "1\n"),
    HostileData(.labels, "one endless line", "\u{0}", "a"),
    HostileData(.labels, "commas", "\u{0}", ","),
    HostileData(.labels, "quotes", "\u{0}a,\"", "\"\"", "\""),
    HostileData(.labels, "open quotes", "\u{0}", "\","),
    HostileData(.labels, "marks", "\u{0}a,e", marks),
    HostileData(.labels, "empty lines", "\u{0}", "\n"),
    HostileData(.labels, "numbers", "\u{0}", "1,2,3,a\n"),
  ]

  private static let tagged = [
    HostileData(.conllu, "one endless line", "\u{0}", "a"),
    HostileData(.conllu, "tabs", "\u{0}", "\t"),
    HostileData(.conllu, "marks in a comment", "\u{0}# e", marks),
    HostileData(.conllu, "marks", "\u{0}e", marks),
    HostileData(.conllu, "a comment of marks", "\u{0}#", marks),
    HostileData(.conllu, "empty lines", "\u{0}", "\n"),
    HostileData(.conllu, "comments", "\u{0}", "#\n"),
    HostileData(.conllu, "digits", "\u{0}", "1", "\t_\t_\t_\t_\t_\t_\t_\t_\t_\n"),
    HostileData(.tags, "marks", "\u{0}e", marks),
    HostileData(.tags, "marks of a tag", "\u{0}a e", marks),
    HostileData(.tags, "marks after a tab", "\u{0}a\t", marks),
    HostileData(.tags, "spaces", "\u{0}", " "),
    HostileData(.tags, "plain: marks", "\u{1}e", marks),
    HostileData(.tags, "plain: spaces", "\u{1}", " "),
    HostileData(.tags, "plain: one endless word", "\u{1}", "a"),
    HostileData(.tags, "plain: words", "\u{1}", "a b\n"),
  ]

  private static let others = [
    HostileData(.events, "open brackets", "", "["),
    HostileData(.events, "empty sequences", "[[]", ",[]", "]"),
    HostileData(.events, "empty steps", "[[[]", ",[]", "]]"),
    HostileData(.events, "indices", "[[[1", ",1", "]]]"),
    HostileData(.events, "digits", "[[[", "1", "]]]"),
    HostileData(.events, "spaces", "", " \n"),
    HostileData(.events, "splits", "{\"a\":[]", ",\"b\":[]", "}"),
    HostileData(.events, "marks", "{\"e", marks),
    HostileData(.events, "marks after a number", "[[[1", mark),
    HostileData(.pattern, "questions", "\u{0}", "?"),
    HostileData(.pattern, "runs", "\u{0}", "*"),
    HostileData(.pattern, "one endless set", "\u{0}[", "a", "]"),
    HostileData(.pattern, "sets", "\u{0}", "[^a]"),
    HostileData(.pattern, "marks", "\u{0}a", marks),
    HostileData(.pattern, "marks in a set", "\u{0}[a", marks, "]"),
    HostileData(.pattern, "literals", "\u{0}", "ab"),
  ]
}
