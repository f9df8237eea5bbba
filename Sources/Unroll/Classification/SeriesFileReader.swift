/// Reads `.ts` files of the time series classification archive.
///
///     # comments
///     @problemName JapaneseVowels
///     @timeStamps false
///     @dimensions 2
///     @classLabel true yes no
///     @data
///     1.5,2,3:0,0,1:yes
///
/// Source: Bagnall et al., 2018, The UEA multivariate time series classification archive,
/// arXiv:1811.00075.
struct SeriesFileReader {
  private static let colon = UInt8(ascii: ":")
  private static let comma = UInt8(ascii: ",")

  private var lines: LineReader
  private var hasLabels = true
  private var classes: Set<String> = []
  private var dimensions: Int?
  private var values: [Float] = []
  private var lengths: [Int] = []
  private var labels: [String] = []
  private var places: [DataPlace] = []

  init(bytes: [UInt8], source: String) throws(ClassificationError) {
    do throws(DataError) {
      lines = try LineReader(bytes: bytes, source: source)
    } catch {
      throw .data(error)
    }
  }

  /// Reads the whole file.
  consuming func read() throws(ClassificationError) -> LabelledSequences {
    try readHeader()
    while let range = lines.nextRange() {
      let line = lines.trimmed(range)
      guard !line.isEmpty, lines.bytes[line.lowerBound] != UInt8(ascii: "#") else { continue }
      try readCase(line, lineStart: range.lowerBound)
    }
    guard let dimensions, !places.isEmpty else { throw .noSequences(source: lines.source) }
    return LabelledSequences(
      .numbers(values, lengths: lengths, size: dimensions), labels: hasLabels ? labels : nil,
      places: places, source: lines.source)
  }

  // MARK: Header

  private mutating func readHeader() throws(ClassificationError) {
    while let range = lines.nextRange() {
      let line = lines.trimmed(range)
      guard let first = lines.bytes[line].first, first != UInt8(ascii: "#") else { continue }
      let text = String(decoding: lines.bytes[line], as: UTF8.self)
      guard !CombiningMarks.exceedLimit(in: text) else {
        throw .data(
          .tooManyMarks(source: lines.source, line: lines.line, limit: CombiningMarks.limit))
      }
      let words = text.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
      switch words[0].lowercased() {
      case "@data": return
      case "@classlabel": try readClasses(words)
      case "@dimensions", "@dimension": try readDimensions(words)
      case "@univariate" where words.dropFirst().first?.lowercased() == "true":
        dimensions = dimensions ?? 1
      case "@timestamps" where words.dropFirst().first?.lowercased() == "true":
        throw .unexpected(
          place(nil), found: text, expected: "@timeStamps false: steps at even distances")
      case "@targetlabel" where words.dropFirst().first?.lowercased() == "true":
        throw .unexpected(
          place(nil), found: text, expected: "@classLabel, as numbers are no classes")
      case let word where word.hasPrefix("@"): continue
      default: throw .unexpected(place(nil), found: text, expected: "@data before the first case")
      }
    }
    throw .noSequences(source: lines.source)
  }

  private mutating func readClasses(_ words: [String]) throws(ClassificationError) {
    guard words.count > 1, ["true", "false"].contains(words[1].lowercased()) else {
      throw .unexpected(
        place(nil), found: words.joined(separator: " "),
        expected: "@classLabel true and the classes, or @classLabel false")
    }
    hasLabels = words[1].lowercased() == "true"
    classes = Set(words.dropFirst(2))
  }

  private mutating func readDimensions(_ words: [String]) throws(ClassificationError) {
    guard words.count == 2, let count = Int(words[1]), (1...1_000_000).contains(count) else {
      throw .unexpected(
        place(nil), found: words.joined(separator: " "), expected: "@dimensions and a number")
    }
    dimensions = count
  }

  // MARK: Cases

  private mutating func readCase(
    _ line: Range<Int>, lineStart: Int
  ) throws(ClassificationError) {
    var parts = split(line, at: SeriesFileReader.colon)
    if hasLabels, let last = parts.popLast() { try readLabel(last, lineStart: lineStart) }
    let size = dimensions ?? parts.count
    guard parts.count == size, size > 0 else {
      throw .unexpected(
        place(nil), found: "\(parts.count) dimensions",
        expected: "\(size) dimensions" + (hasLabels ? " and a class" : "")
          + ", with colons between them")
    }
    dimensions = size
    let fields = parts.map { split($0, at: SeriesFileReader.comma) }
    let steps = fields[0].count
    // All are looked at before room is made, which then is no more than the line has bytes.
    for (dimension, values) in fields.enumerated() where values.count != steps {
      throw .unexpected(
        place(parts[dimension].lowerBound - lineStart + 1, "dimension \(dimension + 1)"),
        found: "\(values.count) values", expected: "\(steps) as in the first dimension")
    }
    let base = values.count
    values.append(contentsOf: repeatElement(0, count: steps * size))
    for (dimension, fields) in fields.enumerated() {
      for (step, field) in fields.enumerated() {
        values[base + step * size + dimension] = try NumberField(lines.bytes[field]).value {
          place(
            field.lowerBound - lineStart + 1, "dimension \(dimension + 1), value \(step + 1)")
        }
      }
    }
    lengths.append(steps)
    places.append(place(nil))
  }

  private mutating func readLabel(
    _ range: Range<Int>, lineStart: Int
  ) throws(ClassificationError) {
    let label: String
    do throws(DataError) {
      label = try lines.word(in: lines.trimmed(range), lineStart: lineStart)
    } catch {
      throw .data(error)
    }
    guard !label.isEmpty, classes.isEmpty || classes.contains(label) else {
      throw .unexpected(
        place(range.lowerBound - lineStart + 1, "the class"), found: label,
        expected: classes.isEmpty
          ? "a class"
          : "one of "
            + classes.sorted().prefix(20).map { VisibleText.escaped($0, limit: 40) }
            .joined(separator: ", "))
    }
    labels.append(label)
  }

  private func split(_ range: Range<Int>, at separator: UInt8) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = range.lowerBound
    for position in range where lines.bytes[position] == separator {
      parts.append(lines.trimmed(start..<position))
      start = position + 1
    }
    parts.append(lines.trimmed(start..<range.upperBound))
    return parts
  }

  private func place(_ column: Int?, _ part: String? = nil) -> DataPlace {
    DataPlace(source: lines.source, line: lines.line, column: column, part: part)
  }
}
