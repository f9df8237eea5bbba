/// Sequences and the classes that they belong to, as they stand in files.
///
/// What can be read, and how, is told with ``init(contentsOf:stepSize:)``.
public struct LabelledSequences: Sendable, Equatable {
  /// What the sequences are made of.
  public enum Content: Sendable, Equatable {
    /// A text each, never empty.
    case texts([String])
    /// Time steps of `size` numbers, end to end; each sequence has one step at least.
    case numbers([Float], lengths: [Int], size: Int)
  }

  /// The sequences.
  public internal(set) var content: Content
  /// The class of each sequence; nil where the data does not tell.
  public internal(set) var labels: [String]?
  /// The line that each sequence stands on.
  public internal(set) var places: [DataPlace]
  /// Values of a line of a table of numbers; nil of anything else.
  public internal(set) var valuesPerLine: Int?
  /// Lines without anything on them.
  public internal(set) var blankLines = 0
  /// The name under which the caller knows the data, for messages.
  public let source: String

  /// The most classes.
  public static let maximumClasses = 10_000
  /// The largest file in bytes, 256 MiB.
  public static let maximumByteCount = WordList.maximumByteCount

  init(
    _ content: Content, labels: [String]?, places: [DataPlace], source: String
  ) {
    self.content = content
    self.labels = labels
    self.places = places
    self.source = source
  }

  /// The number of sequences.
  public var count: Int { places.count }

  /// The different classes in the order of their Unicode scalars; empty without labels.
  public var classes: [String] {
    Set(labels ?? []).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The classes, if there are enough and not too many of them.
  ///
  /// - Throws: ``ClassificationError/unlabelled(source:)``, ``ClassificationError/tooFewClasses(source:classes:)``
  ///   or ``ClassificationError/tooManyClasses(source:count:sequences:)``, also where no class of more
  ///   than two has a second sequence.
  public func checkedClasses() throws(ClassificationError) -> [String] {
    guard labels != nil else { throw .unlabelled(source: source) }
    let classes = classes
    guard classes.count > 1 else { throw .tooFewClasses(source: source, classes: classes) }
    guard
      classes.count <= LabelledSequences.maximumClasses && (classes.count < count || count <= 2)
    else {
      throw .tooManyClasses(source: source, count: classes.count, sequences: count)
    }
    return classes
  }

  /// The index of each sequence's class among those of a model.
  ///
  /// - Throws: ``ClassificationError/unlabelled(source:)``,
  ///   ``ClassificationError/unknownClass(_:label:classes:)``.
  public func classIndices(of classes: [String]) throws(ClassificationError) -> [Int] {
    guard let labels else { throw .unlabelled(source: source) }
    var index: [String: Int] = [:]
    for (place, name) in classes.enumerated() { index[name] = place }
    var indices: [Int] = []
    indices.reserveCapacity(labels.count)
    for (place, label) in zip(places, labels) {
      guard let found = index[label] else {
        throw .unknownClass(place, label: label, classes: classes)
      }
      indices.append(found)
    }
    return indices
  }

  /// Some of the sequences, in the given order.
  ///
  /// - Precondition: Each index is in `0..<count`.
  public func subset(_ chosen: [Int]) -> LabelledSequences {
    var subset = self
    subset.places = chosen.map { places[$0] }
    subset.labels = labels.map { labels in chosen.map { labels[$0] } }
    switch content {
    case .texts(let texts): subset.content = .texts(chosen.map { texts[$0] })
    case .numbers(let values, let lengths, let size):
      var starts: [Int] = []
      var total = 0
      for length in lengths {
        starts.append(total)
        total += length
      }
      var kept: [Float] = []
      for index in chosen {
        kept += values[starts[index] * size..<(starts[index] + lengths[index]) * size]
      }
      subset.content = .numbers(kept, lengths: chosen.map { lengths[$0] }, size: size)
    }
    return subset
  }
}
