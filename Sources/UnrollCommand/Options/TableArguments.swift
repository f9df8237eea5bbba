import ArgumentParser
import Unroll

/// The options of reading tables of numbers.
struct TableArguments: ParsableArguments {
  @Option(
    help: """
      Of tables, missing values (nothing, NA, NaN, null, ?): refuse them, take the value before, or a straight \
      line between their neighbours.
      """)
  var missing = Series.Missing.refuse

  @Option(
    help: ArgumentHelp(
      """
      Of tables, what stands between fields: comma, semicolon or tab. (default: what the first line has most of)
      """, valueName: "name"))
  var separator: SeparatorArgument?

  @Option(
    help: ArgumentHelp(
      "Of tables, whether the first row is a header: yes or no. (default: as it looks)",
      valueName: "answer"))
  var header: AnswerArgument?

  /// The names of separators.
  enum SeparatorArgument: String, ExpressibleByArgument, CaseIterable {
    case comma, semicolon, tab

    var character: Character {
      switch self {
      case .comma: ","
      case .semicolon: ";"
      case .tab: "\t"
      }
    }
  }

  /// Yes or no.
  enum AnswerArgument: String, ExpressibleByArgument, CaseIterable {
    case yes, no
  }

  /// How the table is read.
  var form: Table.Form {
    Table.Form(separator: separator?.character, hasHeader: header.map { $0 == .yes })
  }

  /// Reads a table from a file, or from standard input for `-`.
  func table(_ path: String) throws(CommandFailure) -> Table {
    do throws(SeriesError) {
      guard path == "-" else { return try Table(contentsOf: path, form: form) }
      let bytes: [UInt8]
      do throws(DataError) {
        bytes = try FileBytes.read(
          descriptor: 0, source: "standard input", limit: Table.maximumByteCount)
      } catch {
        throw .data(error)
      }
      return try Table(bytes: bytes, source: "standard input", form: form)
    } catch {
      throw CommandFailure(error)
    }
  }

  /// Reads what a model needs of a table.
  func series(_ path: String, _ shape: ForecastShape) throws(CommandFailure) -> Series {
    let table = try table(path)
    do {
      return try Series(table, shape, missing: missing)
    } catch {
      throw CommandFailure(error)
    }
  }

  /// The options that were given, by name: other jobs have no use for them.
  var given: [String] {
    [
      ("--missing", missing != .refuse), ("--separator", separator != nil),
      ("--header", header != nil),
    ].filter(\.1).map(\.0)
  }
}

extension CommandFailure {
  init(_ error: SeriesError) {
    switch error {
    case .data(let error): self.init(error)
    case .impossible, .columnUsedTwice, .tooLarge: self.init(.usage, error.description)
    case .missing:
      self.init(.data, error.description + " In the command: '--missing previous' or 'linear'.")
    default: self.init(.data, error.description)
    }
  }
}
