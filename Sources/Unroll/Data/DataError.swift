/// Why data cannot be used.
///
/// Lines, columns and positions count from 1. `source` is the name under which the caller knows the
/// data, usually a path.
public enum DataError: Error, Equatable, Sendable {
  /// Why a file cannot be read.
  public enum ReadFailure: Equatable, Sendable {
    /// There is nothing under that path.
    case missing
    /// The system does not let this user read it.
    case notPermitted
    /// The path leads to a folder.
    case isFolder
    /// Any other failure, with the system's error number (`errno`).
    case system(code: Int32)
  }

  /// The file cannot be read at all.
  case unreadable(source: String, ReadFailure)
  /// The data is longer than the limit; `size` is nil when it comes from a stream.
  case tooLarge(source: String, size: Int?, limit: Int)
  /// The data begins with the byte-order mark of UTF-16 or UTF-32.
  case wideEncoding(source: String)
  /// The bytes are not UTF-8; `byteColumn` is where the first ill-formed scalar begins.
  case invalidUTF8(source: String, line: Int, byteColumn: Int, byte: UInt8)
  /// A word holds a control character; `column` counts Unicode scalars.
  case controlCharacter(source: String, line: Int, column: Int, Unicode.Scalar)
  /// A word has more Unicode scalars than the limit.
  case wordTooLong(source: String, line: Int, length: Int, limit: Int)
  /// A character carries more combining marks than the limit.
  case tooManyMarks(source: String, line: Int, limit: Int)
  /// The data holds no word.
  case noWords(source: String, blankLines: Int)

  /// A word holds a symbol that the alphabet does not have.
  case unknownSymbol(
    String, unit: SymbolUnit, position: Int, word: String, alphabet: [String])
  /// A text holds a symbol that the alphabet does not have; `byteColumn` is where it begins.
  case unknownInText(
    source: String, line: Int, byteColumn: Int, String, unit: SymbolUnit, alphabet: [String])
  /// A text without a symbol.
  case emptyText(source: String)
  /// An alphabet has no symbol beside the end symbol.
  case emptyAlphabet
  /// An alphabet has more symbols than the limit.
  case alphabetTooLarge(limit: Int)
  /// An alphabet's symbol 0, the end symbol, is not the empty string.
  case misplacedEnd(found: String)
  /// A symbol of an alphabet is not one unit of text.
  case notOneUnit(String, index: Int, unit: SymbolUnit)
  /// A symbol stands in an alphabet twice.
  case repeatedSymbol(String, unit: SymbolUnit, firstIndex: Int, index: Int)
  /// A byte alphabet has a byte that begins a scalar which its other bytes cannot complete.
  case incompletableByte(UInt8)

  /// Whether the data could not be read at all, as opposed to being read and found wrong.
  public var isUnreadable: Bool {
    if case .unreadable = self { true } else { false }
  }
}
