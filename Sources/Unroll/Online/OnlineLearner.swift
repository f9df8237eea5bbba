/// Learns from an endless stream, one time step after the other, in constant memory: predicts what comes
/// next, sees it, and learns from it.
///
///     let learner = try OnlineLearner(network)
///     var last = Alphabet.end
///     while let symbol = source.next() {
///       let loss = try learner.learn(last, target: symbol)  // of the prediction before it was seen
///       last = symbol
///     }
///
/// With exact forward gradients (``GradientMethod/rtrl``) there is an update after each step, from the
/// derivatives of the state by every parameter, which are carried on for ever (Williams and Zipser, 1989,
/// doi:10.1162/neco.1989.1.2.270); since parameters change on the way, these are the derivatives by the
/// parameters as they were, which slow learning makes close to those as they are. With ``GradientMethod/bptt``
/// there is an update after each window of steps, truncated at the window's beginning.
///
/// What is observed is what is learned from: the same numbers in the same order give the same bits.
public final class OnlineLearner {
  /// How a learner goes about it.
  public struct Options: Sendable, Codable, Equatable {
    /// The gradient method.
    public var gradient = GradientMethod.rtrl
    /// The parameter update.
    public var optimizer = OptimizerConfiguration(.adam)
    /// α.
    public var learningRate = 0.002
    /// Gradients are scaled down to this norm.
    public var clip: Float = 1
    /// Time steps between updates with ``GradientMethod/bptt``; 1 with the forward recursion.
    public var window = 16

    /// Creates the usual options.
    public init() {}
  }

  /// The network as it has become.
  public private(set) var network: Network
  /// The state after the last step.
  public private(set) var state: NetworkState
  /// Time steps so far.
  public private(set) var steps = 0
  /// Whether the last update had to be left out, because its gradient was not finite.
  public private(set) var isDiverging = false

  private let options: Options
  private let step: TrainingStep
  private let batch: Batch
  private var engine: Engine { step.engine }
  /// What has been read and not yet been learned from, and the state before it.
  private var inputs: Dataset.Track
  private var targets: Dataset.Track
  private var windowState: NetworkState
  private var isFirstStep = true
  /// Whether the engine has the network as it stands.
  private var isLoaded = false

  /// Prepares a network for a stream of what it reads and predicts.
  ///
  /// - Parameters:
  ///   - network: what is learned further.
  ///   - state: the state to go on from; nil for the network's own beginning.
  ///   - options: how to learn.
  ///   - threads: nil for as many as there are processors; small networks take one.
  /// - Throws: ``TrainingError`` for a network that the forward recursion does not go with, that reads
  ///   backward, too, or that reads words by their characters.
  public init(
    _ network: Network, from state: NetworkState? = nil, options: Options = Options(),
    threads: Int? = nil
  ) throws(TrainingError) {
    let configuration = network.configuration
    if configuration.isBidirectional {
      throw .streamImpossible(obstacle: "a reverse direction, which has to see the end first")
    }
    if configuration.spelling != nil {
      throw .streamImpossible(obstacle: "a network that reads words by their characters")
    }
    if options.gradient == .rtrl { try Trainer.checkRecursion(configuration) }
    self.network = network
    self.options = options
    self.state = state ?? NetworkState(rows: 1, of: configuration)
    precondition(
      self.state.rows == 1 && self.state.fits(configuration), "a state of another network")
    windowState = self.state
    inputs = OnlineLearner.empty(configuration.input)
    targets = OnlineLearner.empty(configuration.output)
    var training = TrainingOptions()
    training.optimizer = options.optimizer
    training.clipping = options.clip > 0 ? .norm(options.clip) : .none
    let data = Dataset(checkedInputs: inputs, targets: targets, lengths: [])
    batch = Batch(like: data)
    step = TrainingStep(
      configuration, data: data, options: training, batchSize: 1, threads: threads)
  }

