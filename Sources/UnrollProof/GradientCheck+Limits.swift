extension GradientCheck {
  /// The hidden sizes that can be checked.
  public static let hiddenSizes = 1...64
  /// The input and output sizes that can be checked.
  public static let portSizes = 1...256
  /// The lengths that can be checked: beyond some hundred steps Float's rounding is no longer
  /// small.
  public static let stepCounts = 1...200
  /// The most multiply-adds in Double: some tens of seconds with optimised code. It also keeps the
  /// tensors of a sequence under half a gigabyte.
  public static let largestWork = 1e10

  /// Throws when a size is out of range, or when all of them together would take too long. Nothing
  /// is allocated.
  public func validate() throws(GradientCheckError) {
    for (name, value, allowed) in [
      ("input", inputSize, GradientCheck.portSizes),
      ("hidden", hiddenSize, GradientCheck.hiddenSizes),
      ("output", outputSize, GradientCheck.portSizes),
      ("step", steps, GradientCheck.stepCounts),
    ] where !allowed.contains(value) {
      throw .outOfRange(name: name, value: value, allowed: allowed)
    }
    if multiplyAdds > GradientCheck.largestWork {
      throw .tooMuchWork(multiplyAdds: multiplyAdds, limit: GradientCheck.largestWork)
    }
  }

  /// About how many multiply-adds in Double the checks take, all trials together.
  public var multiplyAdds: Double { plans.reduce(0) { $0 + $1.multiplyAdds } }
}

/// Why gradients cannot be checked at the chosen sizes.
public enum GradientCheckError: Error, Equatable, CustomStringConvertible {
  /// A size, or the number of steps, that is out of range.
  case outOfRange(name: String, value: Int, allowed: ClosedRange<Int>)
  /// Finite differences or tensors that take too long.
  case tooMuchWork(multiplyAdds: Double, limit: Double)

  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .outOfRange(let name, let value, let allowed):
      """
      the \(name == "step" ? "number of steps" : "\(name) size") is \(value); it must be \
      \(allowed.lowerBound) to \(allowed.upperBound)
      """
    case .tooMuchWork(let multiplyAdds, let limit):
      """
      checking these sizes takes about \(GradientCheckError.millions(multiplyAdds)) million \
      multiply-adds; the most is \(GradientCheckError.millions(limit)) million: choose smaller \
      sizes or fewer steps
      """
    }
  }

  private static func millions(_ count: Double) -> Int { Int((count / 1e6).rounded(.up)) }
}
