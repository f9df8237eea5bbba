/// One sequence: an input and a target for every time step.
///
/// Shapes: inputs [T, I], targets [T, K], T at least one. A symbol is a one-hot vector.
public struct ReferenceSequence: Equatable, Codable, Sendable {
  /// x_t for t = 1...T.
  public let inputs: [[Double]]
  /// y_t for t = 1...T.
  public let targets: [[Double]]

  /// A sequence of at least one step; there are as many targets as inputs.
  public init(inputs: [[Double]], targets: [[Double]]) {
    precondition(
      inputs.count == targets.count && !inputs.isEmpty,
      "\(inputs.count) inputs and \(targets.count) targets")
    self.inputs = inputs
    self.targets = targets
  }

  /// A sequence of symbols, encoded one-hot.
  ///
  /// - Parameters:
  ///   - symbols: the input's symbol at every step, each in `0..<inputSize`.
  ///   - next: the symbol to be predicted at every step, each in `0..<outputSize`.
  public init(symbols: [Int], next: [Int], inputSize: Int, outputSize: Int) {
    self.init(
      inputs: symbols.map { Self.oneHot($0, size: inputSize) },
      targets: next.map { Self.oneHot($0, size: outputSize) })
  }

  /// T, the number of time steps.
  public var count: Int { inputs.count }

  /// The vector that is one at `symbol` and zero elsewhere.
  public static func oneHot(_ symbol: Int, size: Int) -> [Double] {
    precondition(symbol >= 0 && symbol < size, "symbol \(symbol) of \(size)")
    var vector = Array(repeating: 0.0, count: size)
    vector[symbol] = 1
    return vector
  }
}
