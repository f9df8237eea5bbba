import Unroll

/// Tagged sentences read, split and encoded, ready to train on.
struct TagData {
  let vocabulary: TagVocabulary
  let column: TagColumn?
  let source: String
  let counts: TrainingRecord.Counts
  let training: Dataset
  let validation: Dataset?
  /// The sentences of ``validation``, to be judged by.
  let judged: TaggedSentences?
  /// What the most frequent tag of each word gets right of them.
  let baseline: TaggingReport?

  /// Words and characters that occur less often are not known, unless the user says otherwise.
  static let minimumCount = 2

  /// Reads a file, and another one to be judged by or a share of the sentences drawn at random.
  init(
    _ path: String, validation: ValidationArgument, column: TagColumn?, minimumCount: Int?,
    seed: UInt64
  ) throws(CommandFailure) {
    do throws(TaggingError) {
      let (sentences, format) = try TagData.sentences(
        path, column: column, isCoNLLU: column != nil)
      let (learned, judged) = try TagData.split(
        sentences, validation: validation, column: column, seed: seed)
      self.column = if case .conllu(let column) = format { column } else { nil }
      self.judged = judged
      source = sentences.source
      let vocabulary = try TagVocabulary(
        of: learned, and: judged, minimumCount: minimumCount ?? TagData.minimumCount)
      self.vocabulary = vocabulary
      training = try vocabulary.dataset(learned)
      if let judged {
        self.validation = try vocabulary.dataset(judged)
        baseline = TaggingReport(FrequentTags(learned).tag(judged), of: judged)
      } else {
        (self.validation, baseline) = (nil, nil)
      }
      counts = .init(training: learned.words.count, validation: judged?.words.count ?? 0)
    } catch {
      throw CommandFailure(error)
    }
  }

  private static func split(
    _ sentences: TaggedSentences, validation: ValidationArgument, column: TagColumn?, seed: UInt64
  ) throws(TaggingError) -> (TaggedSentences, TaggedSentences?) {
    switch validation {
    case .file(let path):
      let judged = try self.sentences(path, column: column, isCoNLLU: false).sentences
      return (sentences, judged)
    case .fraction(let share):
      var order = Array(0..<sentences.count)
      var stream = RandomStream(seed: seed, purpose: .split)
      order.shuffleReproducibly(using: &stream)
      let count = min(Int((Double(sentences.count) * share).rounded()), sentences.count - 1)
      guard count > 0 else { return (sentences, nil) }
      return (
        sentences.choosing(order[count...].sorted()), sentences.choosing(order[..<count].sorted())
      )
    }
  }

  /// Reads tagged sentences of a file, or of standard input for `-`, in the format that it has.
  ///
  /// - Parameters:
  ///   - column: of CoNLL-U, where the tags are; nil for UPOS.
  ///   - isCoNLLU: whether it must be CoNLL-U, because its user has named a column.
  static func sentences(
    _ path: String, column: TagColumn?, isCoNLLU: Bool
  ) throws(TaggingError) -> (sentences: TaggedSentences, format: TagFormat) {
    let (bytes, source) = try read(path)
    let format: TagFormat =
      isCoNLLU || TagFormat.isCoNLLU(bytes, path: path) ? .conllu(column ?? .upos) : .columns
    return (try TaggedSentences(bytes: bytes, source: source, format: format), format)
  }

  /// Reads sentences whose tags are not known: CoNLL-U, or one sentence a line.
  static func untagged(_ path: String) throws(TaggingError) -> TaggedSentences {
    let (bytes, source) = try read(path)
    return TagFormat.isCoNLLU(bytes, path: path)
      ? try TaggedSentences(conllu: bytes, source: source, column: nil)
      : try TaggedSentences(plain: bytes, source: source)
  }

  private static func read(
    _ path: String
  ) throws(TaggingError) -> (bytes: [UInt8], source: String) {
    do throws(DataError) {
      let limit = TaggedSentences.maximumByteCount
      return path == "-"
        ? (
          try FileBytes.read(descriptor: 0, source: "standard input", limit: limit),
          "standard input"
        )
        : (try FileBytes.read(path: path, limit: limit), path)
    } catch {
      throw .data(error)
    }
  }
}

extension CommandFailure {
  init(_ error: TaggingError) {
    self.init(error.isUnreadable ? .unreadable : .data, error.description)
  }
}
