import Unroll

/// Sequences of events read and split, ready to train on.
struct EventData {
  let range: ClosedRange<Int>
  let training: Dataset
  let validation: Dataset?
  /// What the model is measured on at the end.
  let test: EventSet?
  let counts: TrainingRecord.Counts
  /// The validation loss of each index's frequency.
  let floor: Double?
  /// The same of the test part.
  let testFloor: Double?
  let introduction: [String]

  /// - Parameters:
  ///   - range: the indices of the model; nil for those of the file.
  ///   - validation: nil for the file's own split "valid", or a tenth of what is trained on.
  ///   - window: steps of the pieces that long sequences are cut into for training; nil for the usual.
  ///   - test: nil for the file's own split "test", if it has one.
  init(
    _ path: String, range: ClosedRange<Int>?, validation: ValidationArgument?,
    test: ValidationArgument?, window: Int?, seed: UInt64
  ) throws(CommandFailure) {
    do throws(EventError) {
      let allowed = range ?? 0...EventFile.largestIndex
      let file = try EventData.file(path, allowed)
      let range = if let range { range } else { try file.range() }
      guard let all = file.split("train", "training") else {
        throw .noSuchSplit(source: path, name: "train", splits: file.splits.keys.sorted())
      }
      var sequences = all.sequences
      var stream = RandomStream(seed: seed, purpose: .split)
      let named = !file.splits.keys.contains("")
      let testSet = try EventData.held(
        test ?? (named ? nil : .fraction(0)), split: named ? file.split("test") : nil,
        from: &sequences, &stream, range)
      let judging = try EventData.held(
        validation, split: named ? file.split("valid", "validation", "dev") : nil,
        from: &sequences, &stream, range)
      let learned = EventSet(sequences)
      guard learned.steps > 0 else {
        throw .noSequences(source: path, split: named ? "train" : nil)
      }
      self.range = range
      let window = window ?? EventData.usualWindow
      training = try EventModel.dataset(learned, range: range, longest: window)
      self.validation = try judging.map { (set) throws(EventError) in
        try EventModel.dataset(set, range: range)
      }
      self.test = testSet
      counts = .init(training: learned.sequences.count, validation: judging?.sequences.count ?? 0)
      floor = judging?.frequencyFloor(learnedFrom: learned, range: range)
      testFloor = testSet?.frequencyFloor(learnedFrom: learned, range: range)
      introduction = [
        """
        \(Format.count(learned.sequences.count, "sequence")) of \(Format.count(learned.steps, "step")) from \
        \(Format.printable(path)) to learn; \(Format.count(judging?.sequences.count ?? 0)) to choose the best \
        model, \(Format.count(testSet?.sequences.count ?? 0)) at the end to test it
        """,
        "\(Format.count(range.count, "index", "indices")): \(range.lowerBound) to \(range.upperBound)",
      ]
    } catch {
      throw CommandFailure(error)
    }
  }

  /// Longer than most pieces of music in hymnals, shorter than dances.
  private static let usualWindow = 150

  /// Reads a file, or standard input for `-`.
  static func file(
    _ path: String, _ allowed: ClosedRange<Int>
  ) throws(EventError) -> EventFile {
    guard path == "-" else { return try EventFile(contentsOf: path, allowed: allowed) }
    let bytes: [UInt8]
    do throws(DataError) {
      bytes = try FileBytes.read(
        descriptor: 0, source: "standard input", limit: EventFile.maximumByteCount)
    } catch {
      throw .data(error)
    }
    return try EventFile(bytes: bytes, source: "standard input", allowed: allowed)
  }

  /// What is held out: the file's own split, another file, or a share of the sequences that is drawn.
  private static func held(
    _ argument: ValidationArgument?, split: EventSet?, from sequences: inout [EventSet.Sequence],
    _ stream: inout RandomStream, _ range: ClosedRange<Int>
  ) throws(EventError) -> EventSet? {
    switch argument {
    case nil:
      if let split { return split.sequences.isEmpty ? nil : split }
      return draw(0.1, from: &sequences, &stream)
    case .fraction(let share): return draw(share, from: &sequences, &stream)
    case .file(let path):
      let other = try file(path, range)
      let set = other.split("test", "valid", "validation", "train")
      return set.flatMap { $0.sequences.isEmpty ? nil : $0 }
    }
  }

  private static func draw(
    _ share: Double, from sequences: inout [EventSet.Sequence], _ stream: inout RandomStream
  ) -> EventSet? {
    let count = min(Int((Double(sequences.count) * share).rounded()), sequences.count - 1)
    guard count > 0 else { return nil }
    var order = Array(sequences.indices)
    order.shuffleReproducibly(using: &stream)
    let chosen = Set(order.prefix(count))
    let drawn = sequences.indices.filter { chosen.contains($0) }.map { sequences[$0] }
    sequences = sequences.indices.filter { !chosen.contains($0) }.map { sequences[$0] }
    return EventSet(drawn)
  }
}

extension CommandFailure {
  init(_ error: EventError) {
    if case .data(let error) = error {
      self.init(error)
    } else {
      self.init(.data, error.description)
    }
  }
}

extension Format {
  /// A number of things whose plural is not made with an s.
  static func count(_ value: Int, _ thing: String, _ things: String) -> String {
    "\(count(value)) \(value == 1 ? thing : things)"
  }
}
