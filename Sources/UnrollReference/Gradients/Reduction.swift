/// How the losses of all steps of all sequences become one number.
public enum Reduction: String, CaseIterable, Codable, Sendable {
  /// Their sum: the derivation to the letter, equation (6).
  case sum
  /// Their mean: the sum divided by the number of predicted symbols, or of predicted values.
  ///
  /// A symbol is a time step. A step of K numbers is K values, so that a mean squared error does
  /// not depend on the width of the output.
  case mean

  /// What the sum is divided by.
  ///
  /// - Parameters:
  ///   - steps: the time steps of all sequences together.
  ///   - outputSize: K.
  ///   - output: symbols or numbers.
  public func divisor(steps: Int, outputSize: Int, output: OutputKind) -> Double {
    switch (self, output) {
    case (.sum, _): 1
    case (.mean, .softmaxCrossEntropy): Double(steps)
    case (.mean, .identitySquaredError): Double(steps * outputSize)
    }
  }
}
