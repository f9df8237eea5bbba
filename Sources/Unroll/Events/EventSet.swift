/// Sequences of time steps at each of which some of a number of things are active: notes that sound, lamps
/// that burn.
public struct EventSet: Sendable, Equatable {
  /// A sequence: for each step the active indices, rising.
  public typealias Sequence = [[Int]]

  /// The sequences; none without a step.
  public let sequences: [Sequence]
  /// Sequences without a step, which are left out.
  public let emptySequences: Int

  /// Creates a set.
  public init(_ sequences: [Sequence]) {
    self.sequences = sequences.filter { !$0.isEmpty }.map { $0.map(EventSet.ordered) }
    emptySequences = sequences.count - self.sequences.count
  }

  /// The number of steps of all sequences.
  public var steps: Int { sequences.reduce(0) { $0 + $1.count } }

  /// The lowest and highest index; nil without any.
  public var range: ClosedRange<Int>? {
    let indices = sequences.lazy.joined().joined()
    guard let low = indices.min(), let high = indices.max() else { return nil }
    return low...high
  }

  /// Indices in order, each once: a list in a file may name one twice.
  private static func ordered(_ indices: [Int]) -> [Int] {
    var last: Int?
    return indices.sorted().filter { index in
      defer { last = index }
      return index != last
    }
  }
}

/// A file of events: `[[[60, 64], [60], []], ...]`, a list of sequences, each a list of steps, each a list of
/// the indices that are active; or an object of such lists by the names of splits,
/// `{"train": [...], "valid": [...], "test": [...]}`.
public struct EventFile: Sendable, Equatable {
  /// The sequences of each split by its name; a file without splits has one, "".
  public let splits: [String: EventSet]
  /// The name of the file.
  public let source: String

  /// The largest index that a file may have.
  public static let largestIndex = 9_999
  /// The largest file in bytes, 256 MiB.
  public static let maximumByteCount = 1 << 28

  /// Reads a file's bytes.
  ///
  /// - Parameters:
  ///   - bytes: the file, UTF-8.
  ///   - source: its name for messages.
  ///   - allowed: the indices that may occur.
  /// - Throws: ``EventError``, with the place.
  public init(
    bytes: [UInt8], source: String, allowed: ClosedRange<Int> = 0...EventFile.largestIndex
  ) throws(EventError) {
    guard bytes.count <= EventFile.maximumByteCount else {
      throw .data(.tooLarge(source: source, size: bytes.count, limit: EventFile.maximumByteCount))
    }
    self.source = source
    var scanner = EventScanner(bytes, source: source, allowed: allowed)
    if scanner.peek() == UInt8(ascii: "{") {
      splits = try EventFile.object(&scanner, source)
    } else {
      splits = ["": try EventFile.sequences(&scanner)]
    }
    try scanner.end()
    guard splits.values.contains(where: { !$0.sequences.isEmpty }) else {
      throw .noSequences(source: source, split: nil)
    }
  }

  /// Reads a file.
  ///
  /// - Throws: ``EventError``.
  public init(
    contentsOf path: String, allowed: ClosedRange<Int> = 0...EventFile.largestIndex
  ) throws(EventError) {
    let bytes: [UInt8]
    do throws(DataError) {
      bytes = try FileBytes.read(path: path, limit: EventFile.maximumByteCount)
    } catch {
      throw .data(error)
    }
    try self.init(bytes: bytes, source: path, allowed: allowed)
  }

  /// The lowest and highest index of all splits.
  ///
  /// - Throws: ``EventError/noEvents(source:)``.
  public func range() throws(EventError) -> ClosedRange<Int> {
    let ranges = splits.values.compactMap(\.range)
    guard let low = ranges.map(\.lowerBound).min(), let high = ranges.map(\.upperBound).max()
    else { throw .noEvents(source: source) }
    return low...high
  }

  /// A split by the first of some names that the file has; of a file without splits all of it.
  public func split(_ names: String...) -> EventSet? {
    names.lazy.compactMap { splits[$0] }.first ?? splits[""]
  }

  /// Reads one sequence alone: a list of steps.
  ///
  /// - Throws: ``EventError``.
  public static func sequence(
    _ text: String, source: String, allowed: ClosedRange<Int>
  ) throws(EventError) -> EventSet.Sequence {
    var scanner = EventScanner(Array(text.utf8), source: source, allowed: allowed)
    let steps = try steps(&scanner)
    try scanner.end()
    return steps
  }

  private static func object(
    _ scanner: inout EventScanner, _ source: String
  ) throws(EventError) -> [String: EventSet] {
    var splits: [String: EventSet] = [:]
    try scanner.take("{", expected: "an object of splits")
    while true {
      let (name, line, column) = try scanner.name()
      try scanner.take(":", expected: "':' after the name of a split")
      let set = try sequences(&scanner)
      guard splits.updateValue(set, forKey: name) == nil else {
        throw .splitTwice(source: source, line: line, column: column, name: name)
      }
      if scanner.peek() == UInt8(ascii: ",") {
        try scanner.take(",", expected: "a comma")
        continue
      }
      try scanner.take("}", expected: "a comma, or '}' at the end of the splits")
      return splits
    }
  }

  private static func sequences(
    _ scanner: inout EventScanner
  ) throws(EventError) -> EventSet {
    var sequences: [EventSet.Sequence] = []
    try scanner.list(expected: "'[', a list of sequences") { scanner throws(EventError) in
      sequences.append(try steps(&scanner))
    }
    return EventSet(sequences)
  }

  private static func steps(
    _ scanner: inout EventScanner
  ) throws(EventError) -> EventSet.Sequence {
    var steps: EventSet.Sequence = []
    try scanner.list(expected: "'[', a sequence: a list of steps") { scanner throws(EventError) in
      var indices: [Int] = []
      try scanner.list(expected: "'[', a step: a list of indices") { scanner throws(EventError) in
        indices.append(try scanner.index())
      }
      steps.append(indices)
    }
    return steps
  }
}
