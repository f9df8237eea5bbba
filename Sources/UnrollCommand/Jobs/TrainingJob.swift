import Unroll

/// What a kind of job brings to a run of training; ``TrainingRun`` does the rest.
protocol TrainingJob {
  /// Trains the job's network.
  var trainer: Trainer { get }
  /// How much is learned from, and judged by.
  var examples: TrainingRecord.Counts { get }
  /// What a network has to beat, if there is something to judge it by.
  var floor: Floor? { get }
  /// What the loss is measured in.
  var lossUnit: String { get }
  /// How many of the trainer's losses make one of that unit.
  var lossFactor: Double { get }
  /// What a person should know before the run, line by line.
  var introduction: [String] { get }

  /// What is saved of a network.
  func content(_ network: Network, _ record: TrainingRecord) -> ModelFile.Content

  /// A line that shows what the network has learned so far, after a tenth of the run; nil for none.
  func sample(_ network: Network, tenth: Int) -> String?

  /// What is told of the best model beside its losses.
  func measures(_ content: ModelFile.Content) throws -> [Measure]

  /// What to do with a model, as a command.
  func advice(model path: String) -> String
}

extension TrainingJob {
  var lossFactor: Double { 1 }

  func sample(_ network: Network, tenth: Int) -> String? { nil }

  func measures(_ content: ModelFile.Content) throws -> [Measure] { [] }

  /// Says what the run is about, before it starts.
  func introduce() {
    introduction.forEach(Output.note)
    guard let floor else { return }
    Output.note("\(floor.name): \(Format.loss(floor.loss)) \(lossUnit), \(floor.explanation)")
  }

  /// The introduction's lines on the network.
  func introduction(of network: Network) -> [String] {
    let text = NetworkText(network.configuration)
    let embedding = network.configuration.embeddingSize.map { "embedding of \(Format.count($0))" }
    let parameters = Format.count(network.parameters.table.count, "parameter")
    let parts = [text.cell, text.size, embedding].compactMap { $0 } + text.additions + [parameters]
    var lines = ["recurrent network: \(parts.joined(separator: ", "))"]
    if !text.regularisation.isEmpty {
      lines.append("regularisation: \(text.regularisation.joined(separator: ", "))")
    }
    return lines
  }
}

/// A number that tells how good a model is.
struct Measure {
  /// Its name for machines, such as `accuracy`.
  let key: String
  /// Its name for people, 16 characters at the most; empty for a measure that only machines are told.
  let label: String
  let value: Double
  /// The value for people, with its unit.
  let text: String
}

/// A loss that something simple reaches, and that a network has to beat.
struct Floor {
  /// The bigram floor, for one.
  let name: String
  let loss: Double
  /// What reaches it.
  let explanation: String
  /// Whether it is the loss of counting pairs of symbols.
  var isBigram = false

  /// The loss of counting pairs of symbols.
  static func bigram(_ loss: Double) -> Floor {
    Floor(
      name: "bigram floor", loss: loss, explanation: "what counting pairs of symbols reaches",
      isBigram: true)
  }
}
