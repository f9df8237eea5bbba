extension Cell {
  /// Long short-term memory (Hochreiter and Schmidhuber, 1997, doi:10.1162/neco.1997.9.8.1735; with
  /// the forget gate of Gers, Schmidhuber and Cummins, 2000, doi:10.1162/089976600300015015).
  ///
  ///     s_t = f ⊙ s_{t-1} + i ⊙ g        a_t = o ⊙ tanh(s_t)
  ///
  /// The step is `LSTMStep`; the derivation is Documentation/Derivation/LSTMCell.md.
  public static let lstm = Cell(
    name: "lstm", gates: ["i", "f", "g", "o"], hasCellState: true, hasRecurrentWeights: true,
    hasRecurrentBias: false, memoryGates: [(1, 1), (0, -1)], candidateGate: 2,
    kernel: { _ in .lstm })
}
