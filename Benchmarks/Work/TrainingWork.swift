public import Unroll

/// A network with one batch of random numbers or symbols, and everything a training step needs.
///
/// The same sizes give the same numbers, and one thread does all the work, so that repetitions do the
/// same.
public final class TrainingWork {
  private var network: Network
  private let engine: Engine
  private let batch: Batch
  private var gradient: Parameters
  private var optimizer: Optimizer

  /// - Parameters:
  ///   - rows: sequences of the batch, B.
  ///   - steps: time steps of each, T.
  public init(_ configuration: NetworkConfiguration, rows: Int, steps: Int) throws {
    network = try Network(configuration, seed: 1)
    engine = Engine(configuration, threads: 1)
    var numbers = Numbers()
    let data = try Dataset(
      inputs: numbers.track(configuration.input, count: rows * steps),
      targets: numbers.track(configuration.output, count: rows * steps),
      lengths: [Int](repeating: steps, count: rows))
    batch = Batch(data)
    gradient = Parameters(zerosLike: configuration.parameterTable)
    optimizer = Optimizer(OptimizerConfiguration(.adam), table: configuration.parameterTable)
    // The first pass makes room.
    step()
  }

  /// Packs the weights.
  public func load() {
    engine.load(network)
  }

  /// Propagates the batch forward, through the weights that were packed last.
  public func forward() {
    engine.forward(batch)
  }

  /// Propagates the last forward pass's loss back.
  public func backward() {
    gradient.clear()
    engine.backward(batch, into: &gradient)
  }

  /// Moves the weights by Adam, along the last gradient.
  public func update() {
    optimizer.update(&network.parameters, gradient: gradient, learningRate: 0.001)
  }

  /// A whole training step.
  public func step() {
    load()
    let loss = engine.forward(batch)
    backward()
    gradient.scale(by: Float(1 / loss.weight))
    gradient.clip(.norm(5))
    update()
  }
}
