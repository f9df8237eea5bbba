/// Training on a stream: back-propagation through time within windows, states carried from window to
/// window (truncated back-propagation; Williams and Peng, 1990, doi:10.1162/neco.1990.2.4.490).
///
/// The stream is cut into as many lanes as a batch has sequences, and each row of the batch walks one
/// lane. Where the first lane begins is drawn anew for each epoch, in a stream that is taken to go round:
/// so windows never fall on the same places twice. Each epoch predicts every symbol once.
final class StreamWindows: BatchSource {
  let updatesPerEpoch: Int
  private let stream: SymbolStream
  private let configuration: NetworkConfiguration
  private let options: TrainingOptions
  private let lanes: Int
  private let batch: Batch
  private var reading: StreamReading

  init(_ stream: SymbolStream, of configuration: NetworkConfiguration, options: TrainingOptions) {
    self.stream = stream
    self.configuration = configuration
    self.options = options
    let window = max(options.window, 1)
    lanes =
      switch options.batch {
      // Of fewer windows than rows the last rows would stand idle.
      case .sequences(let count):
        min(max(count, 1), max((stream.predictions + window - 1) / window, 1))
      case .all: max((stream.predictions + window - 1) / window, 1)
      }
    let longest = (stream.predictions + lanes - 1) / lanes
    updatesPerEpoch = max((longest + window - 1) / window, 1)
    batch = Batch(like: StreamWindow().dataset(alphabetCount: stream.alphabetCount))
    reading = StreamReading(stream, lanes: [], of: configuration)
  }

  /// What of a run's options does not go with a stream, or nil.
  static func obstacle(
    _ configuration: NetworkConfiguration, _ options: TrainingOptions
  ) -> String? {
    if configuration.isBidirectional {
      return "a reverse direction, which would be shown what is to be predicted"
    }
    if configuration.spelling != nil { return "spelled words: a stream has symbols alone" }
    if options.gradient == .rtrl { return "the forward recursion (rtrl)" }
    if options.recomputes { return "computing states a second time: windows are short" }
    if options.accumulation > 1 { return "accumulation over batches: take a larger batch" }
    return nil
  }

  func beginEpoch(_ epoch: Int) {
    var random = RandomStream(seed: options.seed, purpose: .shuffling, index: UInt64(epoch))
    let start = random.below(stream.predictions)
    reading = StreamReading(
      stream,
      lanes: StreamLane.lanes(lanes, start: start, count: stream.predictions, of: stream),
      of: configuration)
  }

  var fingerprint: Fingerprint { stream.fingerprint }

  var carried: NetworkState? { reading.carried }

  func resume(epoch: Int, updates: Int, carried: NetworkState?) {
    beginEpoch(epoch)
    reading.skip(steps: updates * max(options.window, 1), with: carried)
  }

  func forgetStates() { reading.forgetStates() }

  func nextUpdate(
    _ step: TrainingStep, _ network: inout Network, learningRate: Double
  ) -> TrainingStep.Outcome {
    step.update(&network, learningRate: learningRate) { engine, mode, gradient in
      let loss = reading.forward(engine, batch, steps: options.window, mode: mode)
      engine.backward(batch, into: &gradient)
      step.look(at: batch, loss, gradient)
      return loss
    }
  }
}
