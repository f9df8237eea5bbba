/// How a classifier reads sequences.
public enum ClassifierInput: Sendable, Equatable {
  /// Texts, symbol by symbol; what the alphabet does not have is read as its unknown symbol.
  case symbols(Alphabet)
  /// Time steps of numbers, scaled. `valuesPerLine` is the width of the table that was learned from, nil
  /// where it was no table.
  case numbers(NumberScaling, valuesPerLine: Int?)

  /// Texts from which on symbols that occur once are read as unknown: that is how a network gets to know
  /// the unknown symbol.
  static let manyTexts = 100

  /// Chooses how to read data like some training data.
  ///
  /// - Parameters:
  ///   - data: the training data.
  ///   - unit: what a symbol of a text is.
  /// - Throws: ``ClassificationError/data(_:)`` where the texts have no alphabet.
  public init(
    learning data: LabelledSequences, unit: SymbolUnit = .character
  ) throws(ClassificationError) {
    switch data.content {
    case .texts(let texts):
      do throws(DataError) {
        self = .symbols(try ClassifierInput.alphabet(of: texts, unit: unit))
      } catch {
        throw .data(error)
      }
    case .numbers(let values, _, let size):
      self = .numbers(
        NumberScaling(measuring: values, size: size), valuesPerLine: data.valuesPerLine)
    }
  }

  private static func alphabet(
    of texts: [String], unit: SymbolUnit
  ) throws(DataError) -> Alphabet {
    // Any byte may come, and none is like another.
    if unit == .byte {
      let bytes = (UInt8.min...UInt8.max).map { String(Unicode.Scalar($0)) }
      return try Alphabet(symbols: [""] + bytes, unit: .byte)
    }
    var numbers = SymbolNumbers(unit: unit)
    var stream = NarrowNumbers()
    for text in texts {
      stream.removeAll(keepingCapacity: true)
      numbers.append(text, to: &stream)
    }
    var vocabulary = TextCollector.Vocabulary.usual(for: unit)
    vocabulary.minimumCount = texts.count >= manyTexts ? 2 : 1
    vocabulary.hasUnknown = true
    return try numbers.alphabet(vocabulary).alphabet
  }

  /// What the network reads.
  public var port: NetworkConfiguration.Port {
    switch self {
    case .symbols(let alphabet): .symbols(count: alphabet.count)
    case .numbers(let scaling, _): .values(size: scaling.size)
    }
  }

  /// Encodes sequences, with the index of each one's class as its target.
  ///
  /// - Parameters:
  ///   - data: the sequences.
  ///   - labels: the classes' indices; nil for zeros, which nothing is to be made of.
  ///   - classes: the number of classes.
  /// - Throws: ``ClassificationError/otherKind(source:found:expected:)`` for texts where numbers are
  ///   read, the other way round, and for steps of another size.
  public func dataset(
    _ data: LabelledSequences, labels: [Int]? = nil, classes: Int
  ) throws(ClassificationError) -> Dataset {
    let targets = (labels ?? [Int](repeating: 0, count: data.count)).map { Int32($0) }
    let track = Dataset.Track.symbols(targets, count: classes)
    switch (self, data.content) {
    case (.symbols(let alphabet), .texts(let texts)):
      var inputs: [Int32] = []
      var lengths: [Int] = []
      for text in texts {
        let start = inputs.count
        // Nothing stops it: an alphabet of texts has an unknown symbol, or every byte.
        _ = alphabet.encode(text, into: &inputs)
        // An alphabet from a stranger's file may lack both; a sequence is never empty.
        if inputs.count == start { inputs.append(alphabet.unknown ?? Alphabet.end) }
        lengths.append(inputs.count - start)
      }
      return Dataset(
        checkedInputs: .symbols(inputs, count: alphabet.count), targets: track, lengths: lengths,
        predicting: .last)
    case (.numbers(let scaling, _), .numbers(let values, let lengths, let size)):
      guard size == scaling.size else {
        throw .otherKind(
          source: data.source, found: "time steps of \(size) numbers",
          expected: "\(scaling.size), as the model has learned")
      }
      return Dataset(
        checkedInputs: .values(scaling.scale(values), size: size), targets: track,
        lengths: lengths, predicting: .last)
    case (.symbols, .numbers):
      throw .otherKind(source: data.source, found: "numbers", expected: "texts")
    case (.numbers, .texts):
      throw .otherKind(source: data.source, found: "texts", expected: "numbers")
    }
  }
}
