/// One thing for every time step of a sequence: a symbol, or a vector of numbers.
public enum ReferenceSeries: Equatable, Codable, Sendable {
  /// A symbol for every step, counted from zero.
  case symbols([Int])
  /// A vector for every step, [T, size].
  case numbers([[Double]])

  /// T, the number of time steps.
  public var count: Int {
    switch self {
    case .symbols(let symbols): symbols.count
    case .numbers(let numbers): numbers.count
    }
  }

  /// The steps in the opposite order.
  public func reversed() -> Self {
    switch self {
    case .symbols(let symbols): .symbols(symbols.reversed())
    case .numbers(let numbers): .numbers(numbers.reversed())
    }
  }

  /// The steps of a range, counted from zero.
  public subscript(steps: Range<Int>) -> Self {
    switch self {
    case .symbols(let symbols): .symbols(Array(symbols[steps]))
    case .numbers(let numbers): .numbers(Array(numbers[steps]))
    }
  }
}

/// One sequence for a ``ReferenceStack``: an input and a target for every time step.
public struct ReferenceStackSequence: Equatable, Codable, Sendable {
  /// Symbols below I, or vectors [T, I].
  public let inputs: ReferenceSeries
  /// Symbols below K, or vectors [T, S].
  public let targets: ReferenceSeries

  /// A sequence of at least one step; there are as many targets as inputs.
  public init(inputs: ReferenceSeries, targets: ReferenceSeries) {
    precondition(
      inputs.count == targets.count && inputs.count > 0,
      "\(inputs.count) inputs and \(targets.count) targets")
    self.inputs = inputs
    self.targets = targets
  }

  /// T, the number of time steps.
  public var count: Int { inputs.count }

  /// The same sequence read from its end.
  public func reversed() -> Self {
    Self(inputs: inputs.reversed(), targets: targets.reversed())
  }

  /// A part of the sequence; steps are counted from zero.
  public subscript(steps: Range<Int>) -> Self {
    Self(inputs: inputs[steps], targets: targets[steps])
  }
}
