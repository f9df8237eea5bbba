/// How far two gradients may be apart, each with its reason.
public enum GradientTolerance {
  /// Two ways in Double, judged by ``GradientMeasure/componentwise``.
  ///
  /// Both are exact but for rounding, 1e-16 a operation. A sum of some thousand terms loses three
  /// digits, and a component that is a thousandth of its neighbours another three; 1e-9 leaves one
  /// digit in hand and is far below any mistake of a formula.
  public static let sameInDouble = 1e-9

  /// A gradient in Double against ``ReferenceNetwork/finiteDifferences(_:reduction:)``, judged by
  /// ``GradientMeasure/componentwise``.
  ///
  /// The stencil is good to about 1e-12 of the loss; the smallest component that counts is a
  /// thousandth of its neighbours. Losses hundreds of times as large as gradients still pass.
  public static let finiteDifferences = 1e-6

  /// The engine in Float against Double, judged by ``GradientMeasure/norm``.
  ///
  /// Float rounds by 6e-8. Errors of thousands of additions and of up to two hundred steps of
  /// recurrence add up like random numbers to some 1e-6; 1e-5 leaves room for the approximations
  /// of exp and tanh, of 2e-7 each.
  public static let singlePrecision = 1e-5
}
