import Unroll

/// A line of `--json` and of metrics.jsonl for each epoch, or where a run is judged more often or less for
/// each part of it.
struct EpochEvent: Encodable {
  let event: String
  let epoch: Int
  let steps: Int
  let loss: Double
  @NullWhenNil var validationLoss: Double?
  let symbolsPerSecond: Double
  let seconds: Double

  /// - Parameter isPart: whether the report is of a part of a run that need not be an epoch.
  init(_ report: EpochReport, isPart: Bool) {
    event = isPart ? "evaluation" : "epoch"
    epoch = report.epoch
    steps = report.steps
    loss = report.loss
    _validationLoss = NullWhenNil(wrappedValue: report.validationLoss)
    symbolsPerSecond = report.symbolsPerSecond
    seconds = report.seconds
  }
}

/// A line of `--json` and of metrics.jsonl for an update that was not a finite number.
struct DivergenceEvent: Encodable {
  let event = "divergence"
  let epoch: Int
  let steps: Int
  @NullWhenNil var parameter: String?
  @NullWhenNil var anomaly: String?
  let action: TrainingOptions.Divergence
  let rateFactor: Double

  init(_ report: DivergenceReport) {
    (epoch, steps) = (report.epoch, report.step)
    _parameter = NullWhenNil(wrappedValue: report.parameter)
    _anomaly = NullWhenNil(wrappedValue: report.anomaly?.description)
    (action, rateFactor) = (report.action, report.rateFactor)
  }
}

/// The last line of `--json` and of metrics.jsonl.
struct EndEvent: Encodable {
  let event = "end"
  let reason: StopReason
  let epoch: Int
  @NullWhenNil var loss: Double?
  @NullWhenNil var validationLoss: Double?
  @NullWhenNil var bigramFloor: Double?
  /// What something simpler than a network reaches, where that is not a bigram model.
  var baseline: Double?
  /// Further numbers of the best model by their names, such as its accuracy.
  var measures: [String: Double]?
  let seconds: Double
  @NullWhenNil var model: String?
}

/// An optional that is written as null rather than left out.
@propertyWrapper
struct NullWhenNil<Value: Encodable>: Encodable {
  var wrappedValue: Value?

  init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
  }
}
