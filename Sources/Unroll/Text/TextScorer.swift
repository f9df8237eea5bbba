/// Tells how a model takes a text, symbol by symbol: the log-probability of each, given all that stands
/// before it in its document.
///
/// With adaptation the model learns while it scores: after each window the parameters take a step down the
/// gradient of the window's mean loss, so that what has been read helps with what comes (dynamic
/// evaluation; Krause et al., 2018, arXiv:1709.07432, with plain gradient descent). Each symbol is scored
/// before anything has been learned from it.
public final class TextScorer {
  /// How a model learns while it scores.
  public struct Adaptation: Sendable, Equatable {
    /// The learning rate; the gradient is that of the mean loss of a window.
    public var learningRate = 0.1
    /// Symbols of a window, after each of which there is an update.
    public var window = 20
    /// Gradients are scaled down to this norm.
    public var clip: Float = 1

    /// Creates the usual adaptation.
    public init() {}
  }

  /// A run of symbols and their log-probabilities, in nats.
  public struct Stretch: Sendable {
    /// Where in the stream the first of the symbols stands.
    public let place: Int
    /// log p of each symbol, given those before it: zero or less.
    public let logProbabilities: [Float]
  }

  /// The network; after adaptation, as it has become.
  public private(set) var network: Network

  private let engine: Engine
  private let adaptation: Adaptation?
  private let step: TrainingStep
  private let batch: Batch

  /// Prepares to score.
  ///
  /// - Parameters:
  ///   - model: the model of texts.
  ///   - adaptation: nil for a model that stays as it is.
  ///   - threads: nil for as many as there are processors.
  public init(_ model: TextModel, adaptation: Adaptation? = nil, threads: Int? = nil) {
    network = model.network
    self.adaptation = adaptation
    let data = StreamWindow().dataset(alphabetCount: model.alphabet.count)
    var options = TrainingOptions()
    options.optimizer = OptimizerConfiguration(.gd)
    options.clipping = adaptation.map { .norm($0.clip) } ?? .none
    step = TrainingStep(
      network.configuration, data: data, options: options, batchSize: 1, threads: threads)
    engine = step.engine
    batch = Batch(like: data)
  }

  /// Symbols of a window without adaptation.
  private static let window = 256

  /// Scores a stream from its beginning, and hands on the scores window by window, in order.
  ///
  /// - Complexity: one multiply-add for each weight and symbol; three with adaptation.
  public func score(
    _ stream: SymbolStream, _ body: (Stretch) throws -> Void
  ) rethrows {
    engine.load(network)
    var reading = StreamReading(
      stream, lanes: [StreamLane(start: 0, count: stream.predictions)],
      of: network.configuration)
    var place = 1
    while !reading.isAtEnd {
      if let adaptation {
        _ = step.update(&network, learningRate: adaptation.learningRate) { _, _, gradient in
          let loss = reading.forward(engine, batch, steps: adaptation.window, mode: .evaluation)
          engine.backward(batch, into: &gradient)
          return loss
        }
      } else {
        _ = reading.forward(engine, batch, steps: TextScorer.window, mode: .evaluation)
      }
      let scores = engine.losses(batch)
      try body(Stretch(place: place, logProbabilities: scores.map { -$0 }))
      place += scores.count
    }
  }
}

extension Engine {
  /// The losses of the last forward pass, sequence after sequence in the order in which the batch was
  /// filled, each time step by time step; every step has a target.
  func losses(_ batch: Batch) -> [Float] {
    precondition(batch.predicted == .every, "a batch whose last steps alone have targets")
    var rows = [Int](repeating: 0, count: batch.rows)
    for (row, place) in batch.places.enumerated() { rows[place] = row }
    return rows.flatMap { row in
      (0..<batch.lengths[row]).map { output.losses.block[0, batch.layout.offsets[$0] + row] }
    }
  }
}
