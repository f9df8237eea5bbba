// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The parameters keep the letters of the derivation, capitals included.

/// What to work the derivation through with: sizes, choices, and any numbers that are given.
///
/// Everything may be left out. A size that is left out follows from the arrays that are given, or
/// is that of the derivation's own example: n = 2, N1 = 3, N2 = 2. Weights that are left out are
/// drawn by Glorot and Bengio's rule from the seed, biases are zero, inputs are symbols that take
/// turns (one-hot), and the target of a step is the symbol after it.
///
/// In JSON it is one object whose keys are the names below, for example
///
///     {"W": [[0.5, 0], [0, 0.5]], "inputs": [[1, 0], [0, 1]], "activation": "relu"}
///
/// A key with another name is an error, not a value silently ignored.
public struct DerivationExample: Equatable, Sendable {
  /// I, the derivation's n.
  public var inputSize: Int?
  /// H, the derivation's N1.
  public var hiddenSize: Int?
  /// K, the derivation's N2.
  public var outputSize: Int?
  /// T.
  public var steps: Int?
  /// Chooses the weights that are not given.
  public var seed: UInt64 = 1
  /// h.
  public var activation: Activation = .tanh
  /// The prediction and its loss.
  public var output: OutputKind = .softmaxCrossEntropy
  /// α.
  public var learningRate: Double = 0.1
  /// Sum, as in the derivation, or mean.
  public var reduction: Reduction = .sum
  /// U, [H, I].
  public var U: [[Double]]?
  /// W, [H, H].
  public var W: [[Double]]?
  /// b, [H].
  public var b: [Double]?
  /// V, [K, H].
  public var V: [[Double]]?
  /// c, [K].
  public var c: [Double]?
  /// x_t, [T, I].
  public var inputs: [[Double]]?
  /// y_t, [T, K].
  public var targets: [[Double]]?

  /// The derivation's own example; set what should be otherwise.
  public init() {}
}

extension DerivationExample: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case inputSize, hiddenSize, outputSize, steps, seed, activation, output, learningRate
    case reduction, U, W, b, V, c, inputs, targets
  }

  /// Any key at all, to find those that mean nothing.
  private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// Reads an example; what is missing keeps its default.
  ///
  /// - Throws: ``DerivationError/unknownKey(_:known:)``, or a `DecodingError` for a value of the
  ///   wrong type.
  public init(from decoder: any Decoder) throws {
    let known = CodingKeys.allCases.map(\.rawValue)
    for key in try decoder.container(keyedBy: AnyKey.self).allKeys
    where !known.contains(key.stringValue) {
      throw DerivationError.unknownKey(key.stringValue, known: known)
    }
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func read<Value: Decodable>(_ key: CodingKeys, into value: inout Value) throws {
      value = try values.decodeIfPresent(Value.self, forKey: key) ?? value
    }
    func readOptional<Value: Decodable>(_ key: CodingKeys, into value: inout Value?) throws {
      value = try values.decodeIfPresent(Value.self, forKey: key)
    }
    try readOptional(.inputSize, into: &inputSize)
    try readOptional(.hiddenSize, into: &hiddenSize)
    try readOptional(.outputSize, into: &outputSize)
    try readOptional(.steps, into: &steps)
    try read(.seed, into: &seed)
    try read(.activation, into: &activation)
    try read(.output, into: &output)
    try read(.learningRate, into: &learningRate)
    try read(.reduction, into: &reduction)
    try readOptional(.U, into: &U)
    try readOptional(.W, into: &W)
    try readOptional(.b, into: &b)
    try readOptional(.V, into: &V)
    try readOptional(.c, into: &c)
    try readOptional(.inputs, into: &inputs)
    try readOptional(.targets, into: &targets)
  }
}
