/// Makes an alphabet and streams of texts that are read once, piece by piece.
///
///     var collector = TextCollector(unit: .character)
///     try collector.add(contentsOf: "hamlet.txt")
///     let text = try collector.finish()
///
/// What is held of a text is a number for each of its symbols: a byte of up to 255 different ones, two of up to 65,535.
public struct TextCollector: TextReader {
  /// What was read.
  public struct Text: Sendable, Equatable {
    /// The symbols that occur.
    public let alphabet: Alphabet
    /// All documents, file after file.
    public let stream: SymbolStream
    /// Symbols that were too rare for the alphabet, and stand in the stream as ``Alphabet/unknown``.
    public let rare: Int
    /// Documents that are not empty.
    public let documents: Int
  }

  /// Which symbols an alphabet takes in.
  public struct Vocabulary: Sendable, Equatable {
    /// Symbols that occur less often stand as unknown.
    public var minimumCount = 1
    /// The most symbols; the most frequent ones are kept, of equals those that come first.
    public var limit = Alphabet.maximumCount - 2
    /// Whether the alphabet has a symbol for what it does not know, also where the text has nothing of
    /// the kind.
    public var hasUnknown = false

    /// Creates a vocabulary of all symbols.
    public init() {}

    /// What suits a unit: words that occur once are unknown, and so are those past the 20,000 most
    /// frequent; all symbols of other units are kept.
    public static func usual(for unit: SymbolUnit) -> Vocabulary {
      var vocabulary = Vocabulary()
      guard unit == .word else { return vocabulary }
      vocabulary.minimumCount = 2
      vocabulary.limit = 20_000
      vocabulary.hasUnknown = true
      return vocabulary
    }
  }

  let unit: SymbolUnit
  let separator: String
  private var numbers: SymbolNumbers
  private var stream = NarrowNumbers()
  private var documents = 0
  private var isInDocument = false
  /// The most bytes that the numbers of symbols may take; nil for as many as there are.
  public var memoryLimit: Int?

  /// Creates a collector.
  ///
  /// - Parameters:
  ///   - unit: what a symbol is.
  ///   - separator: what stands between documents, and is no part of them; empty where a file is
  ///     one document.
  public init(unit: SymbolUnit, separator: String = "") {
    self.unit = unit
    self.separator = separator
    numbers = SymbolNumbers(unit: unit)
    stream.append(SymbolNumbers.end)
  }

  /// Symbols so far, and ends of documents.
  public var count: Int { stream.count - 1 }

  /// Reads a file, or anything that ends, such as a pipe.
  ///
  /// - Throws: `DataError`; of a text that takes more than ``memoryLimit``, `tooLarge`.
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
    try checkMemory(stream.size, source)
    switch part {
    case .text(let text, _):
      numbers.append(text, to: &stream)
      isInDocument = true
    case .bytes(let bytes, _):
      numbers.append(bytes, to: &stream)
      isInDocument = true
    case .documentEnd:
      // Empty documents, as between two separators in a row, are none.
      guard isInDocument else { return }
      isInDocument = false
      documents += 1
      stream.append(SymbolNumbers.end)
    }
  }

  /// Chooses the alphabet and makes the stream; the collector is then used up.
  ///
  /// - Throws: `DataError.emptyAlphabet` for texts without a symbol, `DataError.alphabetTooLarge`.
  public consuming func finish(
    _ vocabulary: Vocabulary? = nil
  ) throws(DataError) -> Text {
    let vocabulary = vocabulary ?? .usual(for: unit)
    let (alphabet, symbols) = try numbers.alphabet(vocabulary)
    let rare = numbers.rare(alphabet, symbols)
    let documents = documents
    let stream = SymbolStream(stream, symbols: symbols, alphabetCount: alphabet.count)
    return Text(alphabet: alphabet, stream: stream, rare: rare, documents: documents)
  }
}
