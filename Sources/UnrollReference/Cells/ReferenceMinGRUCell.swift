// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Local names are the letters of the derivation.

/// The minimal gated recurrent unit: its gates read the input alone.
///
///     z_t = σ(X_z)               n_t = X_n
///     ã_t = (1 - z_t) a_{t-1} + z_t n_t
///
/// Given the gates, the state is linear in the state before it. Note that z is the new candidate's
/// share here, and the old state's in ``ReferenceGRUCell``.
///
/// Feng et al., 2024, "Were RNNs all we needed?", arXiv:2410.01201.
public struct ReferenceMinGRUCell: ReferenceCell, Equatable {
  /// A cell; it has no choices.
  public init() {}

  /// "mingru".
  public var name: String { "mingru" }
  /// The update gate and the candidate.
  public var gateNames: [String] { ["z", "n"] }
  /// The hidden state alone.
  public var stateNames: [String] { ["a"] }
  /// No.
  public var hasRecurrentProduct: Bool { false }
  /// No.
  public var hasRecurrentBias: Bool { false }

  /// One step of one neuron: equations (2) to (4) of Documentation/Derivation/MinimalCells.md.
  public func step(X: [Double], R: [Double], before: [Double]) -> ReferenceCellStep {
    let z = Activation.logistic.value(at: X[0])
    let n = X[1]
    let a = (1 - z) * before[0] + z * n
    return ReferenceCellStep(X: X, R: R, before: before, gates: [z, n], after: [a])
  }

  /// Its derivatives: equations (5) to (7).
  ///
  ///     dz_t = (n_t - a_{t-1}) dã_t        dX_z = z_t (1 - z_t) dz_t
  ///     dX_n = z_t dã_t                    da_{t-1} = (1 - z_t) dã_t
  public func stepBackward(_ step: ReferenceCellStep, dAfter: [Double]) -> ReferenceCellGradient {
    let (z, n) = (step.gates[0], step.gates[1])
    let dz = (n - step.before[0]) * dAfter[0]
    return ReferenceCellGradient(
      dX: [z * (1 - z) * dz, z * dAfter[0]], dR: [], dBefore: [(1 - z) * dAfter[0]])
  }
}
