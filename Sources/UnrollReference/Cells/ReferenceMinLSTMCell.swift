// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Local names are the letters of the derivation.

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The minimal long short-term memory: its gates read the input alone, and share out one whole.
///
///     f_t = σ(X_f)               i_t = σ(X_i)               n_t = X_n
///     f'_t = f_t / (f_t + i_t)   i'_t = i_t / (f_t + i_t)
///     ã_t = f'_t a_{t-1} + i'_t n_t
///
/// There is no cell state beside the hidden state. Feng et al., 2024, "Were RNNs all we needed?",
/// arXiv:2410.01201.
///
/// Both gates may underflow to zero, and 0/0 is not a number. The shares are therefore computed
/// from exponentials of numbers that are never positive, one of which is zero:
///
///     m = max(-X_f, -X_i, 0)
///     f' = (e^{-m} + e^{-X_i - m}) / (2 e^{-m} + e^{-X_i - m} + e^{-X_f - m})
///
/// and i' the same with f and i exchanged.
public struct ReferenceMinLSTMCell: ReferenceCell, Equatable {
  /// A cell; it has no choices.
  public init() {}

  /// "minlstm".
  public var name: String { "minlstm" }
  /// The forget gate, the input gate and the candidate.
  public var gateNames: [String] { ["f", "i", "n"] }
  /// The hidden state alone.
  public var stateNames: [String] { ["a"] }
  /// No.
  public var hasRecurrentProduct: Bool { false }
  /// No.
  public var hasRecurrentBias: Bool { false }

  /// One step of one neuron: equations (8) to (11) of Documentation/Derivation/MinimalCells.md.
  public func step(X: [Double], R: [Double], before: [Double]) -> ReferenceCellStep {
    let f = Activation.logistic.value(at: X[0])
    let i = Activation.logistic.value(at: X[1])
    let n = X[2]
    let a = share(of: X[0], beside: X[1]) * before[0] + share(of: X[1], beside: X[0]) * n
    return ReferenceCellStep(X: X, R: R, before: before, gates: [f, i, n], after: [a])
  }

  /// Its derivatives: equations (12) to (16).
  ///
  ///     df'_t = (a_{t-1} - n_t) dã_t,  because i' = 1 - f'
  ///     dX_f = f' i' (1 - f) df'           dX_i = -f' i' (1 - i) df'
  ///     dX_n = i' dã_t                     da_{t-1} = f' dã_t
  ///
  /// 1 - f is computed as σ(-X_f), which keeps its digits where f is nearly one.
  public func stepBackward(_ step: ReferenceCellStep, dAfter: [Double]) -> ReferenceCellGradient {
    let (Xf, Xi, n) = (step.X[0], step.X[1], step.gates[2])
    let fShare = share(of: Xf, beside: Xi)
    let iShare = share(of: Xi, beside: Xf)
    let dShare = (step.before[0] - n) * dAfter[0]
    let dXf = fShare * iShare * Activation.logistic.value(at: -Xf) * dShare
    let dXi = -fShare * iShare * Activation.logistic.value(at: -Xi) * dShare
    return ReferenceCellGradient(
      dX: [dXf, dXi, iShare * dAfter[0]], dR: [], dBefore: [fShare * dAfter[0]])
  }

  /// σ(x) / (σ(x) + σ(y)), never 0/0.
  private func share(of x: Double, beside y: Double) -> Double {
    let m = max(-x, -y, 0)
    let one = exp(-m)
    let ofX = one + exp(-y - m)
    let ofY = one + exp(-x - m)
    return ofX / (ofX + ofY)
  }
}
