import Unroll
import UnrollReference

/// One network and one batch, made up from a seed, in Float for the engine and in Double for the
/// reference. Both hold the same numbers: a Float is a Double without rounding.
struct GradientTrial {
  /// What goes in and what comes out.
  struct Ports {
    let symbolInputs: Bool
    let symbolOutputs: Bool

    static let all = [true, false].flatMap { inputs in
      [true, false].map { Ports(symbolInputs: inputs, symbolOutputs: $0) }
    }
  }

  /// Sizes, and which ways to the gradient they allow.
  struct Sizes {
    let input: Int
    let hidden: Int
    let output: Int
    let steps: Int
    /// Whether there is time for tensors and finite differences in Double.
    let isWhole: Bool

    /// Two whole panels of sixteen columns and a part of one; more rows than the kernels take at
    /// once.
    static let wide = Sizes(input: 21, hidden: 39, output: 18, steps: 6, isWhole: false)

    /// The sizes that a check was asked for.
    static func chosen(_ check: GradientCheck) -> Sizes {
      Sizes(
        input: check.inputSize, hidden: check.hiddenSize, output: check.outputSize,
        steps: check.steps, isWhole: true)
    }
  }

  static let activations = Unroll.Activation.allCases

  let cell: GradientCheck.Cell
  let configuration: NetworkConfiguration
  let lengths: [Int]
  let isWhole: Bool
  let network: Network
  let data: Dataset
  let reference: ReferenceNetwork
  let sequences: [ReferenceSequence]

  /// Makes up a trial; `index` tells the trials of one seed apart.
  init(
    cell: GradientCheck.Cell, ports: Ports, activation: Unroll.Activation, sizes: Sizes,
    seed: UInt64, index: Int
  ) {
    self.cell = cell
    isWhole = sizes.isWhole
    configuration = NetworkConfiguration(
      input: ports.symbolInputs ? .symbols(count: sizes.input) : .values(size: sizes.input),
      hiddenSize: sizes.hidden, activation: activation,
      output: ports.symbolOutputs ? .symbols(count: sizes.output) : .values(size: sizes.output))
    lengths = GradientTrial.lengths(steps: sizes.steps)
    let total = lengths.reduce(0, +)
    var stream = RandomStream(seed: seed, purpose: .trials, index: UInt64(index))
    let inputs = GradientTrial.track(configuration.input, steps: total, &stream)
    let targets = GradientTrial.track(configuration.output, steps: total, &stream)
    do {
      data = try Dataset(inputs: inputs, targets: targets, lengths: lengths)
    } catch {
      preconditionFailure("made-up data that is wrong: \(error)")
    }
    sequences = GradientTrial.sequences(inputs, targets, lengths: lengths)

    var network = GradientTrial.network(configuration, &stream)
    var reference = GradientTrial.copy(of: network)
    var attempts = 1
    while attempts < GradientTrial.mostAttempts
      && GradientTrial.isNearKink(reference, sequences)
    {
      network = GradientTrial.network(configuration, &stream)
      reference = GradientTrial.copy(of: network)
      attempts += 1
    }
    self.network = network
    self.reference = reference
  }

  /// What a reader has to know of the trial.
  var description: String {
    func text(_ port: NetworkConfiguration.Port) -> String {
      switch port {
      case .symbols(let count): "\(count) symbols"
      case .values(let size): "\(size) values"
      }
    }
    return """
      \(text(configuration.input)) in, \(configuration.hiddenSize) hidden \
      \(configuration.activation.rawValue), \(text(configuration.output)) out, lengths \
      \(lengths.map(String.init).joined(separator: " "))
      """
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
    _ inputs: Dataset.Track, _ targets: Dataset.Track, lengths: [Int]
  ) -> [ReferenceSequence] {
    let (x, y) = (vectors(inputs), vectors(targets))
    var start = 0
    return lengths.map { length in
      defer { start += length }
      let range = start..<start + length
      return ReferenceSequence(inputs: Array(x[range]), targets: Array(y[range]))
    }
  }

  /// The vector of every time step; a symbol is one-hot.
  private static func vectors(_ track: Dataset.Track) -> [[Double]] {
    switch track {
    case .symbols(let symbols, let count):
      symbols.map { ReferenceSequence.oneHot(Int($0), size: count) }
    case .values(let values, let size):
      stride(from: 0, to: values.count, by: size).map { start in
        values[start..<start + size].map(Double.init)
      }
    }
  }

  // MARK: Networks

  /// Weights as Glorot and Bengio draw them, and biases that are not zero, so that no gradient is
  /// special.
  private static func network(
    _ configuration: NetworkConfiguration, _ stream: inout RandomStream
  ) -> Network {
    var parameters = Parameters(zerosLike: configuration.parameterTable)
    for slice in parameters.table.slices {
      let limit =
        slice.isVector ? 0.5 : (6 / Double(slice.rows + slice.columns)).squareRoot()
      for i in slice.range { parameters.values[i] = stream.symmetric(limit) }
    }
    return Network(configuration, parameters: parameters)
  }

  /// The same network in Double, tensor by tensor under its name.
  static func copy(of network: Network) -> ReferenceNetwork {
    let shape = NetworkShape(
      inputSize: network.configuration.input.width,
      hiddenSize: network.configuration.hiddenSize,
      outputSize: network.configuration.output.width)
    let activation: UnrollReference.Activation =
      switch network.configuration.activation {
      case .tanh: .tanh
      case .relu: .relu
      case .logistic: .logistic
      }
    let output: OutputKind =
      switch network.configuration.output {
      case .symbols: .softmaxCrossEntropy
      case .values: .identitySquaredError
      }
    var reference = ReferenceNetwork(shape: shape, activation: activation, output: output)
    reference.flat = network.parameters.inOrder(of: shape)
    return reference
  }

  /// A rectifier whose argument is this close to zero may switch in Float, or between the points
  /// of finite differences: the gradient is not defined there, and such a network proves nothing.
  private static let smallestDistanceToKink = 1e-4
  private static let mostAttempts = 100

  private static func isNearKink(
    _ network: ReferenceNetwork, _ sequences: [ReferenceSequence]
  ) -> Bool {
    guard network.activation == .relu else { return false }
    return network.forward(sequences).contains { pass in
      pass.steps.contains { $0.z.contains { abs($0) < smallestDistanceToKink } }
    }
  }
}

extension Parameters {
  /// All numbers in the order of the reference's flat arrays.
  func inOrder(of shape: NetworkShape) -> [Double] {
    shape.slices.flatMap { self[$0.name].map(Double.init) }
  }
}

extension RandomStream {
  /// A Float uniform in ± `limit`.
  fileprivate mutating func symmetric(_ limit: Double) -> Float {
    Float((2 * uniform() - 1) * limit)
  }
}
