// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Local names are the letters of the derivation.

extension DerivationExample {
  /// The most numbers that the tensors of all steps may hold together: some 80 MB.
  public static let largestTensorCount = 10_000_000

  /// The most multiply-adds that the finite differences of the checks may take: some seconds.
  public static let largestWork = 1e10

  /// The network and the sequence that the example describes, with everything filled in.
  ///
  /// - Throws: ``DerivationError`` that names the first array or choice that is wrong, with the
  ///   shape it has and the shape that was expected.
  public func resolved() throws(DerivationError) -> (
    network: ReferenceNetwork, sequence: ReferenceSequence
  ) {
    try checkNumbers()
    let I = try size("inputSize", inputSize, [U?.first?.count, inputs?.first?.count], or: 2)
    let H = try size(
      "hiddenSize", hiddenSize, [U?.count, W?.count, b?.count, V?.first?.count], or: 3)
    let K = try size("outputSize", outputSize, [V?.count, c?.count, targets?.first?.count], or: 2)
    let T = try size("steps", steps, [inputs?.count, targets?.count], or: 3)
    try checkTensorCount(I: I, H: H, K: K, T: T)

    let shape = NetworkShape(inputSize: I, hiddenSize: H, outputSize: K)
    let drawn = ReferenceNetwork(shape: shape, activation: activation, output: output, seed: seed)
    let network = ReferenceNetwork(
      U: try matrix("U", U, [H, I]) ?? drawn.U,
      W: try matrix("W", W, [H, H]) ?? drawn.W,
      b: try vector("b", b, H) ?? drawn.b,
      V: try matrix("V", V, [K, H]) ?? drawn.V,
      c: try vector("c", c, K) ?? drawn.c,
      activation: activation, output: output)

    let sequence = ReferenceSequence(
      inputs: try matrix("inputs", inputs, [T, I])?.nested
        ?? (0..<T).map { ReferenceSequence.oneHot($0 % I, size: I) },
      targets: try matrix("targets", targets, [T, K])?.nested
        ?? (0..<T).map { ReferenceSequence.oneHot(($0 + 1) % K, size: K) })
    try checkDistributions(sequence.targets)
    return (network, sequence)
  }

  /// The size that is given, else the first that an array shows, else the default.
  private func size(
    _ name: String, _ given: Int?, _ shown: [Int?], or normal: Int
  ) throws(DerivationError) -> Int {
    let size = given ?? shown.compactMap { $0 }.first ?? normal
    guard size >= 1 else { throw DerivationError.size(name, size) }
    return size
  }

  private func matrix(
    _ name: String, _ rows: [[Double]]?, _ expected: [Int]
  ) throws(DerivationError) -> Matrix? {
    guard let rows else { return nil }
    let lengths = rows.map(\.count)
    guard Set(lengths).count <= 1 else {
      throw DerivationError.ragged(name, lengths: lengths)
    }
    let found = [rows.count, lengths.first ?? 0]
    guard found == expected else {
      throw DerivationError.shape(name, found: found, expected: expected)
    }
    return Matrix(rows)
  }

  private func vector(
    _ name: String, _ values: [Double]?, _ expected: Int
  ) throws(DerivationError) -> [Double]? {
    guard let values else { return nil }
    guard values.count == expected else {
      throw DerivationError.shape(name, found: [values.count], expected: [expected])
    }
    return values
  }

  private func checkNumbers() throws(DerivationError) {
    guard learningRate.isFinite && learningRate >= 0 else {
      throw DerivationError.learningRate(learningRate)
    }
    for (name, rows) in [("U", U), ("W", W), ("V", V), ("inputs", inputs), ("targets", targets)] {
      for (i, row) in (rows ?? []).enumerated() {
        for (j, value) in row.enumerated() where !value.isFinite {
          throw DerivationError.notFinite(name, at: [i + 1, j + 1], value: value)
        }
      }
    }
    for (name, values) in [("b", b), ("c", c)] {
      for (i, value) in (values ?? []).enumerated() where !value.isFinite {
        throw DerivationError.notFinite(name, at: [i + 1], value: value)
      }
    }
  }

  /// Counted in Double, where absurd sizes do not overflow.
  private func checkTensorCount(I: Int, H: Int, K: Int, T: Int) throws(DerivationError) {
    let (i, h, k) = (Double(I), Double(H), Double(K))
    let perStep = (h + k) * h * (1 + h + i) + k * (2 * k + k * h + h)
    let count = Double(T) * perStep
    guard count <= Double(Self.largestTensorCount) else {
      throw DerivationError.tooManyNumbers(count, limit: Self.largestTensorCount)
    }
    // Finite differences take four forward propagations for each parameter.
    let forward = Double(T) * (h * (h + i) + k * h)
    let work = 4 * (h * (i + h + 1) + k * (h + 1)) * forward
    guard work <= Self.largestWork else {
      throw DerivationError.tooMuchWork(work, limit: Self.largestWork)
    }
  }

  private func checkDistributions(_ targets: [[Double]]) throws(DerivationError) {
    guard output == .softmaxCrossEntropy else { return }
    for (t, target) in targets.enumerated() {
      let sum = target.reduce(0, +)
      // 1e-9 lets through thirds and tenths that were written with ten digits.
      guard abs(sum - 1) <= 1e-9 && target.allSatisfy({ $0 >= 0 }) else {
        throw DerivationError.notADistribution(step: t + 1, target: target)
      }
    }
  }
}
