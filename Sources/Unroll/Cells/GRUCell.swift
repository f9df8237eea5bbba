extension Cell {
  /// The gated recurrent unit (Cho et al., 2014, arXiv:1406.1078), in the form with the reset after
  /// the product and a recurrent bias.
  ///
  ///     n = tanh(X_n + r ⊙ R_n)        a_t = (1 - z) ⊙ n + z ⊙ a_{t-1}
  ///
  /// The step is `GRUStep`; the derivation is Documentation/Derivation/GRUCell.md.
  public static let gru = Cell(
    name: "gru", gates: ["r", "z", "n"], hasCellState: false, hasRecurrentWeights: true,
    hasRecurrentBias: true, memoryGates: [(1, 1)], candidateGate: 2, kernel: { _ in .gru })
}
