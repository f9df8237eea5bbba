import Foundation
import Testing

@testable import Unroll

@Suite struct ReportTests {
  @Test func `Accuracy and macro F1 are those of a worked example`() {
    // True classes 0 0 0 1 1 2, taken for 0 0 1 1 2 2; a fourth class never occurs.
    let matrix = ConfusionMatrix(
      labels: [0, 0, 0, 1, 1, 2], predictions: [0, 0, 1, 1, 2, 2], count: 4)
    #expect(
      matrix.counts == [[2, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 0], [0, 0, 0, 0]])
    #expect(abs(matrix.accuracy - 4.0 / 6) < 1e-15)
    let scores = (0..<4).map { matrix.score(of: $0) }
    #expect(scores.map(\.count) == [3, 2, 1, 0])
    #expect(abs(scores[0].precision - 1) < 1e-15 && abs(scores[0].recall - 2.0 / 3) < 1e-15)
    #expect(scores[3].f1 == 0)
    let f1 = [0.8, 0.5, 2.0 / 3]
    #expect(abs(matrix.macroF1 - f1.reduce(0, +) / 3) < 1e-15)
  }

  @Test func `The calibration error is the gap between confidence and accuracy`() {
    // Two bins: confidence 0.9 and right half of the time, confidence 0.6 and always right.
    let rows = [[0.9, 0.1], [0.9, 0.1], [0.6, 0.4], [0.6, 0.4]]
    let report = ClassificationReport(rows, labels: [0, 1, 0, 0], classes: ["a", "b"])
    #expect(abs(report.calibrationError - (2 * 0.4 + 2 * 0.4) / 4) < 1e-12)
    let loss = -(log(0.9) + log(0.1) + 2 * log(0.6)) / 4
    #expect(abs(report.loss - loss) < 1e-12)
    #expect(report.accuracy == 0.75 && report.count == 4)
  }

  @Test func `Certain, even and undefined probabilities are taken as they come`() {
    let rows = [[1.0, 0], [0.5, 0.5], [.nan, .nan]]
    let report = ClassificationReport(rows, labels: [1, 0, 0], classes: ["a", "b"])
    #expect(report.loss.isFinite && report.calibrationError.isFinite)
    #expect(report.matrix.counts == [[2, 0], [1, 0]])
    #expect(ClassificationReport([], labels: [], classes: ["a", "b"]).accuracy == 0)
  }

  @Test func `Balanced weights let each class count the same`() {
    let labels = [0, 0, 0, 1]
    let weights = ClassWeights.balanced.weights(of: labels, count: 3)
    #expect(weights == [Float(4.0 / 9), Float(4.0 / 3), 1])
    #expect(ClassWeights.none.weights(of: labels, count: 3) == nil)
  }
}
