import ArgumentParser
import Unroll

/// How well a classifier tells labelled sequences apart: `evaluate` of classes.
struct ClassEvaluation: Encodable {
  /// How well one class is told from the others.
  private struct Score: Encodable {
    let `class`: String
    let count: Int
    let precision: Double
    let recall: Double
    let f1: Double
  }

  let accuracy: Double
  let macroF1: Double
  let calibrationError: Double
  let calibrationBins = ClassificationReport.calibrationBins
  let loss: Double
  let sequences: Int
  let classes: [String]
  /// Rows are true classes, columns predicted ones.
  let confusion: [[Int]]
  private let scores: [Score]
  private let matrix: ConfusionMatrix

  private enum CodingKeys: String, CodingKey {
    case accuracy, macroF1, calibrationError, calibrationBins, loss, sequences, classes, confusion
    case scores
  }

  /// Reads and judges a folder or a file, or standard input for `-`.
  init(_ model: ClassifierModel, _ path: String, threads: Int?) throws(CommandFailure) {
    do throws(ClassificationError) {
      let data = try ClassEvaluation.read(path, for: model)
      self.init(try model.evaluate(on: data, threads: threads))
    } catch {
      throw CommandFailure(error)
    }
  }

  init(_ report: ClassificationReport) {
    accuracy = report.accuracy
    macroF1 = report.macroF1
    calibrationError = report.calibrationError
    loss = report.loss
    sequences = report.count
    classes = report.classes
    matrix = report.matrix
    confusion = report.matrix.counts
    scores = report.classes.indices.map { k in
      let score = report.matrix.score(of: k)
      return Score(
        class: report.classes[k], count: score.count, precision: score.precision,
        recall: score.recall, f1: score.f1)
    }
  }

  /// Labelled sequences as the model reads them.
  private static func read(
    _ path: String, for model: ClassifierModel
  ) throws(ClassificationError) -> LabelledSequences {
    let stepSize: Int? =
      if case .numbers(let scaling, .some) = model.input { scaling.size } else { nil }
    return try ClassData.read(path, stepSize: stepSize)
  }

  func show() {
    Output.result("sequences          \(Format.count(sequences))")
    Output.result("accuracy           \(Format.percent(accuracy))")
    Output.result("macro F1           \(Format.decimal(macroF1, 4))")
    Output.result(
      "calibration error  \(Format.decimal(calibrationError, 4)) (\(calibrationBins) bins)")
    Output.result("loss               \(Format.loss(loss)) nats a sequence")
    Output.result("")
    let terminal = Terminal.standardError
    ConfusionDrawing(matrix, classes: classes)
      .lines(width: terminal.width, unicode: terminal.showsUnicode).forEach(Output.result)
  }
}