  private static func empty(_ port: NetworkConfiguration.Port) -> Dataset.Track {
    switch port {
    case .symbols(let count): .symbols([], count: count)
    case .values(let size): .values([], size: size)
    }
  }

  // MARK: Stopping and going on

  /// All that a learner needs to go on from here: on what comes next it then does what this one would have
  /// done, to the bit.
  ///
  /// - Complexity: copies the weights, the optimizer's states and, with the forward recursion, the derivatives of
  ///   the state: H² (H + I + 2) numbers for each gate and part of the state.
  public func checkpoint() -> OnlineCheckpoint {
    OnlineCheckpoint(
      options: options, instructionSet: engine.instructionSet.name, steps: steps,
      updates: step.updates, isFirstStep: isFirstStep, network: network,
      moments: (step.optimizer.first, step.optimizer.second), state: state,
      windowState: windowState, inputs: inputs, targets: targets,
      influence: isFirstStep || options.gradient == .bptt ? [] : engine.recursion?.carried ?? [])
  }

  /// Goes on from a checkpoint.
  ///
  /// - Throws: ``TrainingError/resumingImpossible(difference:)`` when the network or the options are not those of
  ///   the checkpoint, naming what differs.
  public func resume(from checkpoint: OnlineCheckpoint) throws(TrainingError) {
    let configuration = network.configuration
    if let difference = Difference.between(checkpoint.network.configuration, configuration) {
      throw .resumingImpossible(difference: "the network's \(difference)")
    }
    if let difference = Difference.between(checkpoint.options, options) {
      throw .resumingImpossible(difference: "the learning's \(difference)")
    }
    network = checkpoint.network
    (state, windowState) = (checkpoint.state, checkpoint.windowState)
    (inputs, targets) = (checkpoint.inputs, checkpoint.targets)
    (steps, isFirstStep) = (checkpoint.steps, checkpoint.isFirstStep)
    step.optimizer.resume(
      step: checkpoint.updates, first: checkpoint.moments.first,
      second: checkpoint.moments.second)
    if options.gradient == .rtrl { engine.preparedRecursion().carried = checkpoint.influence }
    (isLoaded, isDiverging) = (false, false)
  }

  // MARK: Reading

  /// The outputs that the network now predicts for an input, without learning: logits of symbols, numbers of
  /// values, as its loss reads them.
  ///
  /// - Throws: ``DatasetError`` for an input that the network cannot read.
  public func predict(after symbol: Int32) throws(DatasetError) -> [Float] {
    try predict(after: .symbols([symbol], count: network.configuration.input.width))
  }

  /// The same for an input of numbers, as many as the network reads.
  public func predict(after values: [Float]) throws(DatasetError) -> [Float] {
    try predict(after: .values(values, size: network.configuration.input.width))
  }

  private func predict(after input: Dataset.Track) throws(DatasetError) -> [Float] {
    try check(input, "inputs", network.configuration.input)
    let target: Dataset.Track =
      switch network.configuration.output {
      case .symbols(let count): .symbols([0], count: count)
      case .values(let size): .values([Float](repeating: 0, count: size), size: size)
      }
    let data = Dataset(checkedInputs: input, targets: target, lengths: [1])
    load()
    batch.fill(from: data, sequences: 0..<1)
    engine.forward(batch, from: state)
    return engine.outputs(batch, row: 0)[0]
  }

  /// Reads an input and the target that came after it, and learns as the options say.
  ///
  /// - Parameters:
  ///   - input: what the network reads, in its range.
  ///   - target: what it should have predicted.
  /// - Returns: the loss of the prediction before anything was learned from the target.
  /// - Throws: ``DatasetError`` for what the network cannot read or predict; then nothing has been learned, and
  ///   the learner stands where it stood.
  @discardableResult
  public func learn(_ input: Int32, target: Int32) throws(DatasetError) -> Double {
    let configuration = network.configuration
    return try learn(
      .symbols([input], count: configuration.input.width),
      target: .symbols([target], count: configuration.output.width))
  }

