// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Local names are the letters of the derivation.

/// The gated recurrent unit whose reset gate stands after the recurrent product.
///
///     r_t = σ(X_r + R_r)         z_t = σ(X_z + R_z)
///     n_t = tanh(X_n + r_t R_n)
///     ã_t = (1 - z_t) n_t + z_t a_{t-1}
///
/// The reset gate multiplies R_n with its bias, which is why that bias d is a parameter of its own.
///
/// Cho et al., 2014, "Learning phrase representations using RNN encoder-decoder for statistical
/// machine translation", arXiv:1406.1078. There, in the published version, the reset gate stands
/// before the product; this is the form that PyTorch and cuDNN compute.
public struct ReferenceGRUCell: ReferenceCell, Equatable {
  /// A cell; it has no choices.
  public init() {}

  /// "gru".
  public var name: String { "gru" }
  /// The reset gate, the update gate and the candidate.
  public var gateNames: [String] { ["r", "z", "n"] }
  /// The hidden state alone.
  public var stateNames: [String] { ["a"] }
  /// Yes.
  public var hasRecurrentProduct: Bool { true }
  /// Yes.
  public var hasRecurrentBias: Bool { true }

  /// One step of one neuron: equations (3) to (6) of Documentation/Derivation/GRUCell.md.
  public func step(X: [Double], R: [Double], before: [Double]) -> ReferenceCellStep {
    let r = Activation.logistic.value(at: X[0] + R[0])
    let z = Activation.logistic.value(at: X[1] + R[1])
    let n = Activation.tanh.value(at: X[2] + r * R[2])
    let a = (1 - z) * n + z * before[0]
    return ReferenceCellStep(X: X, R: R, before: before, gates: [r, z, n], after: [a])
  }

  /// Its derivatives: equations (8) to (12).
  ///
  ///     dn_t = (1 - z_t) dã_t      dz_t = (a_{t-1} - n_t) dã_t
  ///     da_{t-1} = z_t dã_t
  ///     dX_n = (1 - n_t²) dn_t     dR_n = r_t dX_n     dr_t = R_n dX_n
  ///     dX_r = dR_r = r_t (1 - r_t) dr_t               dX_z = dR_z = z_t (1 - z_t) dz_t
  public func stepBackward(_ step: ReferenceCellStep, dAfter: [Double]) -> ReferenceCellGradient {
    let (r, z, n) = (step.gates[0], step.gates[1], step.gates[2])
    let dn = (1 - z) * dAfter[0]
    let dz = (step.before[0] - n) * dAfter[0]
    let dXn = (1 - n * n) * dn
    let dr = step.R[2] * dXn
    let dXr = r * (1 - r) * dr
    let dXz = z * (1 - z) * dz
    return ReferenceCellGradient(
      dX: [dXr, dXz, dXn], dR: [dXr, dXz, r * dXn], dBefore: [z * dAfter[0]])
  }
}
