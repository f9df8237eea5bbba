import Unroll

// `.ts` files, tables of labels and texts, tables of numbers.

extension Reader {
  /// The bytes behind a `.ts` file's first sign, so that they are read as one.
  func checkCases(_ bytes: [UInt8]) throws(Violation) {
    try checkSequences([UInt8(ascii: "@")] + bytes, stepSize: nil)
  }

  /// The first byte tells the step size, 0 for none; the rest is the table.
  func checkLabels(_ bytes: [UInt8]) throws(Violation) {
    let choice = Int((bytes.first ?? 0) & 3)
    try checkSequences(Array(bytes.dropFirst()), stepSize: choice == 0 ? nil : choice)
  }

  private func checkSequences(_ bytes: [UInt8], stepSize: Int?) throws(Violation) {
    let sequences: LabelledSequences
    do {
      sequences = try LabelledSequences(bytes: bytes, source: "fuzz", stepSize: stepSize)
    } catch {
      return try checkError(error, in: bytes)
    }
    try require(sequences.count > 0, "no sequences, and no error")
    try require(sequences.labels.map { $0.count == sequences.count } ?? true, "labels are missing")
    for place in sequences.places { try checkPlace(line: place.line, in: bytes) }
    switch sequences.content {
    case .texts(let texts):
      try require(texts.count == sequences.count && !texts.contains(""), "texts are missing")
    case .numbers(let values, let lengths, let size):
      try require(size > 0 && lengths.count == sequences.count, "sequences are missing")
      try require(values.count == lengths.reduce(0, +) * size, "numbers are missing")
      try require(values.count <= bytes.count, "more numbers than bytes")
      try require(values.allSatisfy(\.isFinite), "a number that is not finite")
    }
    try require(
      sequences.subset(Array(0..<sequences.count)).content == sequences.content,
      "all sequences are not all sequences")
    do {
      let classes = try sequences.checkedClasses()
      let indices = try sequences.classIndices(of: classes)
      try require(
        zip(indices, sequences.labels ?? []).allSatisfy { classes[$0] == $1 },
        "classes that are not those of the labels")
    } catch let error as Violation {
      throw error
    } catch let error as ClassificationError {
      try checkError(error, in: bytes)
    } catch {
      throw Violation("an error of another kind: \(error)")
    }
  }
}
