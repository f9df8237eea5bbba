extension Cell {
  /// The minimal gated recurrent unit (Feng et al., 2024, arXiv:2410.01201, section 3.1): its gates
  /// see the input alone, and each neuron recurs on itself.
  ///
  ///     a_t = (1 - z) ⊙ a_{t-1} + z ⊙ X_n
  ///
  /// The step is `MinimalGRUStep`; the derivation is Documentation/Derivation/MinimalCells.md.
  public static let minimalGRU = Cell(
    name: "mingru", gates: ["z", "n"], hasCellState: false, hasRecurrentWeights: false,
    hasRecurrentBias: false, memoryGates: [(0, -1)], candidateGate: 1, kernel: { _ in .minimalGRU })

  /// Minimal long short-term memory (Feng et al., 2024, arXiv:2410.01201, section 3.2): forget and
  /// input gate share one unit, f' + i' = 1.
  ///
  ///     a_t = f' ⊙ a_{t-1} + i' ⊙ X_n
  ///
  /// The step is `MinimalLSTMStep`; the derivation is Documentation/Derivation/MinimalCells.md.
  public static let minimalLSTM = Cell(
    name: "minlstm", gates: ["f", "i", "n"], hasCellState: false, hasRecurrentWeights: false,
    hasRecurrentBias: false, memoryGates: [(0, 1), (1, -1)], candidateGate: 2,
    kernel: { _ in .minimalLSTM })
}
