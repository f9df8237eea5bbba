import Unroll

/// How well a model predicts events: `evaluate`.
struct EventReport: Encodable {
  /// Nats a step, summed over the indices.
  let loss: Double
  let sequences: Int
  let steps: Int
  let indices: Int
  /// The split that was measured; nil of a file without splits.
  let split: String?

  /// Measures a file, or one of its splits.
  ///
  /// - Parameter split: nil for the split "test" where there are splits.
  init(
    _ model: EventModel, _ path: String, split wanted: String?, threads: Int?
  ) throws(CommandFailure) {
    do throws(EventError) {
      let file = try EventData.file(path, model.range)
      let isSplit = file.splits[""] == nil
      let name = isSplit ? wanted ?? "test" : wanted ?? ""
      guard let set = file.splits[name] else {
        throw .noSuchSplit(
          source: path, name: name, splits: file.splits.keys.filter { !$0.isEmpty }.sorted())
      }
      guard set.steps > 0 else { throw .noSequences(source: path, split: isSplit ? name : nil) }
      let engine = Engine(model.network.configuration, threads: threads)
      let data = try EventModel.dataset(set, range: model.range)
      loss = model.natsPerStep(engine.evaluate(model.network, on: data))
      sequences = set.sequences.count
      steps = set.steps
      indices = model.range.count
      split = isSplit ? name : nil
    } catch {
      throw CommandFailure(error)
    }
  }

  func show() {
    if let split { Output.result("split            \(Format.printable(split))") }
    Output.result("sequences        \(Format.count(sequences))")
    Output.result("steps            \(Format.count(steps)), the first of each sequence included")
    Output.result(
      "loss             \(Format.loss(loss)) nats a step, summed over \(Format.count(indices)) indices"
    )
  }
}
