import Unroll
import UnrollReference

/// A network with all parameters random and data for it, in Float and, exactly copied, in Double.
struct EngineExample: CustomStringConvertible, Sendable {
  let configuration: NetworkConfiguration
  let network: Network
  let data: Dataset
  let reference: ReferenceNetwork
  let sequences: [ReferenceSequence]
  let description: String

  /// - Parameters:
  ///   - sizes: I, H and K.
  ///   - lengths: T of each sequence.
  ///   - kinds: whether inputs and outputs are symbols (`s`) or values (`v`).
  init(
    sizes: (Int, Int, Int), lengths: [Int], kinds: String = "ss",
    activation: Unroll.Activation = .tanh, seed: UInt64 = 1
  ) throws {
    let (inputs, outputs) = (kinds.hasPrefix("s"), kinds.hasSuffix("s"))
    configuration = NetworkConfiguration(
      input: inputs ? .symbols(count: sizes.0) : .values(size: sizes.0), hiddenSize: sizes.1,
      activation: activation,
      output: outputs ? .symbols(count: sizes.2) : .values(size: sizes.2))
    var stream = RandomStream(seed: seed, purpose: .trials)
    let steps = lengths.reduce(0, +)
    data = try Dataset(
      inputs: EngineExample.track(configuration.input, steps: steps, &stream),
      targets: EngineExample.track(configuration.output, steps: steps, &stream), lengths: lengths)
    sequences = EngineExample.sequences(data)
    description = "I \(sizes.0), H \(sizes.1), K \(sizes.2), \(lengths), \(kinds), \(activation)"

    var network = EngineExample.network(configuration, &stream)
    var reference = EngineExample.copy(network)
    while EngineExample.isNearKink(reference, sequences) {
      network = EngineExample.network(configuration, &stream)
      reference = EngineExample.copy(network)
    }
    (self.network, self.reference) = (network, reference)
  }

  /// Numbers uniform in ±1, or symbols.
  private static func track(
    _ port: NetworkConfiguration.Port, steps: Int, _ stream: inout RandomStream
  ) -> Dataset.Track {
    switch port {
    case .symbols(let count):
      .symbols((0..<steps).map { _ in Int32(stream.below(count)) }, count: count)
    case .values(let size):
      .values(
        (0..<steps * size).map { _ in Float(2 * stream.uniform() - 1) }, size: size)
    }
  }

  /// Weights as Glorot and Bengio draw them; biases that are not zero.
  private static func network(
    _ configuration: NetworkConfiguration, _ stream: inout RandomStream
  ) -> Network {
    var parameters = Parameters(zerosLike: configuration.parameterTable)
    for slice in parameters.table.slices {
      let limit = slice.isVector ? 0.5 : (6 / Double(slice.rows + slice.columns)).squareRoot()
      for i in slice.range {
        parameters.values[i] = Float((2 * stream.uniform() - 1) * limit)
      }
    }
    return Network(configuration, parameters: parameters)
  }

  static func copy(_ network: Network) -> ReferenceNetwork {
    let configuration = network.configuration
    let isSymbols: Bool =
      switch configuration.output {
      case .symbols: true
      case .values: false
      }
    var reference = ReferenceNetwork(
      shape: NetworkShape(
        inputSize: configuration.input.width, hiddenSize: configuration.hiddenSize,
        outputSize: configuration.output.width),
      activation: UnrollReference.Activation(rawValue: configuration.activation.rawValue) ?? .tanh,
      output: isSymbols ? .softmaxCrossEntropy : .identitySquaredError)
    reference.flat = network.parameters.flat(reference.shape)
    return reference
  }

  private static func sequences(_ data: Dataset) -> [ReferenceSequence] {
    func vectors(_ track: Dataset.Track) -> [[Double]] {
      switch track {
      case .symbols(let symbols, let count):
        symbols.map { ReferenceSequence.oneHot(Int($0), size: count) }
      case .values(let values, let size):
        (0..<values.count / size).map { step in
          (0..<size).map { Double(values[step * size + $0]) }
        }
      }
    }
    let (x, y) = (vectors(data.inputs), vectors(data.targets))
    var start = 0
    return data.lengths.map { length in
      defer { start += length }
      return ReferenceSequence(
        inputs: Array(x[start..<start + length]), targets: Array(y[start..<start + length]))
    }
  }

  /// A rectifier whose argument is nearer to zero than Float's rounding may switch in Float.
  private static func isNearKink(
    _ network: ReferenceNetwork, _ sequences: [ReferenceSequence]
  ) -> Bool {
    network.activation == .relu
      && network.forward(sequences).contains { pass in
        pass.steps.contains { $0.z.contains { abs($0) < 2e-5 } }
      }
  }
}

extension Parameters {
  /// All numbers in the order of the reference.
  func flat(_ shape: NetworkShape) -> [Double] {
    shape.slices.flatMap { self[$0.name].map(Double.init) }
  }
}

/// Everything that a pass computes, to be compared bit by bit.
struct PassResult: Equatable {
  let loss: Loss
  let outputs: [[[Float]]]
  let states: [[[Float]]]
  let sweep: Parameters
  let recursion: Parameters

  init(_ engine: Engine, _ network: Network, _ batch: Batch) {
    loss = engine.forward(network, batch)
    outputs = (0..<batch.rows).map { engine.outputs(batch, row: $0) }
    states = (0..<batch.rows).map { engine.states(batch, row: $0) }
    var sweep = Parameters(zerosLike: network.parameters.table)
    engine.backward(batch, into: &sweep, method: .bptt)
    var recursion = Parameters(zerosLike: network.parameters.table)
    engine.backward(batch, into: &recursion, method: .rtrl)
    (self.sweep, self.recursion) = (sweep, recursion)
  }
}

extension Batch {
  /// A batch of some sequences of a data set.
  convenience init(_ data: Dataset, sequences: [Int]) {
    self.init(like: data)
    fill(from: data, sequences: sequences)
  }
}
