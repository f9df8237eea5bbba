extension TableReader {
  /// The table as sequences of numbers, one a line.
  ///
  /// - Parameters:
  ///   - stepSize: numbers of a time step, 1 or more.
  ///   - labels: whether the last field of each line is its class.
  func numbers(stepSize: Int, labels kind: Labels) throws(ClassificationError) -> LabelledSequences
  {
    var values: [Float] = []
    var labels: [String] = []
    var places: [DataPlace] = []
    var columns: Int?
    var lines = reader
    while let line = nextLine(&lines) {
      let fields = try fields(of: lines, line)
      if columns == nil && isHeader(fields, lines) {
        columns = fields.count
        continue
      }
      if let columns, fields.count != columns {
        throw .ragged(
          DataPlace(source: source, line: lines.line), fields: fields.count, expected: columns)
      }
      columns = fields.count
      let numbers = kind == .last ? fields.dropLast() : fields[...]
      guard numbers.count.isMultiple(of: stepSize), !numbers.isEmpty else {
        throw .indivisible(source: source, values: numbers.count, stepSize: stepSize)
      }
      for (index, field) in numbers.enumerated() {
        values.append(
          try NumberField(lines.bytes[field.range]).value {
            TableReader.place(lines, line, field.range.lowerBound, index)
          })
      }
      if kind == .last, let last = fields.last {
        labels.append(try label(last, lines, line, fields.count - 1))
      }
      places.append(DataPlace(source: source, line: lines.line))
    }
    guard let columns, !places.isEmpty else { throw .noSequences(source: source) }
    let width = kind == .last ? columns - 1 : columns
    var sequences = LabelledSequences(
      .numbers(
        values, lengths: [Int](repeating: width / stepSize, count: places.count), size: stepSize),
      labels: kind == .last ? labels : nil, places: places, source: source)
    sequences.valuesPerLine = width
    return sequences
  }

  private func label(
    _ field: Field, _ lines: LineReader, _ line: Range<Int>, _ index: Int
  ) throws(ClassificationError) -> String {
    let label = try text(field, of: lines, line)
    guard !label.isEmpty, label != "?" else {
      throw .unexpected(
        TableReader.place(lines, line, field.range.lowerBound, index), found: label,
        expected: "a label")
    }
    return label
  }

  /// Whether no field of a line is a number, nor a missing one.
  private func isHeader(_ fields: [Field], _ lines: LineReader) -> Bool {
    !fields.contains { NumberField(lines.bytes[$0.range]).isNumberOrMissing }
  }

  /// Fields of the first line, or of the header.
  var columns: Int {
    var lines = reader
    guard let line = nextLine(&lines), let fields = try? fields(of: lines, line) else { return 0 }
    return fields.count
  }
}
