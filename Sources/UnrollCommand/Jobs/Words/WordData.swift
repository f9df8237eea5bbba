import Unroll

/// Words split and encoded, ready to train on.
struct WordData {
  let alphabet: Alphabet
  let training: Dataset
  let validation: Dataset?
  let counts: TrainingRecord.Counts
  /// The validation loss of a bigram model of the training words: what a network has to beat.
  let bigramFloor: Double?
  /// What a person should know about the words.
  let remarks: [String]

  /// Splits and encodes a word list.
  init(
    _ list: WordList, validation: ValidationArgument, unit: SymbolUnit, seed: UInt64
  ) throws(CommandFailure) {
    var remarks = WordData.remarks(list)
    let split: WordSplit
    switch validation {
    case .fraction(let share):
      var stream = RandomStream(seed: seed, purpose: .split)
      split = WordSplit(list.words, validationFraction: share, using: &stream)
      if share > 0 && split.validation.isEmpty {
        remarks.append("one word: nothing is held out for validation")
      }
    case .file(let path):
      let other = try WordData.list(path)
      remarks += WordData.remarks(other)
      split = WordSplit(training: list.words, validation: other.words)
      if split.overlap > 0 {
        remarks.append(
          """
          warning: \(Format.count(split.overlap, "word")) of '\(Format.printable(path))' \
          \(split.overlap == 1 ? "is" : "are") also trained on: the validation loss will look \
          better than it is
          """)
      }
    }
    do {
      let alphabet = try Alphabet(words: split.training + split.validation, unit: unit)
      self.alphabet = alphabet
      training = try Dataset(words: split.training, alphabet: alphabet)
      self.validation =
        split.validation.isEmpty ? nil : try Dataset(words: split.validation, alphabet: alphabet)
      bigramFloor = try WordData.floor(split, alphabet)
    } catch {
      throw CommandFailure(error)
    }
    counts = .init(training: split.training.count, validation: split.validation.count)
    self.remarks = remarks
  }

  /// Reads a word list from a file, or from standard input for `-`.
  static func list(
    _ path: String, repeats: WordList.Repeats = .drop
  ) throws(CommandFailure) -> WordList {
    do {
      if path == "-" {
        let bytes = try FileBytes.read(
          descriptor: 0, source: "standard input", limit: WordList.maximumByteCount)
        return try WordList(bytes: bytes, source: "standard input", repeats: repeats)
      }
      return try WordList(contentsOf: path, repeats: repeats)
    } catch {
      throw CommandFailure(error)
    }
  }

  private static func remarks(_ list: WordList) -> [String] {
    var remarks: [String] = []
    if list.droppedRepeats > 0 {
      remarks.append("\(Format.count(list.droppedRepeats, "repeated word")) left out")
    }
    if list.blankLines > 0 {
      remarks.append("\(Format.count(list.blankLines, "blank line")) skipped")
    }
    return remarks
  }

  private static func floor(_ split: WordSplit, _ alphabet: Alphabet) throws(DataError) -> Double? {
    guard !split.validation.isEmpty else { return nil }
    var training: [[Int32]] = []
    for word in split.training { training.append(try alphabet.encode(word)) }
    var validation: [[Int32]] = []
    for word in split.validation { validation.append(try alphabet.encode(word)) }
    return BigramModel(words: training, symbolCount: alphabet.count).loss(of: validation)
  }
}
