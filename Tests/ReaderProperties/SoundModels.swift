import Unroll

/// Small sound models of each kind, whose files the fuzzer changes.
enum SoundModels {
  /// One of each kind, and cells and choices that differ.
  static let all: [ModelFile.Content] = {
    do {
      return try [words(), text(), texts(), numbers(), tags(), forecast(), events(), network()]
    } catch {
      return []
    }
  }()

  private static let symbols = ["", "a", "b", "c"]

  private static func words() throws -> ModelFile.Content {
    let network = try Network(
      NetworkConfiguration(
        input: .symbols(count: 4), hiddenSize: 3, activation: .relu, output: .symbols(count: 4)),
      seed: 1)
    let record = TrainingRecord(
      options: TrainingOptions(), epochs: 2, loss: 1.5, validationLoss: nil, reason: .epochs,
      examples: .init(training: 3, validation: 0))
    return .words(
      WordModel(
        alphabet: try Alphabet(symbols: symbols, unit: .character), network: network,
        training: record))
  }

  private static func text() throws -> ModelFile.Content {
    var configuration = NetworkConfiguration(
      input: .symbols(count: 4), embeddingSize: 2, cell: .lstm, hiddenSize: 2, layers: 2,
      output: .symbols(count: 4))
    configuration.tiesWeights = true
    configuration.isNormalised = true
    configuration.learnsInitialState = true
    configuration.dropout.layers = 0.5
    return .text(
      TextModel(
        alphabet: try Alphabet(symbols: symbols, unit: .byte), separator: "\n\n",
        network: try Network(configuration, seed: 2)))
  }

  private static func texts() throws -> ModelFile.Content {
    var configuration = NetworkConfiguration(
      input: .symbols(count: 4), cell: .gru, hiddenSize: 2, output: .symbols(count: 2))
    configuration.isBidirectional = true
    return .classify(
      ClassifierModel(
        classes: ["yes", "no"],
        input: .symbols(try Alphabet(symbols: symbols, unit: .scalar)),
        network: try Network(configuration, seed: 3)))
  }

  private static func numbers() throws -> ModelFile.Content {
    let configuration = NetworkConfiguration(
      input: .values(size: 2), cell: .minimalGRU, hiddenSize: 2, output: .symbols(count: 3))
    return .classify(
      ClassifierModel(
        classes: ["x", "y", "z"],
        input: .numbers(NumberScaling(means: [0, 1], deviations: [1, 2]), valuesPerLine: 8),
        network: try Network(configuration, seed: 4)))
  }

  private static func tags() throws -> ModelFile.Content {
    var configuration = NetworkConfiguration(
      input: .symbols(count: 3), embeddingSize: 2, cell: .lstm, hiddenSize: 2,
      output: .symbols(count: 2))
    configuration.isBidirectional = true
    configuration.spelling = SpellingConfiguration(
      characters: 4, embeddingSize: 2, hiddenSize: 2, wordDropout: 0.25)
    guard
      let vocabulary = TagVocabulary(
        tags: ["NOUN", "VERB"], words: ["", "cat", "runs"], characters: ["", "c", "a", "t"])
    else { throw Violation("no vocabulary") }
    return .tag(
      TaggerModel(
        vocabulary: vocabulary, column: .upos, network: try Network(configuration, seed: 5)))
  }

  private static func forecast() throws -> ModelFile.Content {
    let table = try Table(
      bytes: Array("day,co2\n2020-01-01,1\n2020-01-02,3\n2020-01-03,2\n".utf8), source: "")
    let shape = ForecastShape(targets: ["co2"], context: 2, horizon: 2)
    let scaling = Scaling(try Series(table, shape), shape, rows: 3)
    let configuration = NetworkConfiguration(
      input: .values(size: shape.inputSize), cell: .minimalLSTM, hiddenSize: 2,
      output: .values(size: shape.outputSize), loss: .quantiles(levels: [0.1, 0.5, 0.9]))
    return .forecast(
      ForecastModel(
        shape: shape, scaling: scaling, network: try Network(configuration, seed: 6)))
  }

  private static func events() throws -> ModelFile.Content {
    let configuration = NetworkConfiguration(
      input: .values(size: 3), cell: .gru, hiddenSize: 2, output: .values(size: 3), loss: .binary)
    return .events(
      EventModel(range: 60...62, network: try Network(configuration, seed: 7)))
  }

  private static func network() throws -> ModelFile.Content {
    let configuration = NetworkConfiguration(
      input: .values(size: 1), hiddenSize: 1, output: .values(size: 1), loss: .gaussian)
    return .network(try Network(configuration, seed: 8))
  }
}
