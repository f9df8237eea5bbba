import Unroll

/// Learns a text, and goes on after a beginning.
func goOn(
  after beginning: String, like path: String, options: TrainingOptions = TrainingOptions()
) throws -> String {
  var collector = TextCollector(unit: .character)
  try collector.add(contentsOf: path)
  let text = try collector.finish()
  let (training, validation) = text.stream.split(lastShare: 0.1)
  let port = NetworkConfiguration.Port.symbols(count: text.alphabet.count)
  let configuration = NetworkConfiguration(
    input: port, embeddingSize: 32, cell: .gru, hiddenSize: 128, output: port)
  let trainer = try Trainer(
    Network(configuration, seed: 1), stream: training, validation: validation, options: options)
  try trainer.train()

  let model = TextModel(alphabet: text.alphabet, network: trainer.best)
  var sampling = SamplingOptions()
  sampling.temperature = 0.6
  sampling.maximumLength = 300
  var stream = RandomStream(seed: 1, purpose: .sampling)
  var written = beginning
  try TextSampler(model).write(after: beginning, sampling, using: &stream) { written += $0 }
  return written
}
