/// A long sequence of symbols: the documents of a text one after the other, each opened and closed by
/// the end symbol, 0.
///
///     0 d d d 0 d d d d 0        two documents; every symbol but the first is predicted
///
/// The end symbol between two documents closes one and opens the next. A text that was cut need not
/// close with one. Whoever reads the stream lets a network begin anew at each end symbol.
///
/// A symbol takes one byte where the alphabet has at most 256, otherwise two.
public struct SymbolStream: Sendable, Equatable {
  /// The number of different symbols, K, the end symbol included.
  public let alphabetCount: Int

  // Slices, so that the first side of a split shares what it is cut from.
  private var bytes: ArraySlice<UInt8> = []
  private var words: ArraySlice<UInt16> = []
  private var isWide: Bool { alphabetCount > 256 }

  /// Creates a stream that holds the opening end symbol alone.
  ///
  /// - Parameter alphabetCount: 1 to ``Alphabet/maximumCount``.
  public init(alphabetCount: Int) {
    precondition(
      (1...Alphabet.maximumCount).contains(alphabetCount), "\(alphabetCount) different symbols")
    self.alphabetCount = alphabetCount
    append(Alphabet.end)
  }

  /// Takes over the numbers of a text, `symbols[number]` being the symbol of each, the opening end symbol
  /// included.
  init(_ numbers: consuming NarrowNumbers, symbols: [Int32], alphabetCount: Int) {
    self.alphabetCount = alphabetCount
    let (bytes, words) = numbers.mapped(to: symbols, areBytes: alphabetCount <= 256)
    (self.bytes, self.words) = (bytes[...], words[...])
  }

  /// Creates a stream of symbols after the opening end symbol.
  public init(_ symbols: some Sequence<Int32>, alphabetCount: Int) {
    self.init(alphabetCount: alphabetCount)
    for symbol in symbols { append(symbol) }
  }

  /// The number of symbols, the opening end symbol included: one at least.
  public var count: Int { isWide ? words.count : bytes.count }

  /// The number of symbols that are predicted: all but the first.
  public var predictions: Int { count - 1 }

  /// The symbol at a place.
  public subscript(place: Int) -> Int32 {
    isWide ? Int32(words[words.startIndex + place]) : Int32(bytes[bytes.startIndex + place])
  }

  /// Tells whether data are the same.
  var fingerprint: Fingerprint {
    var fingerprint = Fingerprint()
    fingerprint.add(alphabetCount)
    if isWide { fingerprint.add(words) } else { fingerprint.add(bytes) }
    return fingerprint
  }

  /// Bytes that the symbols take.
  var size: Int { count * (isWide ? 2 : 1) }

  /// Appends a symbol, which must be in 0 ..< ``alphabetCount``.
  public mutating func append(_ symbol: Int32) {
    precondition(
      symbol >= 0 && symbol < alphabetCount, "symbol \(symbol) of \(alphabetCount)")
    if isWide { words.append(UInt16(symbol)) } else { bytes.append(UInt8(symbol)) }
  }

  /// Cuts the stream in two: a share of its predictions at the end goes to the second, which begins in
  /// the midst of a document where the cut does not happen to fall between two. Both sides get at least
  /// one prediction where there are two.
  ///
  /// - Parameter share: 0 to below 1; the number of predictions is rounded to the nearest.
  /// - Returns: the whole stream and nil where nothing is cut off.
  public func split(lastShare share: Double) -> (first: SymbolStream, second: SymbolStream?) {
    precondition((0..<1).contains(share), "a share of \(share)")
    guard share > 0, predictions > 1 else { return (self, nil) }
    let wanted = Int((Double(predictions) * share).rounded())
    let cut = count - min(max(wanted, 1), predictions - 1)
    var (first, second) = (self, SymbolStream(alphabetCount: alphabetCount))
    // Of the first side nothing is copied: it may be nearly all of a large text.
    if isWide {
      first.words = words.prefix(cut)
      second.words += words.dropFirst(cut)
    } else {
      first.bytes = bytes.prefix(cut)
      second.bytes += bytes.dropFirst(cut)
    }
    return (first, second)
  }
}
