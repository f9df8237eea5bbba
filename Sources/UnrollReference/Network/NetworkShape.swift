/// The three sizes of a network and the order of its parameters in one flat array.
///
/// The order is U, W, b, V, c, each row-major. It is the order of the engine's flat parameters, so
/// that gradients of both can be compared number by number.
public struct NetworkShape: Equatable, Hashable, Codable, Sendable {
  /// I, the derivation's n: the size of an input vector.
  public let inputSize: Int
  /// H, the derivation's N1: the number of hidden neurons.
  public let hiddenSize: Int
  /// K, the derivation's N2: the size of an output vector.
  public let outputSize: Int

  /// A shape; every size is at least one.
  public init(inputSize: Int, hiddenSize: Int, outputSize: Int) {
    precondition(
      inputSize > 0 && hiddenSize > 0 && outputSize > 0,
      "a network of sizes \(inputSize), \(hiddenSize), \(outputSize)")
    self.inputSize = inputSize
    self.hiddenSize = hiddenSize
    self.outputSize = outputSize
  }

  /// The named slices of the flat array, in order and without gaps.
  public var slices: [ParameterSlice] {
    let dimensions = [
      ("U", [hiddenSize, inputSize]),
      ("W", [hiddenSize, hiddenSize]),
      ("b", [hiddenSize]),
      ("V", [outputSize, hiddenSize]),
      ("c", [outputSize]),
    ]
    var start = 0
    return dimensions.map { name, dimensions in
      let slice = ParameterSlice(name: name, dimensions: dimensions, start: start)
      start = slice.range.upperBound
      return slice
    }
  }

  /// The number of parameters: H (I + H + 1) + K (H + 1).
  public var parameterCount: Int {
    hiddenSize * (inputSize + hiddenSize + 1) + outputSize * (hiddenSize + 1)
  }
}

/// The place of one parameter array in a flat array.
public struct ParameterSlice: Equatable, Sendable {
  /// The letter of the derivation: U, W, b, V or c.
  public let name: String
  /// The lengths of its axes: one for a vector, two for a matrix.
  public let dimensions: [Int]
  /// Its indices in the flat array.
  public let range: Range<Int>

  /// A slice of the given dimensions that begins at `start`.
  public init(name: String, dimensions: [Int], start: Int) {
    self.name = name
    self.dimensions = dimensions
    self.range = start..<start + dimensions.reduce(1, *)
  }
}
