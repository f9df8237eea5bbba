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
    batch = Batch(like: EventSampler.dataset(reading: [[]], range: model.range))
  }

  /// The chance of each index, from the range's lowest on, to be active in the step after a sequence.
  ///
  /// - Throws: ``EventError/noIndexOfModel(sequence:step:index:allowed:)``; an ``EventFile`` of allowed indices has no such.
  public func chances(after sequence: EventSet.Sequence) throws(EventError) -> [Float] {
    try EventSet([sequence]).check(model.range)
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
  /// - Throws: ``EventError/noIndexOfModel(sequence:step:index:allowed:)`` for an index of the beginning.
  public func steps(
    after beginning: EventSet.Sequence = [], count: Int, temperature: Double = 1,
    using stream: inout RandomStream
  ) throws(EventError) -> EventSet.Sequence {
    try EventSet([beginning]).check(model.range)
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
    let read = isBeginning ? [[]] + steps : steps
    for start in stride(from: 0, to: read.count, by: EventSampler.window) {
      let part = read[start..<min(start + EventSampler.window, read.count)]
      batch.fill(
        from: EventSampler.dataset(reading: part, range: model.range), sequences: [0])
      engine.forward(batch, from: state)
      state = engine.finalState(batch)
    }
    return engine.outputs(batch, row: 0).last ?? []
  }

  /// Steps that are read at once: a long sequence takes no more memory than a short one.
  static let window = 1024

  /// Inputs alone: the last step's own target is not known, and the loss of the pass is not looked at.
  private static func dataset(
    reading steps: ArraySlice<[Int]>, range: ClosedRange<Int>
  ) -> Dataset {
    let size = range.count
    var inputs = [Float](repeating: 0, count: steps.count * size)
    for (step, active) in steps.enumerated() {
      for index in active { inputs[step * size + index - range.lowerBound] = 1 }
    }
    return Dataset(
      checkedInputs: .values(inputs, size: size),
      targets: .values([Float](repeating: 0, count: inputs.count), size: size),
      lengths: [steps.count])
  }

  /// The logistic function.
  private static func chance(_ output: Float) -> Float {
    Float(1 / (1 + exp(-Double(output))))
  }
}
