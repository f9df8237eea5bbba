/// Something that takes texts up, part by part, from files or from memory.
protocol TextReader {
  /// What a symbol is.
  var unit: SymbolUnit { get }
  /// What stands between documents; empty where a file is one document.
  var separator: String { get }

  /// The most bytes that the symbols of all texts may take; nil for as many as there are.
  var memoryLimit: Int? { get }

  /// Takes the next part of a text.
  ///
  /// - Parameter source: the text's name for messages.
  mutating func take(_ part: TextPieces.Part, from source: String) throws(DataError)
}

extension TextReader {
  /// Refuses to go on where so many bytes of symbols are too many.
  func checkMemory(_ bytes: Int, _ source: String) throws(DataError) {
    if let memoryLimit, bytes > memoryLimit {
      throw .tooLarge(source: source, size: nil, limit: memoryLimit)
    }
  }

  /// Reads a file to its end.
  mutating func read(_ file: borrowing TextFile) throws(DataError) {
    let source = file.source
    var pieces = TextPieces(unit: unit, separator: separator, source: source)
    while let bytes = try file.next() {
      try pieces.add(bytes) { (part) throws(DataError) in try take(part, from: source) }
    }
    try pieces.finish { (part) throws(DataError) in try take(part, from: source) }
  }

  /// Reads a text whose bytes are at hand, in pieces.
  mutating func read(_ pieces: some Sequence<[UInt8]>, source: String) throws(DataError) {
    var parts = TextPieces(unit: unit, separator: separator, source: source)
    for bytes in pieces {
      try parts.add(bytes) { (part) throws(DataError) in try take(part, from: source) }
    }
    try parts.finish { (part) throws(DataError) in try take(part, from: source) }
  }

  /// Reads a text that is at hand.
  mutating func read(_ text: String, source: String) throws(DataError) {
    var pieces = TextPieces(unit: unit, separator: separator, source: source)
    try pieces.add(text.utf8) { (part) throws(DataError) in try take(part, from: source) }
    try pieces.finish { (part) throws(DataError) in try take(part, from: source) }
  }
}
