import Unroll

/// Learns events, and tells the loss of the test part in nats a step and the chances of what follows a
/// beginning.
func learnEvents(
  of path: String, after beginning: EventSet.Sequence,
  options: TrainingOptions = TrainingOptions()
) throws -> (natsPerStep: Double, chances: [Int: Float]) {
  let file = try EventFile(contentsOf: path)
  let range = try file.range()
  let (training, test) = (file.split("train"), file.split("test"))
  guard let training, let test else { throw EventError.noEvents(source: path) }
  var configuration = NetworkConfiguration(
    input: .values(size: range.count), cell: .gru, hiddenSize: 128,
    output: .values(size: range.count))
  configuration.loss = .binary
  let trainer = try Trainer(
    Network(configuration, seed: 1), data: EventModel.dataset(training, range: range),
    options: options)
  try trainer.train()

  let model = EventModel(range: range, network: trainer.best)
  let loss = try Engine(configuration).evaluate(
    model.network, on: EventModel.dataset(test, range: range))
  let chances = try EventSampler(model).chances(after: beginning)
  return (model.natsPerStep(loss), Dictionary(uniqueKeysWithValues: zip(range, chances)))
}
