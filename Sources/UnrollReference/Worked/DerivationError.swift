/// Why an example of the derivation cannot be worked through or printed.
public enum DerivationError: Error, Equatable {
  /// A key that no example has.
  case unknownKey(String, known: [String])
  /// A size, or the number of steps, that is less than one.
  case size(String, Int)
  /// An array whose shape is not the expected one.
  case shape(String, found: [Int], expected: [Int])
  /// A matrix whose rows have different lengths.
  case ragged(String, lengths: [Int])
  /// A number that is not finite, and where it stands, counted from one.
  case notFinite(String, at: [Int], value: Double)
  /// A target that is no distribution, which equation (7) for the softmax needs; steps count from 1.
  case notADistribution(step: Int, target: [Double])
  /// A learning rate that is not finite or is negative.
  case learningRate(Double)
  /// Tensors of more numbers than can reasonably be kept.
  case tooManyNumbers(Double, limit: Int)
  /// Finite differences that would take too many multiply-adds.
  case tooMuchWork(Double, limit: Double)
  /// A result too large for a Double, though all inputs are finite.
  case overflow(String)
  /// An example too large for a page that somebody reads.
  case tooLargeToPrint(String, Int, limit: Int)
  /// A number of decimals that cannot be printed.
  case precision(Int, allowed: ClosedRange<Int>)
}

extension DerivationError: CustomStringConvertible {
  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .unknownKey(let key, let known):
      "\"\(key)\" is not a part of an example. The parts are \(known.joined(separator: ", "))."
    case .size(let name, let value):
      "\(name) is \(value); it must be at least 1."
    case .shape(let name, let found, let expected):
      "\(name) has shape \(found); \(expected) was expected. "
        + "The sizes are given or follow from the arrays: make them agree."
    case .ragged(let name, let lengths):
      "The rows of \(name) have different lengths: \(lengths). A matrix has rows of one length."
    case .notFinite(let name, let place, let value):
      "\(name) holds \(value) at \(place). Every number must be finite."
    case .notADistribution(let step, let target):
      "The target of step \(step) is \(target). With a softmax a target must be made of numbers "
        + "that are not negative and add up to 1; for other targets choose "
        + "\(OutputKind.identitySquaredError.rawValue)."
    case .learningRate(let value):
      "The learning rate is \(value); it must be a finite number that is not negative."
    case .tooManyNumbers(let count, let limit):
      "The tensors of this example hold about \(count) numbers; the limit is \(limit). "
        + "Choose smaller sizes or fewer steps."
    case .tooMuchWork(let work, let limit):
      "Checking this example takes about \(work) multiply-adds; the limit is \(limit). "
        + "Choose smaller sizes or fewer steps."
    case .overflow(let name):
      "\(name) is too large for a number. Choose smaller parameters or a smaller learning rate."
    case .tooLargeToPrint(let name, let value, let limit):
      "\(name) is \(value); a page holds at most \(limit). Choose less, or take the numbers as JSON."
    case .precision(let value, let allowed):
      "\(value) decimals; choose \(allowed.lowerBound) to \(allowed.upperBound)."
    }
  }
}
