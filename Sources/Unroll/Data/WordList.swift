/// Words read from text that has one word a line.
///
/// The text is UTF-8, with or without a byte-order mark; lines end with LF, CRLF or CR, the last one
/// with or without it. ASCII white space around a word is taken off; lines without a word are
/// skipped and counted. Control characters are refused, for they are a sign of a file that is
/// something else; other white space and invisible characters are symbols like any other.
///
/// Words are equal when they are as `String`: canonically equivalent spellings are one word.
public struct WordList: Sendable, Equatable {
  /// What becomes of a word that comes again.
  public enum Repeats: Sendable {
    /// Only the first is kept; the others are counted.
    case drop
    /// All are kept: frequent words weigh more in training.
    case keep
  }

  /// The longest word, in Unicode scalars: so the limit holds for characters too, and a byte
  /// sequence is at most four times as long.
  public static let maximumWordLength = 10_000

  /// The largest text in bytes, 256 MiB: some thirty million words, which take ten times the memory.
  public static let maximumByteCount = 1 << 28

  /// The words in the order of the text; never empty.
  public let words: [String]

  /// How many lines held no word.
  public let blankLines: Int

  /// How many words were left out because they had come before; 0 with `Repeats.keep`.
  public let droppedRepeats: Int

  /// The name under which the caller knows the text, for messages.
  public let source: String

  /// Reads the words of `bytes`.
  ///
  /// Linear time.
  ///
  /// - Parameters:
  ///   - bytes: The text.
  ///   - source: A name for messages, usually a path.
  ///   - repeats: What becomes of a word that comes again.
  /// - Throws: `DataError` if the text is not as described above, if a word is longer than
  ///   `maximumWordLength`, or if there is none. One word is enough.
  public init(
    bytes: [UInt8], source: String, repeats: Repeats = .drop
  ) throws(DataError) {
    guard bytes.count <= Self.maximumByteCount else {
      throw .tooLarge(source: source, size: bytes.count, limit: Self.maximumByteCount)
    }
    var lines = try LineReader(bytes: bytes, source: source)
    var words: [String] = []
    var seen: Set<String> = []
    var blankLines = 0
    var droppedRepeats = 0
    while let word = try lines.next() {
      if word.isEmpty {
        blankLines += 1
      } else if repeats == .drop, !seen.insert(word).inserted {
        droppedRepeats += 1
      } else {
        words.append(word)
      }
    }
    guard !words.isEmpty else { throw .noWords(source: source, blankLines: blankLines) }
    self.words = words
    self.blankLines = blankLines
    self.droppedRepeats = droppedRepeats
    self.source = source
  }

  /// Reads the words of a file, which is read in full first.
  ///
  /// - Parameters:
  ///   - path: A regular file, or anything that ends, such as a pipe.
  ///   - repeats: What becomes of a word that comes again.
  /// - Throws: `DataError.unreadable`, `DataError.tooLarge` above `maximumByteCount`, and what
  ///   `init(bytes:source:repeats:)` throws.
  public init(contentsOf path: String, repeats: Repeats = .drop) throws(DataError) {
    let bytes = try FileBytes.read(path: path, limit: Self.maximumByteCount)
    try self.init(bytes: bytes, source: path, repeats: repeats)
  }
}
