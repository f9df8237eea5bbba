extension Cell {
  /// The vanilla recurrent cell (Elman, 1990, doi:10.1207/s15516709cog1402_1).
  ///
  ///     a_t = h(W a_{t-1} + U x_t + b)
  ///
  /// The step is `VanillaStep`; the derivation is Documentation/Derivation/VanillaCell.md.
  public static let vanilla = Cell(
    name: "rnn", gates: ["a"], hasCellState: false, hasRecurrentWeights: true,
    hasRecurrentBias: false, memoryGates: [], candidateGate: 0, kernel: { .vanilla($0.function) })
}
