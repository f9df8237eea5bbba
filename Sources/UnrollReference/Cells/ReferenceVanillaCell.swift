// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Local names are the letters of the derivation.

/// The vanilla cell.
///
///     z_t = X_t + R_t
///     ã_t = h(z_t)
///
/// Elman, 1990, "Finding structure in time", Cognitive Science 14(2),
/// doi:10.1207/s15516709cog1402_1.
public struct ReferenceVanillaCell: ReferenceCell, Equatable {
  /// The non-linearity h.
  public let activation: Activation

  /// A cell with the non-linearity h.
  public init(activation: Activation = .tanh) {
    self.activation = activation
  }

  /// "rnn".
  public var name: String { "rnn" }
  /// One gate, which is the state itself.
  public var gateNames: [String] { ["a"] }
  /// The hidden state alone.
  public var stateNames: [String] { ["a"] }
  /// Yes.
  public var hasRecurrentProduct: Bool { true }
  /// No: b serves both products.
  public var hasRecurrentBias: Bool { false }

  /// One step of one neuron: equations (1) and (2) of Documentation/Derivation/VanillaCell.md.
  public func step(X: [Double], R: [Double], before: [Double]) -> ReferenceCellStep {
    let a = activation.value(at: X[0] + R[0])
    return ReferenceCellStep(X: X, R: R, before: before, gates: [a], after: [a])
  }

  /// Its derivatives: equation (19).
  ///
  ///     dX_t = dR_t = h'(z_t) dã_t
  public func stepBackward(_ step: ReferenceCellStep, dAfter: [Double]) -> ReferenceCellGradient {
    let dz = activation.derivative(at: step.X[0] + step.R[0]) * dAfter[0]
    return ReferenceCellGradient(dX: [dz], dR: [dz], dBefore: [0])
  }

  /// The rectifier has a kink at zero.
  public func sides(of step: ReferenceCellStep) -> [Bool] {
    activation == .relu ? [step.X[0] + step.R[0] > 0] : []
  }
}
