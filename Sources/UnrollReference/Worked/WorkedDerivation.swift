// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The parameters keep the letters of the derivation, capitals included.

/// The five parameter arrays, or their gradients, as nested arrays.
public struct WorkedParameters: Equatable, Codable, Sendable {
  /// [H, I].
  public let U: Matrix
  /// [H, H].
  public let W: Matrix
  /// [H].
  public let b: [Double]
  /// [K, H].
  public let V: Matrix
  /// [K].
  public let c: [Double]

  init(_ network: ReferenceNetwork) {
    (U, W, b, V, c) = (network.U, network.W, network.b, network.V, network.c)
  }

  init(_ gradient: ReferenceGradient) {
    (U, W, b) = (gradient.dU, gradient.dW, gradient.db)
    (V, c) = (gradient.dV, gradient.dc)
  }
}

/// One line of the proof: a parameter array of the gradient against another way to compute it.
public struct WorkedCheck: Equatable, Codable, Sendable {
  /// U, W, b, V or c.
  public let parameter: String
  /// The other way.
  public let against: String
  /// The distance, equation (24); nil where a number is not finite, as at the kink of a rectifier.
  public let error: Double?
  /// The largest distance that passes.
  public let tolerance: Double
  /// Whether it passes.
  public let ok: Bool
}

/// The derivation worked through with numbers: every value of every equation, from the first
/// hidden state to the updated parameters.
///
/// It holds the numbers, and encodes as JSON; ``markdown(precision:)`` makes a page of them that
/// can be followed with paper and pencil.
public struct WorkedDerivation: Equatable, Codable, Sendable {
  /// The sizes.
  public let shape: NetworkShape
  /// h.
  public let activation: Activation
  /// The prediction and its loss.
  public let output: OutputKind
  /// Sum or mean over the steps.
  public let reduction: Reduction
  /// α.
  public let learningRate: Double
  /// The parameters before the update.
  public let parameters: WorkedParameters
  /// Equations (1) to (5), step after step.
  public let forward: [ForwardStep]
  /// h'(z_t), step after step.
  public let hPrime: [[Double]]
  /// Equations (7) to (14), step after step.
  public let tensors: [TensorStep]
  /// Σ_k ∂L_t/∂θ|_k, step after step.
  public let stepGradients: [WorkedParameters]
  /// Σ_t Σ_k ∂L_t/∂θ|_k, equation (15), divided by the number of values for a mean.
  public let gradient: WorkedParameters
  /// The parameters after the update, equation (16).
  public let updated: WorkedParameters
  /// The loss of the parameters before the update, equation (6).
  public let lossBefore: Double
  /// The loss of the same sequence after it.
  public let lossAfter: Double
  /// The gradient against the reverse sweep and against finite differences.
  public let checks: [WorkedCheck]

  /// Works an example through.
  ///
  /// - Throws: ``DerivationError`` where the example is wrong or its numbers overflow.
  public init(_ example: DerivationExample) throws(DerivationError) {
    let (network, sequence) = try example.resolved()
    try self.init(
      network: network, sequence: sequence, learningRate: example.learningRate,
      reduction: example.reduction)
  }

  /// Works a network and a sequence through.
  ///
  /// - Throws: ``DerivationError/overflow(_:)`` where a loss or a gradient is not finite.
  public init(
    network: ReferenceNetwork, sequence: ReferenceSequence, learningRate: Double,
    reduction: Reduction = .sum
  ) throws(DerivationError) {
    let pass = network.forward(sequence)
    shape = network.shape
    activation = network.activation
    output = network.output
    self.reduction = reduction
    self.learningRate = learningRate
    parameters = WorkedParameters(network)
    forward = pass.steps
    hPrime = pass.steps.map { $0.z.map { network.activation.derivative(at: $0) } }
    lossBefore = network.loss([pass], reduction: reduction)
    guard lossBefore.isFinite else { throw DerivationError.overflow("The loss") }

    tensors = network.tensorGradients(pass)
    stepGradients = tensors.map {
      WorkedParameters($0.summedOverLossAxis(shape: network.shape))
    }
    let total = network.gradient([pass], by: .tensors, reduction: reduction)
    guard total.flat.allSatisfy(\.isFinite) else { throw DerivationError.overflow("The gradient") }
    gradient = WorkedParameters(total)

    var trained = network
    trained.update(with: total, learningRate: learningRate)
    updated = WorkedParameters(trained)
    lossAfter = trained.loss([trained.forward(sequence)], reduction: reduction)
    guard lossAfter.isFinite else { throw DerivationError.overflow("The loss after the update") }

    let sweep = network.gradient([pass], by: .reverseSweep, reduction: reduction)
    let differences = network.finiteDifferences([sequence], reduction: reduction)
    checks =
      Self.checks(
        total, against: "reverse sweep", sweep, tolerance: GradientTolerance.sameInDouble)
      + Self.checks(
        total, against: "finite differences", differences,
        tolerance: GradientTolerance.finiteDifferences)
  }

  /// Whether every check passes.
  public var ok: Bool { checks.allSatisfy(\.ok) }

  private static func checks(
    _ gradient: ReferenceGradient, against name: String, _ reference: ReferenceGradient,
    tolerance: Double
  ) -> [WorkedCheck] {
    GradientComparison(gradient, reference: reference, tolerance: tolerance).entries.map {
      WorkedCheck(
        parameter: $0.name, against: name, error: $0.error.isFinite ? $0.error : nil,
        tolerance: $0.tolerance, ok: $0.ok)
    }
  }
}
