import Unroll

/// Learns classes of sequences of numbers, and judges by others.
func classify(
  learning first: String, judging second: String, stepSize: Int,
  options: TrainingOptions = TrainingOptions()
) throws -> ClassificationReport {
  let data = try LabelledSequences(contentsOf: first, stepSize: stepSize)
  let classes = try data.checkedClasses()
  let labels = try data.classIndices(of: classes)
  let input = try ClassifierInput(learning: data)
  var configuration = NetworkConfiguration(
    input: input.port, cell: .gru, hiddenSize: 160, output: .symbols(count: classes.count))
  configuration.isBidirectional = true
  configuration.dropout.layers = 0.4
  let trainer = try Trainer(
    Network(configuration, seed: 1),
    data: input.dataset(data, labels: labels, classes: classes.count), options: options)
  try trainer.train()

  let model = ClassifierModel(classes: classes, input: input, network: trainer.best)
  let unseen = try LabelledSequences(contentsOf: second, stepSize: stepSize)
  return try model.evaluate(on: unseen)
}
