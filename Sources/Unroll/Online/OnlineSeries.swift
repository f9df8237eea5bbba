/// Learns a stream of numbers: each step predicts the next numbers, sees them, and learns from them.
///
/// The network reads the numbers less their running mean, over their running deviation, and predicts how
/// they change, over the running deviation of changes: at first it says that nothing changes, as the
/// baseline of the last value does. Means and deviations run over all numbers (Welford, 1962,
/// doi:10.1080/00401706.1962.10490022), and from `memory` numbers on over about as many of the last ones, so
/// that they follow a stream that drifts.
public final class OnlineSeries {
  /// What a step came to.
  public struct Outcome: Sendable, Equatable {
    /// What had been predicted; nil for the first step, before which nothing was known.
    public let predicted: [Double]?
    /// The squared error of it, mean over the numbers; nil without a prediction.
    public let squaredError: Double?
    /// The squared error of saying that nothing changes; nil for the first step.
    public let lastValueError: Double?
  }

  /// Numbers have to be smaller than this, with either sign: their squares are added up.
  public static let largestNumber = 1e30

  /// The learner.
  public let learner: OnlineLearner
  private var place: Place

  /// What is remembered of the numbers so far.
  struct Place: Sendable, Codable, Equatable {
    var levels: [RunningScale]
    var changes: [RunningScale]
    var last: [Double]?
    /// What the network read for the prediction at hand, and the prediction.
    var lastInput: [Float] = []
    var prediction: [Double]?

    /// Whether there are as many numbers as a step of `size` has.
    func fits(size: Int) -> Bool {
      levels.count == size && changes.count == size && last?.count ?? size == size
        && prediction?.count ?? size == size && lastInput.count == (last == nil ? 0 : size)
        && (last == nil) == (prediction == nil)
        && (levels + changes).allSatisfy(\.isSound) && lastInput.allSatisfy(\.isFinite)
    }
  }

  /// Prepares a stream of so many numbers a step.
  ///
  /// - Parameters:
  ///   - network: reads and predicts as many numbers as there are in a step.
  ///   - memory: numbers that means and deviations run over.
  ///   - options: how to learn.
  /// - Throws: `TrainingError`, as ``OnlineLearner``, and for a network that predicts something else than it reads.
  public init(
    _ network: Network, memory: Int = 1000, options: OnlineLearner.Options = .init()
  ) throws(TrainingError) {
    let size = network.configuration.input.width
    guard network.configuration.input == .values(size: size),
      network.configuration.output == .values(size: size)
    else {
      throw .streamImpossible(obstacle: "a network that does not predict the numbers that it reads")
    }
    learner = try OnlineLearner(network, options: options, threads: 1)
    let scales = Array(repeating: RunningScale(memory: memory), count: size)
    place = Place(levels: scales, changes: scales)
  }

  /// All that is needed to go on from here, to the bit; see ``OnlineLearner/checkpoint()``.
  public func checkpoint() -> OnlineCheckpoint {
    var checkpoint = learner.checkpoint()
    checkpoint.series = place
    return checkpoint
  }

  /// Goes on from a checkpoint of a series.
  ///
  /// - Throws: ``TrainingError/resumingImpossible(difference:)``, as ``OnlineLearner/resume(from:)``, and for the
  ///   checkpoint of a learner that has no series.
  public func resume(from checkpoint: OnlineCheckpoint) throws(TrainingError) {
    guard let place = checkpoint.series else {
      throw .resumingImpossible(difference: "it is not one of a series of numbers")
    }
    try learner.resume(from: checkpoint)
    self.place = place
  }

  /// Numbers of a step.
  public var size: Int { place.levels.count }

  /// What is predicted to come next; nil before the first step.
  public var next: [Double]? { place.prediction }

  /// Takes in the next numbers: judges the prediction, learns from them, and predicts what follows.
  ///
  /// - Parameter values: as many numbers as the network reads.
  /// - Throws: ``DatasetError`` for more or fewer numbers, and for one that is not finite or not below
  ///   ``largestNumber``; then nothing has been learned, and the series stands where it stood.
  public func observe(_ values: [Double]) throws(DatasetError) -> Outcome {
    let step = learner.steps + (place.last == nil ? 0 : 1)
    guard values.count == size else {
      throw .partialStep(track: "values", count: values.count, size: size)
    }
    if let value = values.first(where: { !($0.magnitude < OnlineSeries.largestNumber) }) {
      guard value.isFinite else { throw .nonFiniteValue(track: "values", step: step) }
      throw .valueTooLarge(track: "values", step: step, limit: OnlineSeries.largestNumber)
    }
    var outcome = Outcome(predicted: nil, squaredError: nil, lastValueError: nil)
    if let last = place.last, let prediction = place.prediction {
      outcome = Outcome(
        predicted: prediction, squaredError: meanSquare(values, prediction),
        lastValueError: meanSquare(values, last))
      let target = values.indices.map {
        place.changes[$0].scaled(values[$0] - last[$0], centred: false)
      }
      try learner.learn(place.lastInput, target: target)
      for i in values.indices { place.changes[i].add(values[i] - last[i]) }
    }
    for i in values.indices { place.levels[i].add(values[i]) }
    place.last = values
    place.lastInput = values.indices.map { place.levels[$0].scaled(values[$0], centred: true) }
    let change = try learner.predict(after: place.lastInput)
    place.prediction = values.indices.map {
      values[$0] + (change[$0].isFinite ? Double(change[$0]) : 0)
        * place.changes[$0].rootMeanSquare
    }
    return outcome
  }

  private func meanSquare(_ left: [Double], _ right: [Double]) -> Double {
    zip(left, right).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(left.count)
  }
}

/// Mean and deviation of numbers so far.
struct RunningScale: Sendable, Codable, Equatable {
  private let memory: Int
  private var count = 0
  private var mean = 0.0
  private var variance = 0.0
  private var meanSquare = 0.0

  init(memory: Int) { self.memory = max(memory, 1) }

  /// Whether it may have come about by adding numbers.
  var isSound: Bool { memory > 0 && (0...memory).contains(count) && memory < 1 << 62 }

  /// Takes in a number.
  mutating func add(_ value: Double) {
    count = min(count + 1, memory)
    let share = 1 / Double(count)
    let difference = value - mean
    mean += share * difference
    variance += share * (difference * (value - mean) - variance)
    meanSquare += share * (value * value - meanSquare)
  }

  /// The root of the mean square; 1 where that is nothing.
  var rootMeanSquare: Double { meanSquare > 0 ? meanSquare.squareRoot() : 1 }

  /// A number over the deviation, less the mean or not; within ±10, since a stranger number is not to
  /// throw a network off.
  func scaled(_ value: Double, centred: Bool) -> Float {
    let deviation = centred ? (variance > 0 ? variance.squareRoot() : 1) : rootMeanSquare
    let scaled = (centred ? value - mean : value) / deviation
    return scaled.isFinite ? Float(min(max(scaled, -10), 10)) : 0
  }
}
