/// Why a table of numbers cannot be learned from or forecast.
///
/// Lines and columns count from 1; a column counts Unicode scalars in its line, as editors do. `source` is
/// the name under which the caller knows the data, usually a path.
public enum SeriesError: Error, Equatable, Sendable {
  /// Where a field stands.
  public struct Place: Equatable, Sendable {
    /// The name of the file.
    public var source: String
    /// The line.
    public var line: Int
    /// Where in the line the field begins.
    public var column: Int
  }

  /// The data cannot be read, or is no text.
  case data(DataError)
  /// A quotation mark that is never closed.
  case openQuote(Place)
  /// Something between a closing quotation mark and the separator.
  case textAfterQuote(Place)
  /// A quotation mark inside a field that does not begin with one.
  case strayQuote(Place)
  /// A control character, a sign of a file that is something else.
  case controlCharacter(Place, byte: UInt8)
  /// A row with more or fewer fields than the first.
  case raggedRow(source: String, line: Int, found: Int, expected: Int)
  /// More columns than a table may have.
  case tooManyColumns(source: String, count: Int, limit: Int)
  /// No row of data.
  case noRows(source: String)
  /// A field of a column of numbers that is none.
  case notANumber(Place, name: String, text: String)
  /// A number that is too large to reckon with.
  case numberTooLarge(Place, name: String, text: String)
  /// Missing values where none are allowed: how many, and the first.
  case missing(Place, name: String, count: Int)
  /// No column of numbers.
  case noNumbers(source: String)
  /// A column of text or dates where numbers are needed.
  case notNumeric(source: String, name: String, kind: String)
  /// A name that no column has.
  case unknownColumn(source: String, name: String, columns: [String])
  /// A name that several columns have.
  case ambiguousColumn(source: String, name: String)
  /// A column with two uses.
  case columnUsedTwice(name: String)
  /// Too few rows for what is asked.
  case tooShort(source: String, rows: Int, needed: Int, purpose: String)
  /// Windows that would take more memory than they may.
  case tooLarge(numbers: Double, limit: Int)
  /// Known covariates that the data does not give far enough ahead.
  case futureMissing(source: String, found: Int, needed: Int)
  /// Sizes or names that make no forecast.
  case impossible(String)
}

extension SeriesError: CustomStringConvertible {
  /// What happened, where, and what to do next, in one line.
  public var description: String {
    switch self {
    case .data(let error): error.description
    case .openQuote(let place):
      "\(shown(place)): the quotation mark that opens here is never closed. Close it, or double it (\"\") "
        + "if it belongs to the text."
    case .textAfterQuote(let place):
      "\(shown(place)): text after the closing quotation mark; expected the separator or the end of the "
        + "line. A mark inside a quoted field is written twice (\"\")."
    case .strayQuote(let place):
      "\(shown(place)): a quotation mark inside a field that does not begin with one. Quote the whole "
        + "field and write the mark twice (\"\")."
    case .controlCharacter(let place, let byte):
      "\(shown(place)): control character 0x\(String(byte, radix: 16, uppercase: true)); expected text "
        + "of rows and fields (CSV)."
    case .raggedRow(let source, let line, let found, let expected):
      "\(shown(source)), line \(line): \(count(found, "field")); expected \(expected), as in the first "
        + "row. Repair the row, or name the separator if it is another one."
    case .tooManyColumns(let source, let count, let limit):
      "\(shown(source)) has \(count) columns: the limit is \(limit)."
    case .noRows(let source):
      "\(shown(source)) has no rows of data; expected one row for each time step."
    case .notANumber(let place, let name, let text):
      "\(shown(place)): \(VisibleText.quoted(text)) in column \(VisibleText.quoted(name)); expected a "
        + "number, such as -1.5 or 2e3, or nothing where the value is missing."
    case .numberTooLarge(let place, let name, let text):
      "\(shown(place)): \(VisibleText.quoted(text)) in column \(VisibleText.quoted(name)); expected a "
        + "number of at most 1e100."
    case .missing(let place, let name, let count):
      "\(shown(place)): a missing value in column \(VisibleText.quoted(name)), the first of \(count); "
        + "say how they are to be filled: with the value before (previous), or along a straight line "
        + "(linear)."
    case .noNumbers(let source):
      "\(shown(source)) has no column of numbers; expected one at least."
    case .notNumeric(let source, let name, let kind):
      "\(shown(source)): column \(VisibleText.quoted(name)) holds \(kind); expected numbers."
    case .unknownColumn(let source, let name, let columns):
      "\(shown(source)) has no column \(VisibleText.quoted(name)); its columns are: "
        + columns.prefix(40).map { VisibleText.quoted($0) }.joined(separator: ", ")
        + (columns.count > 40 ? " …" : "") + "."
    case .ambiguousColumn(let source, let name):
      "\(shown(source)) has several columns \(VisibleText.quoted(name)). Give them different names."
    case .columnUsedTwice(let name):
      "column \(VisibleText.quoted(name)) is named twice; a target is read anyway, and a known covariate "
        + "is none that ends with the data."
    case .tooShort(let source, let rows, let needed, let purpose):
      "\(shown(source)) has \(count(rows, "row")); \(purpose) needs \(needed) at least."
    case .tooLarge(let numbers, let limit):
      "the windows hold \(numbers) numbers: the limit is \(limit). Use a shorter context, a shorter "
        + "horizon or fewer columns."
    case .futureMissing(let source, let found, let needed):
      "\(shown(source)) gives the known covariates for \(count(found, "row")) after the last target; "
        + "expected \(needed). Add rows with empty targets."
    case .impossible(let what): what
    }
  }

  private func shown(_ source: String) -> String { VisibleText.escaped(source) }

  private func shown(_ place: Place) -> String {
    "\(VisibleText.escaped(place.source)), line \(place.line), column \(place.column)"
  }

  private func count(_ number: Int, _ thing: String) -> String {
    "\(number) \(thing)\(number == 1 ? "" : "s")"
  }
}
