/// A network that tells to which class a sequence belongs, how it reads sequences, and the classes' names.
///
/// The network makes one prediction for each sequence, when each of its directions has read all of it
/// (``Dataset/PredictedSteps/last``).
public struct ClassifierModel: Sendable, Equatable {
  /// The names of the classes; output k of the network is class k.
  public let classes: [String]
  /// How sequences are read.
  public let input: ClassifierInput
  /// The network.
  public var network: Network
  /// How the network was trained, if it is known.
  public var training: TrainingRecord?

  /// Creates a model of a network that fits input and classes, which is a programmer's duty.
  public init(
    classes: [String], input: ClassifierInput, network: Network, training: TrainingRecord? = nil
  ) {
    precondition(
      network.configuration.input == input.port
        && network.configuration.output == .symbols(count: classes.count),
      "a network of \(network.configuration) for \(classes.count) classes of \(input.port)")
    self.classes = classes
    self.input = input
    self.network = network
    self.training = training
  }

  /// The probabilities of the classes for each sequence of data.
  ///
  /// - Returns: K numbers that add up to 1, for each sequence.
  /// - Throws: ``ClassificationError/otherKind(source:found:expected:)``.
  public func probabilities(
    of data: LabelledSequences, threads: Int? = nil
  ) throws(ClassificationError) -> [[Double]] {
    let dataset = try input.dataset(data, classes: classes.count)
    return Engine(network.configuration, threads: threads).probabilities(network, on: dataset)
  }

  /// How well the model tells labelled sequences apart.
  ///
  /// - Throws: ``ClassificationError``, also for a class that the model does not have.
  public func evaluate(
    on data: LabelledSequences, threads: Int? = nil
  ) throws(ClassificationError) -> ClassificationReport {
    let labels = try data.classIndices(of: classes)
    return ClassificationReport(
      try probabilities(of: data, threads: threads), labels: labels, classes: classes)
  }

  /// Reads sequences to be classified, with or without labels.
  ///
  /// As ``LabelledSequences/init(contentsOf:stepSize:)``, but for a model of texts a file has a text on each
  /// line; it is a table of two columns only where every line begins with a class of the model (or the first
  /// is a header). A table of numbers has as many values as the model has learned from, with a label after
  /// them or without.
  public func read(contentsOf path: String) throws(ClassificationError) -> LabelledSequences {
    if RunFolder.exists(path) { return try LabelledSequences(contentsOf: path) }
    return try read(bytes: LabelledSequences.bytes(path), source: path)
  }

  /// Reads the bytes of a file, as ``read(contentsOf:)`` does.
  public func read(
    bytes: [UInt8], source: String
  ) throws(ClassificationError) -> LabelledSequences {
    switch input {
    case .symbols:
      // The first line of texts need be no fields: it may have a quote, say.
      if let table = try? TableReader(bytes: bytes, source: source), !table.isSeriesFile,
        table.isLabelled(with: Set(classes))
      {
        return try table.labelledTexts()
      }
      return try LabelledSequences(linesOf: bytes, source: source)
    case .numbers(let scaling, let width):
      let table = try TableReader(bytes: bytes, source: source)
      guard !table.isSeriesFile, let width else {
        return try LabelledSequences(bytes: bytes, source: source)
      }
      let columns = table.columns
      guard columns == width || columns == width + 1 else {
        throw .ragged(
          DataPlace(source: source, line: 1), fields: columns,
          expected: width)
      }
      return try table.numbers(
        stepSize: scaling.size, labels: columns == width ? .none : .last)
    }
  }
}

extension LabelledSequences {
  /// Reads texts without labels, one a line.
  public init(linesOf bytes: [UInt8], source: String) throws(ClassificationError) {
    var texts: [String] = []
    var places: [DataPlace] = []
    var blankLines = 0
    do throws(DataError) {
      var lines = try LineReader(bytes: bytes, source: source)
      while let text = try lines.next() {
        guard !text.isEmpty else {
          blankLines += 1
          continue
        }
        texts.append(text)
        places.append(DataPlace(source: source, line: lines.line))
      }
    } catch {
      throw .data(error)
    }
    guard !texts.isEmpty else { throw .noSequences(source: source) }
    self.init(.texts(texts), labels: nil, places: places, source: source)
    self.blankLines = blankLines
  }
}
