/// Columns of a table that a forecast needs, without gaps, in the order of time.
public struct Series: Sendable {
  /// What is done where a value is missing.
  public enum Missing: String, Sendable, Codable, CaseIterable {
    /// The table is refused, with the number of missing values and the first.
    case refuse
    /// The value before it is taken. Rows before a column's first value are left out.
    case previous
    /// Values lie on a straight line between the one before and the one after; where there is none after,
    /// the one before is taken. The line knows the value after the gap: a forecast from within it looks
    /// better than it would have been.
    case linear
  }

  /// The columns' names.
  public let names: [String]
  /// The values of rows whose targets are known, row after row.
  public let values: [Double]
  /// Whether each value stood in the table, in the same order; otherwise it was filled in.
  let isGiven: [Bool]
  /// The number of rows whose targets are known.
  public let rows: Int
  /// The known covariates of rows after those, row after row: what the table says of the future.
  public let future: [Double]
  /// The number of rows of ``future``.
  public let futureRows: Int
  /// The date of each row, where the table has a column of dates.
  public let dates: [CalendarDate?]?
  /// The name of the table.
  public let source: String
  /// How many values were filled in.
  public let filled: Int
  /// Rows at the beginning that are left out, having no value to be filled with.
  public let leadingRows: Int
  /// Columns of the table that are not read.
  public let unused: [String]

  /// Takes the columns of a shape out of a table.
  ///
  /// Rows at the end in which every target is missing are the future: their known covariates are kept, and
  /// without any they are left out.
  ///
  /// - Throws: ``SeriesError``; also where a network that reads and predicts the shape would be given more
  ///   numbers than windows may hold.
  public init(
    _ table: Table, _ shape: ForecastShape, missing: Missing = .refuse
  ) throws(SeriesError) {
    try shape.validate()
    // A season that is read has as many numbers as there are to predict; it may be chosen later.
    var widest = shape
    widest.readsSeason = true
    let numbers = Double(table.rows) * Double(widest.inputSize)
    guard numbers <= Double(ForecastWindows.mostNumbers) else {
      throw .tooLarge(numbers: numbers, limit: ForecastWindows.mostNumbers)
    }
    var indices: [Int] = []
    for name in shape.columns { indices.append(try table.index(ofNumbers: name)) }
    let columns = indices.map { table.columns[$0].numbers ?? [] }
    let targets = shape.targets.count
    let lastRow = (0..<table.rows).last { row in
      columns[..<targets].contains { !$0[row].isNaN }
    }
    let end = (lastRow ?? -1) + 1
    guard end > 0 else {
      throw .tooShort(source: table.source, rows: 0, needed: 2, purpose: "a series")
    }
    let knownColumns = columns.count - shape.known.count..<columns.count
    var filler = GapFiller(missing)
    var filledColumns: [[Double]] = []
    for (place, column) in columns.enumerated() {
      let isKnown = knownColumns.contains(place)
      let count = isKnown ? table.rows : end
      guard let values = filler.fill(column[..<count]) else {
        let row = column[..<count].firstIndex(where: \.isNaN) ?? 0
        throw .missing(
          table.place(row: row, column: indices[place]), name: shape.columns[place],
          count: column[..<count].count(where: \.isNaN))
      }
      filledColumns.append(values)
    }
    let start = filler.leading
    guard start < end else {
      throw .tooShort(source: table.source, rows: 0, needed: 2, purpose: "a series")
    }
    names = shape.columns
    rows = end - start
    source = table.source
    leadingRows = start
    var values: [Double] = []
    var isGiven: [Bool] = []
    values.reserveCapacity(rows * columns.count)
    for row in start..<end {
      for (filled, column) in zip(filledColumns, columns) {
        values.append(filled[row])
        isGiven.append(!column[row].isNaN)
      }
    }
    self.values = values
    self.isGiven = isGiven
    filled = isGiven.count { !$0 }
    futureRows = shape.known.isEmpty ? 0 : table.rows - end
    future = (end..<end + futureRows).flatMap { row in
      filledColumns[knownColumns].map { $0[row] }
    }
    dates = table.firstDates.map { Array($0[start..<end]) }
    unused = table.columns.indices
      .filter { !indices.contains($0) && $0 != table.firstDateColumn }
      .map { table.columns[$0].name }
  }

  /// The value of a column in a row.
  func value(row: Int, column: Int) -> Double { values[row * names.count + column] }

  /// Whether a value stood in the table.
  func isGiven(row: Int, column: Int) -> Bool { isGiven[row * names.count + column] }

  /// The step of the dates, where it is regular.
  public var step: CalendarStep? { dates.flatMap { CalendarStep($0) } }

  /// What a row so many steps after the last one is called: its date where dates are regular, else nil.
  public func label(after steps: Int) -> String? {
    guard let last = dates?.last ?? nil, let step else { return nil }
    return step.date(steps, after: last)?.description
  }
}

extension Table {
  /// The index of the column of numbers with a name.
  func index(ofNumbers name: String) throws(SeriesError) -> Int {
    let indices = columns.indices.filter { columns[$0].name == name }
    guard let index = indices.first else {
      throw .unknownColumn(source: source, name: name, columns: columns.map(\.name))
    }
    guard indices.count == 1 else { throw .ambiguousColumn(source: source, name: name) }
    if let fault = columns[index].fault { throw fault }
    switch columns[index].content {
    case .numbers: return index
    case .text:
      // The first field that is no number says more than that the column holds text.
      let row = (0..<rows).first { row in
        switch FieldValue(fields, row: row + headerRows, column: index) {
        case .text, .date: true
        default: false
        }
      }
      throw .notANumber(
        place(row: row ?? 0, column: index), name: name,
        text: fields.text(row: (row ?? 0) + headerRows, column: index))
    case .dates: throw .notNumeric(source: source, name: name, kind: "dates")
    case .empty: throw .notNumeric(source: source, name: name, kind: "no values")
    }
  }

  /// The column that tells the time.
  var firstDateColumn: Int? {
    columns.firstIndex { if case .dates = $0.content { true } else { false } }
  }

  /// The dates of the first column that has any.
  var firstDates: [CalendarDate?]? {
    guard let index = firstDateColumn, case .dates(let dates) = columns[index].content else {
      return nil
    }
    return dates
  }

  /// The target that is meant when none is named: the last column that begins with a number.
  ///
  /// - Throws: ``SeriesError/noNumbers(source:)``.
  public func usualTarget() throws(SeriesError) -> String {
    guard let column = columns.last(where: { $0.numbers != nil }) else {
      throw .noNumbers(source: source)
    }
    return column.name
  }
}
