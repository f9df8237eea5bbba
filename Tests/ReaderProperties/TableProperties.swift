import Unroll

// Tables of comma-separated values, and series of their columns.

extension Reader {
  /// The first byte tells the form, the rest is the table.
  func checkTable(_ bytes: [UInt8]) throws(Violation) {
    let choice = bytes.first ?? 0
    let bytes = Array(bytes.dropFirst())
    let separators: [Character?] = [nil, ",", ";", "\t"]
    let headers: [Bool?] = [nil, true, false]
    let form = Table.Form(
      separator: separators[Int(choice & 3)], hasHeader: headers[Int(choice >> 2 & 3) % 3])
    let table: Table
    do {
      table = try Table(bytes: bytes, source: "fuzz", form: form)
    } catch {
      return try checkError(error, in: bytes)
    }
    try require(table.rows > 0 && !table.columns.isEmpty, "an empty table")
    try require(table.rows * table.columns.count <= bytes.count + 1, "more fields than bytes")
    for column in table.columns {
      switch column.content {
      case .numbers(let numbers):
        try require(numbers.count == table.rows, "a column of another length")
        try require(
          numbers.allSatisfy { $0.isNaN || $0.magnitude <= 1e100 }, "a number beyond the largest")
      case .dates(let dates):
        try require(dates.count == table.rows, "a column of another length")
        for date in dates.compactMap({ $0 }) {
          try require(CalendarDate(date.description) == date, "the date \(date) does not come back")
        }
      case .text, .empty: break
      }
    }
    try checkSeries(table, choice, bytes)
  }

  private func checkSeries(_ table: Table, _ choice: UInt8, _ bytes: [UInt8]) throws(Violation) {
    do throws(SeriesError) {
      let target = try table.usualTarget()
      var shape = ForecastShape(targets: [target], context: 3, horizon: 2)
      let others = table.columns.filter { $0.numbers != nil && $0.name != target }.map(\.name)
      if choice & 0x40 != 0, let other = others.first { shape.covariates = [other] }
      if choice & 0x80 != 0, let other = others.last, !shape.covariates.contains(other) {
        shape.known = [other]
      }
      let missing = Series.Missing.allCases[Int(choice >> 4 & 3) % 3]
      let series = try Series(table, shape, missing: missing)
      let holds =
        series.values.count == series.rows * series.names.count
        && series.rows + series.leadingRows + series.futureRows <= table.rows
        && series.values.allSatisfy(\.isFinite) && (missing != .refuse || series.filled == 0)
        && series.dates.map({ $0.count == series.rows }) ?? true
      _ = series.label(after: 3)
      if !holds { throw .impossible("violation") }
    } catch .impossible("violation") {
      throw Violation("a series whose counts do not add up, or with numbers that are none")
    } catch {
      try checkError(error, in: bytes)
    }
  }
}
