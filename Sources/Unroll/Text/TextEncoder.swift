/// Encodes texts with the alphabet of a model.
///
/// A symbol that the alphabet does not have becomes its unknown one, and is counted; an alphabet without
/// one refuses it.
public struct TextEncoder: TextReader {
  /// All documents so far.
  public private(set) var stream: SymbolStream
  /// Symbols that the alphabet does not have.
  public private(set) var unknown = 0
  /// Documents that are not empty.
  public private(set) var documents = 0

  /// The most bytes that the symbols may take; nil for as many as there are.
  public var memoryLimit: Int?

  private let alphabet: Alphabet
  let separator: String
  var unit: SymbolUnit { alphabet.unit }
  private var isInDocument = false
  private var encoded: [Int32] = []

  /// Creates an encoder.
  ///
  /// - Parameters:
  ///   - alphabet: the symbols that are known.
  ///   - separator: what stands between documents; empty where a file is one document.
  public init(_ alphabet: Alphabet, separator: String = "") {
    self.alphabet = alphabet
    self.separator = separator
    stream = SymbolStream(alphabetCount: alphabet.count)
  }

  /// Reads a file, or anything that ends, such as a pipe.
  ///
  /// - Throws: `DataError`.
  public mutating func add(contentsOf path: String) throws(DataError) {
    let file = try TextFile(path: path)
    try read(file)
  }

  /// Reads what an open file descriptor, such as 0 for standard input, still has.
  ///
  /// - Parameters:
  ///   - descriptor: the open file.
  ///   - source: the name for messages.
  public mutating func add(descriptor: Int32, source: String) throws(DataError) {
    let file = try TextFile(descriptor: descriptor, source: source)
    try read(file)
  }

  /// Takes up a text that is at hand.
  public mutating func add(_ text: String, source: String = "text") throws(DataError) {
    try read(text, source: source)
  }

  /// Takes up bytes that need not be a text, in the pieces in which a file would bring them.
  package mutating func add(
    pieces: some Sequence<[UInt8]>, source: String
  ) throws(DataError) {
    try read(pieces, source: source)
  }

  mutating func take(_ part: TextPieces.Part, from source: String) throws(DataError) {
    encoded.removeAll(keepingCapacity: true)
    try checkMemory(stream.size, source)
    switch part {
    case .documentEnd:
      guard isInDocument else { return }
      isInDocument = false
      documents += 1
      stream.append(Alphabet.end)
      return
    case .text(let text, let position):
      if let stranger = alphabet.encode(text, into: &encoded) {
        let known = encoded.reduce(0) { $0 + alphabet[$1].utf8.count }
        let place = position.advanced(over: text.utf8.prefix(known))
        throw unknown(stranger, at: place, source)
      }
    case .bytes(let bytes, let position):
      for (offset, byte) in bytes.enumerated() {
        guard let symbol = alphabet.symbol(ofByte: byte) else {
          let place = position.advanced(over: bytes.prefix(offset))
          throw unknown(String(Unicode.Scalar(byte)), at: place, source)
        }
        encoded.append(symbol)
      }
    }
    isInDocument = isInDocument || !encoded.isEmpty
    for symbol in encoded {
      if symbol == alphabet.unknown { unknown += 1 }
      stream.append(symbol)
    }
  }

  private func unknown(
    _ symbol: String, at place: TextPosition, _ source: String
  ) -> DataError {
    .unknownInText(
      source: source, line: place.line, byteColumn: place.byte, symbol, unit: alphabet.unit,
      alphabet: alphabet.symbols)
  }
}
