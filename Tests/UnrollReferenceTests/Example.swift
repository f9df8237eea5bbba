import Testing
import UnrollReference

/// A network with every parameter random, and a batch for it.
struct Example: CustomTestStringConvertible, Sendable {
  let network: ReferenceNetwork
  let batch: [ReferenceSequence]
  let testDescription: String

  /// - Parameters:
  ///   - sizes: I, H and K.
  ///   - lengths: T of each sequence.
  ///   - spread: parameters are uniform in ± this; biases too, so that no gradient is special.
  init(
    sizes: (Int, Int, Int), lengths: [Int], activation: Activation = .tanh,
    output: OutputKind = .softmaxCrossEntropy, seed: UInt64 = 1, spread: Double = 0.9
  ) {
    let shape = NetworkShape(inputSize: sizes.0, hiddenSize: sizes.1, outputSize: sizes.2)
    var generator = SplitMix64(seed: seed)
    func numbers(_ count: Int, _ scale: Double = 1) -> [Double] {
      (0..<count).map { _ in scale * generator.nextSymmetric() }
    }
    var network = ReferenceNetwork(shape: shape, activation: activation, output: output)
    network.flat = numbers(shape.parameterCount, spread)
    batch = lengths.map { length in
      let inputs = (0..<length).map { _ in numbers(sizes.0) }
      let targets = (0..<length).map { _ in
        switch output {
        case .softmaxCrossEntropy:
          ReferenceSequence.oneHot(Int(generator.next() % UInt64(sizes.2)), size: sizes.2)
        case .identitySquaredError: numbers(sizes.2)
        }
      }
      return ReferenceSequence(inputs: inputs, targets: targets)
    }
    self.network = network
    testDescription =
      "I \(sizes.0), H \(sizes.1), K \(sizes.2), T \(lengths), \(activation), \(output)"
  }

  var passes: [ForwardPass] { network.forward(batch) }

  /// Sizes all different, sizes of one, one step, one long batch; each with every activation and
  /// every output.
  static let all: [Example] = {
    let shapes: [((Int, Int, Int), [Int])] = [
      ((3, 5, 2), [4]), ((2, 3, 2), [3]), ((4, 2, 6), [7]), ((1, 1, 1), [1]), ((1, 1, 1), [5]),
      ((1, 4, 3), [2]), ((4, 1, 2), [5]), ((5, 2, 1), [3]), ((3, 2, 4), [1]),
      ((3, 4, 5), [6, 1, 4]), ((2, 6, 3), [1, 1, 2]),
    ]
    var examples: [Example] = []
    for (sizes, lengths) in shapes {
      for activation in Activation.allCases {
        for output in OutputKind.allCases {
          examples.append(
            Example(
              sizes: sizes, lengths: lengths, activation: activation, output: output,
              seed: UInt64(examples.count)))
        }
      }
    }
    return examples
  }()
}
