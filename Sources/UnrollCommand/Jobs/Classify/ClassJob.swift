import Unroll

/// Learning to tell classes of sequences apart.
struct ClassJob: TrainingJob {
  let trainer: Trainer
  private let data: ClassData
  private let threads: Int?

  init(
    _ data: ClassData, network: Network, options: TrainingOptions, threads: Int?
  ) throws(CommandFailure) {
    self.data = data
    self.threads = threads
    trainer = try CommandFailure.trainer { () throws(TrainingError) in
      try Trainer(
        network, data: data.training, validation: data.validation, options: options,
        threads: threads)
    }
  }

  var examples: TrainingRecord.Counts { data.counts }
  var lossUnit: String { "nats a sequence" }

  var floor: Floor? {
    data.frequencyFloor.map {
      Floor(
        name: "frequency floor", loss: $0,
        explanation: "what knowing how frequent each class is reaches")
    }
  }

  var introduction: [String] {
    let counts = data.counts
    var held = "\(Format.count(counts.validation)) held out"
    if let test = data.heldOut.first(where: { $0.key == "test" }) {
      held += ", \(Format.count(test.data.count)) to test"
    }
    return [
      """
      \(Format.count(data.classes.count)) classes from \(Format.printable(data.source)): \
      \(Format.count(counts.training, "sequence")) to learn, \(held)
      """
    ] + data.remarks + introduction(of: trainer.network)
  }

  func content(_ network: Network, _ record: TrainingRecord) -> ModelFile.Content {
    .classify(
      ClassifierModel(
        classes: data.classes, input: data.input, network: network, training: record))
  }

  func measures(_ content: ModelFile.Content) throws -> [Measure] {
    guard case .classify(let model) = content else { return [] }
    do throws(ClassificationError) {
      var measures: [Measure] = []
      for (name, key, data) in data.heldOut {
        measures += ClassJob.measures(
          try model.evaluate(on: data, threads: threads), of: name, key: key)
      }
      return measures
    } catch {
      throw CommandFailure(error)
    }
  }

  private static func measures(
    _ report: ClassificationReport, of name: String, key: String
  ) -> [Measure] {
    func measure(_ label: String, _ suffix: String, _ value: Double, _ text: String) -> Measure {
      let first = key.isEmpty ? suffix.prefix(1) : suffix.prefix(1).uppercased()[...]
      return Measure(
        key: key + first + suffix.dropFirst(), label: key.isEmpty ? label : "\(key) \(label)",
        value: value, text: text)
    }
    let error = report.calibrationError
    return [
      measure(
        "accuracy", "accuracy", report.accuracy,
        Format.percent(report.accuracy)
          + " of \(Format.count(report.count)) held out"
          + (key.isEmpty ? " for validation" : " for the test")),
      measure("macro F1", "macroF1", report.macroF1, Format.decimal(report.macroF1, 4)),
      measure("calibration", "calibrationError", error, Format.decimal(error, 4) + " error"),
    ]
  }

  func advice(model path: String) -> String {
    "see what is taken for what with: unroll evaluate \(path) DATA"
  }
}
