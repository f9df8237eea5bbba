import Unroll
import UnrollReference

/// One network and one batch, made up from a seed, in Float for the engine and in Double for the
/// reference. Both hold the same numbers: a Float is a Double without rounding.
struct GradientTrial {
  let plan: TrialPlan
  let mode: PassMode
  let network: Network
  let data: Dataset
  /// The states that the engine begins with, one row for each sequence.
  let state: NetworkState?

  let reference: ReferenceStack
  let sequences: [ReferenceStackSequence]
  /// The masks of each sequence.
  let masks: [ReferenceMasks]
  /// The states that the reference begins with, one for each sequence.
  let states: [ReferenceState?]

  /// Makes up a trial; `index` tells the trials of one seed apart.
  init(_ plan: TrialPlan, seed: UInt64, index: Int) {
    self.plan = plan
    let configuration = plan.configuration
    mode = plan.isTraining ? .training(seed: seed, step: index) : .evaluation
    let total = plan.lengths.reduce(0, +)
    var stream = RandomStream(seed: seed, purpose: .trials, index: UInt64(index))
    let inputs = GradientTrial.track(configuration.input, steps: total, &stream)
    let predictions = plan.predictsOnce ? plan.lengths.count : total
    var targets = GradientTrial.track(configuration.output, steps: predictions, &stream)
    if configuration.loss == .binary { targets = targets.asProbabilities }
    let spelled = configuration.spelling.map { SpelledTrial($0, steps: total, &stream) }
    do {
      data = try Dataset(
        inputs: inputs, targets: targets, lengths: plan.lengths,
        predicting: plan.predictsOnce ? .last : .every, spellings: spelled?.spellings())
    } catch {
      preconditionFailure("made-up data that is wrong: \(error)")
    }
    sequences = GradientTrial.sequences(
      SpelledTrial.dropWords(of: data, configuration, mode), targets, spelled?.words,
      lengths: plan.lengths, predictsOnce: plan.predictsOnce)
    let state = plan.givesStates ? GradientTrial.state(plan, &stream) : nil
    self.state = state
    states = plan.lengths.indices.map { state?.reference(row: $0, configuration) }
    let mode = mode
    masks = plan.lengths.enumerated().map { index, steps in
      ReferenceMasks(configuration, mode: mode, sequence: index, steps: steps)
    }

    var network = GradientTrial.network(configuration, &stream)
    var reference = ReferenceStack(copying: network)
    var attempts = 1
    while attempts < GradientTrial.mostAttempts
      && isIllConditioned(
        GradientTrial.forward(reference, sequences, masks, states), of: reference)
    {
      network = GradientTrial.network(configuration, &stream)
      reference = ReferenceStack(copying: network)
      attempts += 1
    }
    self.network = network
    self.reference = reference
  }

  /// Kinks are rare; where all attempts end near one, the comparison has to show it.
  private static let mostAttempts = 200

  /// Forward propagation of a reference through all sequences.
  static func forward(
    _ reference: ReferenceStack, _ sequences: [ReferenceStackSequence],
    _ masks: [ReferenceMasks], _ states: [ReferenceState?]
  ) -> [ReferenceStackPass] {
    sequences.indices.map {
      reference.forward(sequences[$0], masks: masks[$0], initialState: states[$0])
    }
  }

  // MARK: Data

  /// Four lengths up to `steps`, the longest not first and one of them 1: rows have to be sorted,
  /// and end at different steps.
  static func lengths(steps: Int) -> [Int] {
    [max(1, steps * 2 / 3), steps, 1, max(1, steps / 2)]
  }

  private static func track(
    _ port: NetworkConfiguration.Port, steps: Int, _ stream: inout RandomStream
  ) -> Dataset.Track {
    switch port {
    case .symbols(let count):
      .symbols((0..<steps).map { _ in Int32(stream.below(count)) }, count: count)
    case .values(let size):
      .values((0..<steps * size).map { _ in stream.symmetric(1) }, size: size)
    }
  }

  private static func sequences(
    _ inputs: Dataset.Track, _ targets: Dataset.Track, _ spellings: [[Int]]?, lengths: [Int],
    predictsOnce: Bool
  ) -> [ReferenceStackSequence] {
    let (x, y) = (ReferenceSeries(inputs), ReferenceSeries(targets))
    var start = 0
    return lengths.enumerated().map { index, length in
      defer { start += length }
      let steps = start..<start + length
      return ReferenceStackSequence(
        inputs: x[steps], targets: y[predictsOnce ? index..<index + 1 : steps],
        spellings: spellings.map { Array($0[steps]) }, predictsOnce: predictsOnce)
    }
  }

  /// States of all rows but the second, which begins as the network itself says.
  private static func state(_ plan: TrialPlan, _ stream: inout RandomStream) -> NetworkState {
    let configuration = plan.configuration
    var state = NetworkState(rows: plan.lengths.count, of: configuration)
    for row in plan.lengths.indices where row != 1 {
      for layer in 0..<configuration.layers {
        for isReverse in [false, true].prefix(configuration.directions) {
          func numbers() -> [Float] {
            (0..<configuration.hiddenSize).map { _ in stream.symmetric(1) }
          }
          state.setHiddenState(numbers(), row: row, layer: layer, isReverse: isReverse)
          guard configuration.cell.hasCellState else { continue }
          state.setCellState(numbers(), row: row, layer: layer, isReverse: isReverse)
        }
      }
    }
    return state
  }

  // MARK: Networks

  /// Weights as Glorot and Bengio draw them, gains about one, and biases and states that are not
  /// zero, so that no gradient is special.
  private static func network(
    _ configuration: NetworkConfiguration, _ stream: inout RandomStream
  ) -> Network {
    var parameters = Parameters(zerosLike: configuration.parameterTable)
    for slice in parameters.table.slices {
      let limit =
        slice.isVector ? 0.5 : (6 / Double(slice.rows / slice.gates + slice.columns)).squareRoot()
      let center: Float = slice.role == .gain ? 1 : 0
      for i in slice.range { parameters.values[i] = center + stream.symmetric(limit) }
    }
    return Network(configuration, parameters: parameters)
  }
}

extension Dataset.Track {
  /// Numbers in ±1 moved to 0...1.
  fileprivate var asProbabilities: Dataset.Track {
    guard case .values(let values, let size) = self else { return self }
    return .values(values.map { ($0 + 1) / 2 }, size: size)
  }
}

extension RandomStream {
  /// A Float uniform in ± `limit`.
  fileprivate mutating func symmetric(_ limit: Double) -> Float {
    Float((2 * uniform() - 1) * limit)
  }
}
