// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Local names are the letters of the derivation.

/// Long short-term memory, with a forget gate and without peepholes.
///
///     i_t = σ(X_i + R_i)         f_t = σ(X_f + R_f)
///     g_t = tanh(X_g + R_g)      o_t = σ(X_o + R_o)
///     s̃_t = f_t s_{t-1} + i_t g_t
///     ã_t = o_t tanh(s̃_t)
///
/// Hochreiter and Schmidhuber, 1997, "Long short-term memory", Neural Computation 9(8),
/// doi:10.1162/neco.1997.9.8.1735; the forget gate is of Gers, Schmidhuber and Cummins, 2000,
/// "Learning to forget", Neural Computation 12(10), doi:10.1162/089976600300015015.
public struct ReferenceLSTMCell: ReferenceCell, Equatable {
  /// A cell; it has no choices.
  public init() {}

  /// "lstm".
  public var name: String { "lstm" }
  /// The input gate, the forget gate, the candidate and the output gate.
  public var gateNames: [String] { ["i", "f", "g", "o"] }
  /// The hidden state and the cell state.
  public var stateNames: [String] { ["a", "s"] }
  /// Yes.
  public var hasRecurrentProduct: Bool { true }
  /// No: b serves both products.
  public var hasRecurrentBias: Bool { false }

  /// One step of one neuron: equations (2) to (7) of Documentation/Derivation/LSTMCell.md.
  public func step(X: [Double], R: [Double], before: [Double]) -> ReferenceCellStep {
    let i = Activation.logistic.value(at: X[0] + R[0])
    let f = Activation.logistic.value(at: X[1] + R[1])
    let g = Activation.tanh.value(at: X[2] + R[2])
    let o = Activation.logistic.value(at: X[3] + R[3])
    let s = f * before[1] + i * g
    let a = o * Activation.tanh.value(at: s)
    return ReferenceCellStep(X: X, R: R, before: before, gates: [i, f, g, o], after: [a, s])
  }

  /// Its derivatives: equations (9) to (15).
  ///
  ///     do_t = tanh(s̃_t) dã_t
  ///     ds̃_t := ds̃_t + o_t (1 - tanh²(s̃_t)) dã_t
  ///     di_t = g_t ds̃_t      df_t = s_{t-1} ds̃_t      dg_t = i_t ds̃_t
  ///     ds_{t-1} = f_t ds̃_t
  ///     dX_i = dR_i = i_t (1 - i_t) di_t               and so for f and o
  ///     dX_g = dR_g = (1 - g_t²) dg_t
  public func stepBackward(_ step: ReferenceCellStep, dAfter: [Double]) -> ReferenceCellGradient {
    let (i, f, g, o) = (step.gates[0], step.gates[1], step.gates[2], step.gates[3])
    let tanhS = Activation.tanh.value(at: step.after[1])
    let dO = tanhS * dAfter[0]
    let ds = dAfter[1] + o * (1 - tanhS * tanhS) * dAfter[0]
    let di = g * ds
    let df = step.before[1] * ds
    let dg = i * ds
    let dX = [i * (1 - i) * di, f * (1 - f) * df, (1 - g * g) * dg, o * (1 - o) * dO]
    return ReferenceCellGradient(dX: dX, dR: dX, dBefore: [0, f * ds])
  }
}
