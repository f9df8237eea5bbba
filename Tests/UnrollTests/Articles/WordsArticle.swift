import Unroll

/// Learns a list of words, and makes up new ones.
func makeUpWords(
  like path: String, count: Int, options: TrainingOptions = TrainingOptions()
) throws -> [String] {
  let list = try WordList(contentsOf: path)
  let alphabet = try Alphabet(words: list.words)
  let port = NetworkConfiguration.Port.symbols(count: alphabet.count)
  let configuration = NetworkConfiguration(input: port, hiddenSize: 128, output: port)
  let data = try Dataset(words: list.words, alphabet: alphabet)
  let trainer = try Trainer(Network(configuration, seed: 1), data: data, options: options)
  try trainer.train()

  let model = WordModel(alphabet: alphabet, network: trainer.best)
  var made: [String] = []
  try WordSampler(model).words(count: count, seed: 1) { made.append($0) }
  // The likeliest first.
  let scores = try WordScorer(model).scores(made)
  return zip(made, scores).sorted { $0.1.logProbability > $1.1.logProbability }.map(\.0)
}
