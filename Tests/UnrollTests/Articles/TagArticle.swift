import Unroll

/// Learns the tags of words, and judges by other sentences.
func tag(
  learning first: String, judging second: String, options: TrainingOptions = TrainingOptions()
) throws -> TaggingReport {
  let training = try TaggedSentences(contentsOf: first, format: .columns)
  let vocabulary = try TagVocabulary(of: training, and: nil, minimumCount: 2)
  var configuration = NetworkConfiguration(
    input: .symbols(count: vocabulary.words.count), embeddingSize: 96, cell: .lstm,
    hiddenSize: 128, output: .symbols(count: vocabulary.tags.count))
  configuration.isBidirectional = true
  configuration.spelling = SpellingConfiguration(
    characters: vocabulary.characters.count, embeddingSize: 32, hiddenSize: 48, wordDropout: 0.1)
  let trainer = try Trainer(
    Network(configuration, seed: 1), data: vocabulary.dataset(training), options: options)
  try trainer.train()

  let model = TaggerModel(vocabulary: vocabulary, column: nil, network: trainer.best)
  let unseen = try TaggedSentences(contentsOf: second, format: .columns)
  let tags = Engine(configuration).tag(model, unseen)
  return TaggingReport(tags, of: unseen, knowing: vocabulary)
}