  /// The same for numbers.
  @discardableResult
  public func learn(_ input: [Float], target: [Float]) throws(DatasetError) -> Double {
    let configuration = network.configuration
    return try learn(
      .values(input, size: configuration.input.width),
      target: .values(target, size: configuration.output.width))
  }

  private func learn(
    _ input: Dataset.Track, target: Dataset.Track
  ) throws(DatasetError) -> Double {
    try check(input, "inputs", network.configuration.input)
    try check(target, "targets", network.configuration.output)
    try target.validate(for: network.configuration.loss, firstStep: steps)
    inputs.append(input)
    targets.append(target)
    return advance()
  }

  /// Checks that a track is one time step of a port.
  private func check(
    _ track: Dataset.Track, _ name: String, _ port: NetworkConfiguration.Port
  ) throws(DatasetError) {
    guard track.port == port else {
      throw .lengthMismatch(track: name, steps: 0, expected: 1)
    }
    guard track.steps == 1 else {
      throw .partialStep(track: name, count: track.count, size: port.width)
    }
    try track.validate(name, firstStep: steps)
  }

  /// Time steps that have been read and not yet been learned from.
  private var waiting: Int {
    switch inputs {
    case .symbols(let symbols, _): symbols.count
    case .values(let values, let size): values.count / size
    }
  }

  /// Measures the newest prediction; learns when a window is full.
  private func advance() -> Double {
    let window = options.gradient == .rtrl ? 1 : max(options.window, 1)
    let count = waiting
    steps += 1
    let newest = lastStep()
    var loss = Loss()
    if count < window {
      load()
      batch.fill(from: newest, sequences: 0..<1)
      loss = engine.forward(batch, from: state)
      state = engine.finalState(batch)
      return loss.mean
    }
    let data = Dataset(checkedInputs: inputs, targets: targets, lengths: [count])
    let continues = !isFirstStep
    var next = state
    let outcome = step.update(&network, learningRate: options.learningRate) { engine, _, gradient in
      batch.fill(from: data, sequences: 0..<1)
      let total = engine.forward(batch, from: windowState)
      if let last = engine.losses(batch).last {
        loss = Loss(sum: Double(last), count: total.count / count)
      }
      var way = BackwardWindow()
      way.continuesInfluence = continues && options.gradient == .rtrl
      engine.backward(batch, into: &gradient, method: options.gradient, way)
      next = engine.finalState(batch)
      return total
    }
    isLoaded = false
    isDiverging = if case .diverged = outcome { true } else { false }
    // A state that is not finite would never become so again.
    isFirstStep = isDiverging
    state = isDiverging ? NetworkState(rows: 1, of: network.configuration) : next
    windowState = state
    inputs = OnlineLearner.empty(network.configuration.input)
    targets = OnlineLearner.empty(network.configuration.output)
    return loss.mean
  }

  /// Packs the weights, if they have moved since.
  private func load() {
    if !isLoaded { engine.load(network) }
    isLoaded = true
  }

  /// The newest time step alone.
  private func lastStep() -> Dataset {
    func last(_ track: Dataset.Track) -> Dataset.Track {
      switch track {
      case .symbols(let symbols, let count): .symbols(Array(symbols.suffix(1)), count: count)
      case .values(let values, let size): .values(Array(values.suffix(size)), size: size)
      }
    }
    return Dataset(checkedInputs: last(inputs), targets: last(targets), lengths: [1])
  }
}

extension Dataset.Track {
  /// Adds the time steps of a track of the same kind.
  fileprivate mutating func append(_ other: Dataset.Track) {
    switch (self, other) {
    case (.symbols(let own, let count), .symbols(let new, _)):
      self = .symbols(own + new, count: count)
    case (.values(let own, let size), .values(let new, _)):
      self = .values(own + new, size: size)
    case (.symbols, .values), (.values, .symbols):
      preconditionFailure("time steps of another kind")
    }
  }
}
