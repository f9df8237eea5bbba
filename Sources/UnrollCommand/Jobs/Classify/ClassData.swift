import Foundation
import Unroll

/// Sequences with classes, read, split and encoded, ready to train on.
struct ClassData {
  let classes: [String]
  let input: ClassifierInput
  let training: Dataset
  let validation: Dataset?
  let counts: TrainingRecord.Counts
  /// What the model is judged by when all is done.
  let heldOut: [(name: String, key: String, data: LabelledSequences)]
  /// What a person should know about the data.
  let remarks: [String]
  /// The name for messages.
  let source: String
  /// The class of each sequence to learn from.
  private let trainingLabels: [Int]
  private let validationLabels: [Int]

  /// Reads a folder or a file, or standard input for `-`.
  init(
    _ path: String, validation: ValidationArgument, test: ValidationArgument?, stepSize: Int?,
    unit: SymbolUnit, seed: UInt64
  ) throws(CommandFailure) {
    do throws(ClassificationError) {
      let all = try ClassData.read(path, stepSize: stepSize)
      source = all.source
      classes = try all.checkedClasses()
      var remarks = ClassData.remarks(all, stepSize: stepSize)
      var (rest, tested) = (all, LabelledSequences?.none)
      switch test {
      case .fraction(let share): (rest, tested) = ClassData.split(all, share, seed: seed, index: 1)
      case .file(let path): tested = try ClassData.read(path, stepSize: stepSize)
      case nil: break
      }
      let learned: LabelledSequences
      var judged: LabelledSequences?
      switch validation {
      case .fraction(let share):
        (learned, judged) = ClassData.split(rest, share, seed: seed, index: 0)
        if share > 0 && judged == nil {
          remarks.append("one sequence of each class: nothing is held out for validation")
        }
      case .file(let path): (learned, judged) = (rest, try ClassData.read(path, stepSize: stepSize))
      }
      for (option, other) in [("--validation", judged), ("--test", tested)] {
        if let remark = ClassData.overlap(learned, other, option: option) { remarks.append(remark) }
      }
      input = try ClassifierInput(learning: learned, unit: unit)
      trainingLabels = try learned.classIndices(of: classes)
      training = try input.dataset(learned, labels: trainingLabels, classes: classes.count)
      if let judged {
        validationLabels = try judged.classIndices(of: classes)
        self.validation = try input.dataset(
          judged, labels: validationLabels, classes: classes.count)
      } else {
        (validationLabels, self.validation) = ([], nil)
      }
      if let tested {
        // What is wrong with it is said now, not when all is learned.
        let labels = try tested.classIndices(of: classes)
        _ = try input.dataset(tested, labels: labels, classes: classes.count)
      }
      counts = .init(training: learned.count, validation: judged?.count ?? 0)
      heldOut =
        [("validation", "", judged), ("test", "test", tested)].compactMap { name, key, data in
          data.map { (name, key, $0) }
        }
      self.remarks = remarks
    } catch {
      throw CommandFailure(error)
    }
  }

  /// Whether sequences are texts.
  var readsSymbols: Bool { if case .symbols = input { true } else { false } }

  /// Reads a folder or a file, or standard input for `-`.
  static func read(
    _ path: String, stepSize: Int? = nil
  ) throws(ClassificationError) -> LabelledSequences {
    guard path == "-" else { return try LabelledSequences(contentsOf: path, stepSize: stepSize) }
    return try LabelledSequences(
      bytes: standardInput(), source: standardInputName, stepSize: stepSize)
  }

  static let standardInputName = "standard input"

  /// All that standard input has.
  static func standardInput() throws(ClassificationError) -> [UInt8] {
    do throws(DataError) {
      return try FileBytes.read(
        descriptor: 0, source: standardInputName, limit: LabelledSequences.maximumByteCount)
    } catch {
      throw .data(error)
    }
  }

  private static func split(
    _ data: LabelledSequences, _ share: Double, seed: UInt64, index: UInt64
  ) -> (LabelledSequences, LabelledSequences?) {
    var stream = RandomStream(seed: seed, purpose: .split, index: index)
    let split = StratifiedSplit(data, heldOutShare: share, using: &stream)
    return (
      data.subset(split.training), split.heldOut.isEmpty ? nil : data.subset(split.heldOut)
    )
  }

  private static func remarks(_ data: LabelledSequences, stepSize: Int?) -> [String] {
    var remarks: [String] = []
    if data.blankLines > 0 {
      remarks.append("\(Format.count(data.blankLines, "blank line")) skipped")
    }
    if case .numbers(_, let lengths, let size) = data.content {
      let (least, most) = (lengths.min() ?? 0, lengths.max() ?? 0)
      let steps = least == most ? "\(most)" : "\(least) to \(most)"
      var remark = "\(steps) time step\(most == 1 ? "" : "s") of \(Format.count(size, "number"))"
      if data.valuesPerLine != nil && stepSize == nil && most > 1 {
        remark += " (--step-size makes longer steps of fewer)"
      }
      remarks.append(remark)
    }
    return remarks
  }

  /// A warning of texts on both sides.
  private static func overlap(
    _ learned: LabelledSequences, _ other: LabelledSequences?, option: String
  ) -> String? {
    guard case .texts(let known) = learned.content, case .texts(let texts)? = other?.content
    else { return nil }
    let all = Set(known)
    let count = texts.count { all.contains($0) }
    guard count > 0 else { return nil }
    return """
      warning: \(Format.count(count, "sequence")) of \(option) \(count == 1 ? "is" : "are") also \
      trained on: what is measured there will look better than it is
      """
  }

  /// The weights of the classes in the objective.
  func weights(_ choice: ClassWeights?) -> [Float]? {
    (choice ?? .none).weights(of: trainingLabels, count: classes.count)
  }

  /// The validation loss of the classes' frequencies in the training data, each counted once more.
  var frequencyFloor: Double? {
    guard !validationLabels.isEmpty else { return nil }
    var sizes = [Double](repeating: 1, count: classes.count)
    for label in trainingLabels { sizes[label] += 1 }
    let total = sizes.reduce(0, +)
    return validationLabels.reduce(0.0) { $0 - log(sizes[$1] / total) }
      / Double(validationLabels.count)
  }
}
