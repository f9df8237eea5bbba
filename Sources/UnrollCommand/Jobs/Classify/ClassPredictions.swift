import Unroll

/// What a classifier says of sequences, one line each: `predict` of classes.
struct ClassPredictions {
  private let model: ClassifierModel
  private let data: LabelledSequences
  private let probabilities: [[Double]]

  /// A line of `--json`.
  private struct Line: Encodable {
    let `class`: String
    let probability: Double
    let probabilities: [String: Double]
    /// The class that the data says, if it says one.
    let label: String?
  }

  /// Reads a folder or a file, or standard input for `-`, and predicts.
  init(_ model: ClassifierModel, _ path: String, threads: Int?) throws(CommandFailure) {
    self.model = model
    do throws(ClassificationError) {
      data =
        path == "-"
        ? try model.read(
          bytes: ClassData.standardInput(), source: ClassData.standardInputName)
        : try model.read(contentsOf: path)
      probabilities = try model.probabilities(of: data, threads: threads)
    } catch {
      throw CommandFailure(error)
    }
  }

  func write(json: Bool) throws {
    for (index, row) in probabilities.enumerated() {
      let best = ClassificationReport.likeliest(row)
      guard json else {
        Output.result(
          "\(Format.printable(model.classes[best]))\t\(Format.decimal(row[best], 4))")
        continue
      }
      try Output.json(
        Line(
          class: model.classes[best], probability: row[best],
          probabilities: Dictionary(uniqueKeysWithValues: zip(model.classes, row)),
          label: data.labels?[index]))
    }
  }
}
