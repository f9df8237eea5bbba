/// Where a run's updates come from, epoch after epoch.
protocol BatchSource: AnyObject {
  /// Updates of an epoch, one at least.
  var updatesPerEpoch: Int { get }

  /// Tells whether data are the same.
  var fingerprint: Fingerprint { get }

  /// The states that go from update to update; nil where each begins anew.
  var carried: NetworkState? { get }

  /// Begins an epoch, counted from 1.
  func beginEpoch(_ epoch: Int)

  /// Goes where an epoch stands after so many updates, with the states that were carried there.
  func resume(epoch: Int, updates: Int, carried: NetworkState?)

  /// Lets go of the states that are carried, as after numbers that are not finite.
  func forgetStates()

  /// Moves a network by the gradient of the next batches.
  func nextUpdate(
    _ step: TrainingStep, _ network: inout Network, learningRate: Double
  ) -> TrainingStep.Outcome
}

/// What a network is judged by.
protocol ValidationData: Sendable {
  /// Tells whether data are the same.
  var fingerprint: Fingerprint { get }

  /// The loss of a network on all of it.
  func loss(of network: Network, _ engine: Engine) -> Loss
}

extension Dataset: ValidationData {
  func loss(of network: Network, _ engine: Engine) -> Loss { engine.evaluate(network, on: self) }
}

/// Whole sequences, in an order that is drawn anew for each epoch.
final class ShuffledSequences: BatchSource {
  let updatesPerEpoch: Int
  private let data: Dataset
  private let seed: UInt64
  /// Sequences of an update.
  private let size: Int
  private var order: [Int]
  private var next = 0

  /// - Parameter batchSize: sequences whose gradients are taken at once.
  init(_ data: Dataset, options: TrainingOptions, batchSize: Int) {
    self.data = data
    seed = options.seed
    let batches = (data.count + batchSize - 1) / batchSize
    let batchesPerUpdate = min(max(options.accumulation, 1), batches)
    updatesPerEpoch = (batches + batchesPerUpdate - 1) / batchesPerUpdate
    size = batchSize * batchesPerUpdate
    order = Array(0..<data.count)
  }

  var fingerprint: Fingerprint { data.fingerprint }

  var carried: NetworkState? { nil }

  func forgetStates() {}

  func resume(epoch: Int, updates: Int, carried: NetworkState?) {
    beginEpoch(epoch)
    next = min(updates * size, order.count)
  }

  func beginEpoch(_ epoch: Int) {
    next = 0
    order.sort()
    var stream = RandomStream(seed: seed, purpose: .shuffling, index: UInt64(epoch))
    order.shuffleReproducibly(using: &stream)
  }

  func nextUpdate(
    _ step: TrainingStep, _ network: inout Network, learningRate: Double
  ) -> TrainingStep.Outcome {
    let end = min(next + size, order.count)
    defer { next = end }
    return step.update(
      &network, data: data, sequences: order[next..<end], learningRate: learningRate)
  }
}
