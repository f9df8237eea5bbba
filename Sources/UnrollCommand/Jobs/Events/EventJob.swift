import Unroll

/// Learning which events follow which.
struct EventJob: TrainingJob {
  let trainer: Trainer
  private let data: EventData
  private let threads: Int?

  init(
    _ data: EventData, network: Network, options: TrainingOptions, threads: Int?
  ) throws(CommandFailure) {
    self.data = data
    self.threads = threads
    var options = options
    // The trainer reckons in nats of a single output.
    options.untilLoss = options.untilLoss.map { $0 / Double(data.range.count) }
    trainer = try CommandFailure.trainer { () throws(TrainingError) in
      try Trainer(
        network, data: data.training, validation: data.validation, options: options,
        threads: threads)
    }
  }

  var examples: TrainingRecord.Counts { data.counts }
  var floor: Floor? {
    data.floor.map {
      Floor(
        name: "frequencies", loss: $0, explanation: "what each index's frequency alone reaches")
    }
  }
  var lossUnit: String { "nats a step" }
  var lossFactor: Double { Double(data.range.count) }
  var introduction: [String] { data.introduction + introduction(of: trainer.network) }

  func content(_ network: Network, _ record: TrainingRecord) -> ModelFile.Content {
    .events(EventModel(range: data.range, network: network, training: record))
  }

  func measures(_ content: ModelFile.Content) throws -> [Measure] {
    guard case .events(let model) = content, let test = data.test else { return [] }
    let engine = Engine(model.network.configuration, threads: threads)
    let judged: Dataset
    do {
      judged = try EventModel.dataset(test, range: model.range)
    } catch {
      throw CommandFailure(error)
    }
    let loss = model.natsPerStep(engine.evaluate(model.network, on: judged))
    let floor = data.testFloor ?? .infinity
    let verdict =
      loss < floor
      ? "the network beats the frequencies"
      : "the network does NOT beat the frequencies of the indices; train longer or on more data"
    return [
      Measure(
        key: "test", label: "test loss", value: loss,
        text: "\(Format.loss(loss)) nats a step, frequencies \(Format.loss(floor))"),
      Measure(
        key: "beatsBaselines", label: "verdict", value: loss < floor ? 1 : 0, text: verdict),
    ]
  }

  func advice(model path: String) -> String { "make up a sequence with: unroll sample \(path)" }
}
