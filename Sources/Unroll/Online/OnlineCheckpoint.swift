/// All that the learning of an endless stream needs to go on as if it had never stopped.
///
/// ``OnlineLearner/checkpoint()`` and ``OnlineSeries/checkpoint()`` take one, `resume(from:)` puts it back, and
/// ``ModelFile`` keeps it in a file beside the network.
public struct OnlineCheckpoint: Sendable {
  /// How the learner goes about it.
  public let options: OnlineLearner.Options
  /// The instruction-set level that it was on. On another one it goes on, but not to the same bits.
  public let instructionSet: String
  /// Time steps so far.
  public let steps: Int
  /// The network as it has become.
  public let network: Network

  /// Updates so far.
  let updates: Int
  let isFirstStep: Bool
  /// The optimizer's states, empty where its rule has none.
  let moments: (first: [Float], second: [Float])
  /// The state after the last step, and before the window at hand.
  let state: NetworkState
  let windowState: NetworkState
  /// What has been read and not yet been learned from.
  let inputs: Dataset.Track
  let targets: Dataset.Track
  /// The derivatives of the state that the forward recursion carries, for each part [H, P].
  let influence: [[Float]]
  /// What a series remembers of its numbers; nil for another stream.
  var series: OnlineSeries.Place?

  init(
    options: OnlineLearner.Options, instructionSet: String, steps: Int, updates: Int,
    isFirstStep: Bool, network: Network, moments: (first: [Float], second: [Float]),
    state: NetworkState, windowState: NetworkState, inputs: Dataset.Track,
    targets: Dataset.Track, influence: [[Float]], series: OnlineSeries.Place? = nil
  ) {
    self.options = options
    self.instructionSet = instructionSet
    self.steps = steps
    self.updates = updates
    self.isFirstStep = isFirstStep
    self.network = network
    self.moments = moments
    self.state = state
    self.windowState = windowState
    self.inputs = inputs
    self.targets = targets
    self.influence = influence
    self.series = series
  }
}

extension OnlineCheckpoint {
  /// Whether it is that of an ``OnlineSeries``, whose network predicts as many numbers as it reads.
  public var isOfSeries: Bool { series != nil }

  /// Windows that a file may ask for: memory is bounded by them.
  private static let windows = 1...1_000_000

  /// Why the parts do not belong together, or nil.
  var fault: String? {
    let configuration = network.configuration
    if configuration.isBidirectional { return "its network reads backward, too" }
    if configuration.spelling != nil { return "its network reads words by their characters" }
    guard OnlineCheckpoint.windows.contains(options.window) else {
      return "its window is not one of 1 to \(OnlineCheckpoint.windows.upperBound) steps"
    }
    let optimizer = Optimizer(options.optimizer, table: configuration.parameterTable)
    guard moments.first.count == optimizer.first.count,
      moments.second.count == optimizer.second.count
    else { return "the optimizer's numbers are not as many as its network's" }
    guard [state, windowState].allSatisfy({ $0.rows == 1 && $0.fits(configuration) }) else {
      return "its states are not those of its network"
    }
    guard inputs.port == configuration.input, targets.port == configuration.output,
      let waiting = inputs.steps, waiting == targets.steps, (try? inputs.validate("inputs")) != nil,
      (try? targets.validate("targets")) != nil,
      waiting < max(options.gradient == .rtrl ? 1 : options.window, 1)
    else { return "what it has read is not for its network" }
    if options.gradient == .rtrl {
      if let obstacle = Engine.obstacleToForwardRecursion(configuration) { return obstacle }
      guard let bytes = InfluenceRecursion.bytes(configuration),
        bytes <= InfluenceRecursion.memoryLimit
      else { return "its forward recursion takes more memory than it may" }
    }
    let parts = isFirstStep || options.gradient == .bptt ? 0 : configuration.cell.stateParts
    guard influence.count == parts,
      influence.allSatisfy({ $0.count == InfluenceRecursion.carriedCount(configuration) })
    else { return "its carried derivatives are not as many as its network's" }
    if let series {
      guard case .values(let size) = configuration.input,
        configuration.output == configuration.input,
        series.fits(size: size)
      else { return "its series is not one of its network" }
    }
    let isCountable = [steps, updates].allSatisfy(TrainingPlace.possibleCounts.contains)
    return isCountable ? nil : "its steps are not a number of steps"
  }
}
