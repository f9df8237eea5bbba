#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Goes on with sequences of events: each index of a step is drawn on its own from the chances that the network
/// gives it after the steps before.
///
/// Use a sampler from one task at a time.
public final class EventSampler {
  /// The model.
  public let model: EventModel
  private let engine: Engine
  private let batch: Batch

  /// Prepares a model.
  public init(_ model: EventModel) {
    self.model = model
    // One row is too little to share.
    engine = Engine(model.network.configuration, threads: 1)
    engine.load(model.network)
    batch = Batch(like: EventModel.dataset(EventSet([[[]]]), range: model.range))
  }

  /// The chance of each index, from the range's lowest on, to be active in the step after a sequence.
  public func chances(after sequence: EventSet.Sequence) -> [Float] {
    var state: NetworkState?
    return outputs(reading: sequence, from: &state, isBeginning: true).map(Self.chance)
  }

  /// Goes on after a sequence.
  ///
  /// - Parameters:
  ///   - beginning: the steps so far; may be empty.
  ///   - count: the number of steps to add.
  ///   - temperature: under 1 bolder, over 1 more varied; 0 takes the indices whose chance is over a half.
  ///   - stream: where chance comes from.
  /// - Returns: the steps that are added.
  public func steps(
    after beginning: EventSet.Sequence = [], count: Int, temperature: Double = 1,
    using stream: inout RandomStream
  ) -> EventSet.Sequence {
    var state: NetworkState?
    var outputs = outputs(reading: beginning, from: &state, isBeginning: true)
    var steps: EventSet.Sequence = []
    while steps.count < count {
      var active: [Int] = []
      for (place, output) in outputs.enumerated() {
        let isActive =
          temperature > 0
          ? stream.uniform() < Double(Self.chance(output / Float(temperature))) : output > 0
        if isActive { active.append(model.range.lowerBound + place) }
      }
      steps.append(active)
      if steps.count < count { outputs = self.outputs(reading: [active], from: &state) }
    }
    return steps
  }

  /// Reads steps and tells the outputs for the one after them; at the beginning of a sequence the zero input
  /// is read first.
  private func outputs(
    reading steps: EventSet.Sequence, from state: inout NetworkState?, isBeginning: Bool = false
  ) -> [Float] {
    // The last step's own target is not known; the loss of the pass is not looked at.
    let sequence = isBeginning ? steps + [[]] : steps
    let size = model.range.count
    let shifted = EventModel.dataset(EventSet([steps + [[]]]), range: model.range)
    guard case .values(let inputs, _) = shifted.inputs else { return [] }
    let read = isBeginning ? inputs : Array(inputs.dropFirst(size))
    let data = Dataset(
      checkedInputs: .values(read, size: size),
      targets: .values([Float](repeating: 0, count: read.count), size: size),
      lengths: [sequence.count])
    batch.fill(from: data, sequences: [0])
    engine.forward(batch, from: state)
    state = engine.finalState(batch)
    return engine.outputs(batch, row: 0).last ?? []
  }

  /// The logistic function.
  private static func chance(_ output: Float) -> Float {
    Float(1 / (1 + exp(-Double(output))))
  }
}
