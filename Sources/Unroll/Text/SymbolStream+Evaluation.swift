extension SymbolStream: ValidationData {
  func loss(of network: Network, _ engine: Engine) -> Loss { engine.evaluate(network, on: self) }

  /// Symbols that a lane reads, unless the stream is shorter, before the first that it predicts.
  static let warmUp = 256
  /// Lanes of an evaluation at the most, and predictions of each at the least.
  private static let (mostLanes, shortestLane) = (64, 4 * warmUp)

  /// How many lanes an evaluation cuts the stream into.
  var evaluationLanes: Int {
    min(max(predictions / SymbolStream.shortestLane, 1), SymbolStream.mostLanes)
  }
}

extension Engine {
  /// The loss of a network on a stream: each symbol but the first is predicted once, from all that
  /// stands before it in its document, or nearly so.
  ///
  /// A long stream is cut into lanes that are read side by side. Each lane but the first has before it
  /// read the 256 symbols that stand before its own, from a fresh state: what a network remembers for
  /// longer than that, it has to do without at a lane's beginning. With `lanes: 1` it is not.
  ///
  /// - Parameters:
  ///   - network: a network that reads and predicts the symbols of the stream.
  ///   - stream: what is predicted.
  ///   - lanes: nil for up to 64, of 1,024 predictions at least.
  /// - Returns: the summed loss, in nats, and the number of predictions.
  public func evaluate(_ network: Network, on stream: SymbolStream, lanes: Int? = nil) -> Loss {
    precondition(
      !configuration.isBidirectional, "a reverse direction would be shown what is to be predicted")
    load(network)
    let batch = Batch(like: StreamWindow().dataset(alphabetCount: stream.alphabetCount))
    let count = min(max(lanes ?? stream.evaluationLanes, 1), max(stream.predictions, 1))
    let own = StreamLane.lanes(count, start: 0, count: stream.predictions, of: stream)
    var reading = StreamReading(
      stream,
      lanes: own.map { lane in
        let warmUp = min(lane.place, SymbolStream.warmUp)
        return StreamLane(start: lane.place - warmUp, count: warmUp)
      }, of: configuration)
    while !reading.isAtEnd {
      _ = reading.forward(self, batch, steps: Engine.evaluationWindow, mode: .evaluation)
    }
    reading.continue(on: own)
    var loss = Loss()
    while !reading.isAtEnd {
      loss += reading.forward(self, batch, steps: Engine.evaluationWindow, mode: .evaluation)
    }
    return loss
  }

  /// Time steps of a window of an evaluation: enough for threads and few enough for the caches.
  private static let evaluationWindow = 64
}
