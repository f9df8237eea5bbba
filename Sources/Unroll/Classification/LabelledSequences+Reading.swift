extension LabelledSequences {
  /// Reads a folder or a file; what a file is, its first lines tell.
  ///
  /// - **A folder** has a text file for each class, named after it (`Polish.txt` is class `Polish`), with
  ///   one sequence a line. White space around a line is taken off, blank lines are skipped. Hidden files are
  ///   passed over; folders in it are refused.
  /// - **A table of two columns** has the label first and the text second, a tab or a comma between them: a
  ///   tab if the first line has one. A field may stand in double quotes, in which a doubled one is one.
  ///   The first line is a header if it reads `label` or `class`, and `text` or `sequence`.
  /// - **A `.ts` file** (of the time series classification archive; its first lines begin with `#` or `@`) has
  ///   a case a line: dimensions with `:` between them, of values with `,` between them, the class at the
  ///   end. Cases may differ in length, the dimensions of one may not. Time stamps are refused.
  /// - **A table of numbers** has three columns or more, the label last, and a tab or a comma between them.
  ///   Each line is one sequence of steps of `stepSize` values. The first line is a header if none of its fields
  ///   is a number. All lines have as many fields.
  ///
  /// Missing values (an empty field, `?`, `NaN`, `NA`, ...), other things that are no numbers, numbers that a Float
  /// does not hold, and lines that are longer or shorter than the first are refused, with their place.
  ///
  /// - Parameters:
  ///   - path: a folder, a file, or anything that ends, such as a pipe.
  ///   - stepSize: values of a time step in a table of numbers; nil for 1. Where it is given, a table of
  ///     two columns is one of numbers too.
  /// - Throws: `ClassificationError`.
  public init(contentsOf path: String, stepSize: Int? = nil) throws(ClassificationError) {
    if RunFolder.exists(path) {
      try self.init(folder: path)
      return
    }
    try self.init(bytes: LabelledSequences.bytes(path), source: path, stepSize: stepSize)
  }

  /// Reads the bytes of a file, as ``init(contentsOf:stepSize:)`` does.
  public init(
    bytes: [UInt8], source: String, stepSize: Int? = nil
  ) throws(ClassificationError) {
    let table = try TableReader(bytes: bytes, source: source)
    if table.isSeriesFile {
      self = try SeriesFileReader(bytes: bytes, source: source).read()
    } else if stepSize != nil || table.isOfNumbers {
      self = try table.numbers(stepSize: stepSize ?? 1, labels: .last)
    } else {
      self = try table.labelledTexts()
    }
  }

  /// The bytes of a file.
  static func bytes(_ path: String) throws(ClassificationError) -> [UInt8] {
    do throws(DataError) {
      return try FileBytes.read(path: path, limit: maximumByteCount)
    } catch {
      throw .data(error)
    }
  }
}
