import Unroll

/// Texts read, encoded and split, ready to train on.
struct TextData {
  let alphabet: Alphabet
  let training: SymbolStream
  let validation: SymbolStream?
  /// The validation loss of a bigram model of the training part: what a network has to beat.
  let bigramFloor: Double?
  /// What a person should know about the texts.
  let remarks: [String]
  /// The name for messages.
  let source: String

  /// How texts are taken apart.
  struct Form {
    var unit: SymbolUnit
    var separator: String
    var vocabulary: TextCollector.Vocabulary
  }

  /// Reads files; `-` is standard input.
  init(
    _ paths: [String], validation: ValidationArgument, form: Form
  ) throws(CommandFailure) {
    do throws(DataError) {
      var collector = TextCollector(unit: form.unit, separator: form.separator)
      collector.memoryLimit = TextData.memoryLimit
      for path in paths { try TextData.read(path, into: &collector) }
      source = paths.map(TextData.name).joined(separator: ", ")
      let text = try collector.finish(form.vocabulary)
      alphabet = text.alphabet
      var remarks: [String] = []
      if text.documents > 1 { remarks.append(Format.count(text.documents, "document")) }
      if text.rare > 0 {
        remarks.append("\(Format.count(text.rare, "rare symbol")) read as unknown")
      }
      let heldOut: SymbolStream?
      switch validation {
      case .fraction(let share):
        let (first, second) = text.stream.split(lastShare: share)
        (training, heldOut) = (first, second)
      case .file(let path):
        training = text.stream
        heldOut = try TextData.encode([path], text.alphabet, separator: form.separator).stream
      }
      let bigrams = BigramModel(training)
      bigramFloor = heldOut.flatMap { $0.predictions > 0 ? bigrams.loss(of: $0) : nil }
      self.validation = heldOut
      self.remarks = remarks
    } catch .emptyAlphabet {
      throw CommandFailure(.emptyText(source: paths.map(TextData.name).joined(separator: ", ")))
    } catch {
      throw CommandFailure(error)
    }
  }

  /// Bytes that the symbols of a text may take: a list that grows stands in memory twice for a moment, the
  /// second time with room to double.
  private static var memoryLimit: Int? {
    let third = AvailableMemory.bytes / 3
    return third < Double(Int.max) ? Int(third) : nil
  }

  /// Encodes files with the alphabet of a model.
  static func encode(
    _ paths: [String], _ alphabet: Alphabet, separator: String
  ) throws(DataError) -> TextEncoder {
    var encoder = TextEncoder(alphabet, separator: separator)
    encoder.memoryLimit = memoryLimit
    for path in paths {
      if path == "-" {
        try encoder.add(descriptor: 0, source: name(path))
      } else {
        try encoder.add(contentsOf: path)
      }
    }
    return encoder
  }

  private static func read(
    _ path: String, into collector: inout TextCollector
  ) throws(DataError) {
    if path == "-" {
      try collector.add(descriptor: 0, source: name(path))
    } else {
      try collector.add(contentsOf: path)
    }
  }

  private static func name(_ path: String) -> String { path == "-" ? "standard input" : path }
}
