/// Where something stands in a data file.
public struct DataPlace: Sendable, Equatable {
  /// The name under which the caller knows the file, usually its path.
  public var source: String
  /// The line, from 1.
  public var line: Int
  /// The byte of the line at which it begins, from 1; nil for the whole line.
  public var column: Int?
  /// Which part of the line it is, such as `field 3`, where that says more.
  public var part: String?

  /// Creates a place.
  public init(source: String, line: Int, column: Int? = nil, part: String? = nil) {
    self.source = source
    self.line = line
    self.column = column
    self.part = part
  }
}

extension DataPlace: CustomStringConvertible {
  /// `data.csv, line 3, column 12 (field 4)`.
  public var description: String {
    var text = "\(VisibleText.escaped(source)), line \(line)"
    if let column { text += ", column \(column)" }
    if let part { text += " (\(part))" }
    return text
  }
}
