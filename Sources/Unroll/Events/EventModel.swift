#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A network that predicts which of a range of indices are active at each time step from the steps before.
///
///     x_1 = 0,   x_{t+1} = y_t,   P(index j is active at t) = 1 / (1 + exp(-o_tj))
///
/// y_t has a 1 for each active index and 0 for the others. The first step is predicted from nothing, and
/// every step is counted. Losses are nats a step: the sum over the indices,
/// averaged over all steps of a set (Boulanger-Lewandowski, Bengio and Vincent, 2012, arXiv:1206.6392).
public struct EventModel: Sendable, Equatable {
  /// The lowest and highest index.
  public let range: ClosedRange<Int>
  /// The network, with an input and an output for each index.
  public var network: Network
  /// How the network was trained, if it is known.
  public var training: TrainingRecord?

  /// Creates a model of a network that fits the range and reads forward only, a programmer's duty.
  public init(range: ClosedRange<Int>, network: Network, training: TrainingRecord? = nil) {
    let fault = EventModel.fault(range, network.configuration)
    precondition(fault == nil, fault ?? "")
    self.range = range
    self.network = network
    self.training = training
  }

  /// Why a network does not go with a range of indices, or nil.
  public static func fault(
    _ range: ClosedRange<Int>, _ configuration: NetworkConfiguration
  ) -> String? {
    guard range.lowerBound >= 0, range.upperBound <= EventFile.largestIndex else {
      return "its indices \(range) are not those of events"
    }
    let port = NetworkConfiguration.Port.values(size: range.count)
    guard configuration.input == port, configuration.output == port,
      configuration.loss == .binary
    else { return "its network does not read and predict \(range.count) events" }
    return configuration.isBidirectional
      ? "its network reads in both directions, and so would see what it should predict" : nil
  }

  /// The shape of data for a network: each step's input is the step before it, zero for the first.
  ///
  /// - Parameters:
  ///   - set: the sequences.
  ///   - range: the indices that the network reads and predicts.
  ///   - longest: sequences that are longer are cut into pieces of that many steps, each of which reads the
  ///     step before its first one and begins with no memory: for training alone, where long sequences among
  ///     short ones leave rows idle, and more pieces are more updates. Nil for none.
  /// - Throws: ``EventError/tooLarge(steps:indices:limit:)``: a short file can have many empty steps;
  ///   ``EventError/noIndexOfModel(sequence:step:index:allowed:)``.
  public static func dataset(
    _ set: EventSet, range: ClosedRange<Int>, longest: Int? = nil
  ) throws(EventError) -> Dataset {
    let size = range.count
    guard set.steps <= mostNumbers / size else {
      throw .tooLarge(steps: set.steps, indices: size, limit: mostNumbers)
    }
    try set.check(range)
    var inputs = [Float](repeating: 0, count: set.steps * size)
    var targets = inputs
    var step = 0
    for sequence in set.sequences {
      for (number, indices) in sequence.enumerated() {
        for index in indices {
          targets[step * size + index - range.lowerBound] = 1
          if number + 1 < sequence.count {
            inputs[(step + 1) * size + index - range.lowerBound] = 1
          }
        }
        step += 1
      }
    }
    return Dataset(
      checkedInputs: .values(inputs, size: size), targets: .values(targets, size: size),
      lengths: set.sequences.flatMap { pieces($0.count, longest: longest ?? .max) })
  }

  /// The most numbers of inputs, and of targets, of a data set: two gigabytes each.
  static let mostNumbers = 1 << 29

  /// The lengths of the pieces of a sequence: all as long as may be but the last.
  private static func pieces(_ count: Int, longest: Int) -> [Int] {
    let longest = max(longest, 1)
    let whole = Array(repeating: longest, count: count / longest)
    let rest = count % longest
    return rest > 0 ? whole + [rest] : whole
  }

  /// Nats a step of the loss of a data set.
  public func natsPerStep(_ loss: Loss) -> Double { loss.mean * Double(range.count) }
}

extension EventSet {
  /// Checks that all indices lie in a range.
  func check(_ range: ClosedRange<Int>) throws(EventError) {
    for (sequence, steps) in sequences.enumerated() {
      for (step, active) in steps.enumerated() {
        guard let index = active.first(where: { !range.contains($0) }) else { continue }
        throw .noIndexOfModel(
          sequence: sequence + 1, step: step + 1, index: index, allowed: range)
      }
    }
  }

  /// Nats a step on this set of a forecast that always gives each index its frequency in another one; what
  /// never occurs there is given the chance of half an occurrence.
  ///
  /// Indices beyond the range do not count.
  public func frequencyFloor(learnedFrom training: EventSet, range: ClosedRange<Int>) -> Double {
    func counts(_ set: EventSet) -> [Double] {
      var counts = [Double](repeating: 0, count: range.count)
      for index in set.sequences.lazy.joined().joined() where range.contains(index) {
        counts[index - range.lowerBound] += 1
      }
      return counts
    }
    let steps = Double(max(training.steps, 1))
    let own = Double(max(self.steps, 1))
    var nats = 0.0
    for (learned, count) in zip(counts(training), counts(self)) {
      let chance = (learned + 0.5) / (steps + 1)
      nats -= count * log(chance) + (own - count) * log(1 - chance)
    }
    return nats / own
  }
}
