/// The cells of the family, by name.
public enum ReferenceCells {
  /// Every cell: a new one is added here and nowhere else.
  ///
  /// - Parameter activation: the non-linearity of the cell that has a choice.
  public static func all(activation: Activation = .tanh) -> [any ReferenceCell] {
    [
      ReferenceVanillaCell(activation: activation),
      ReferenceLSTMCell(),
      ReferenceGRUCell(),
      ReferenceMinGRUCell(),
      ReferenceMinLSTMCell(),
    ]
  }

  /// The cell of a name, such as "rnn" or "lstm"; nil where there is none.
  public static func named(
    _ name: String, activation: Activation = .tanh
  ) -> (any ReferenceCell)? {
    all(activation: activation).first { $0.name == name }
  }
}
