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

/// One sequence for a ``ReferenceStack``: an input for every time step, and a target for every time step
/// or one for all of them.
public struct ReferenceStackSequence: Equatable, Codable, Sendable {
  /// Symbols below I, or vectors [T, I].
  public let inputs: ReferenceSeries
  /// Symbols below K, or vectors [T, S]; a single one where ``predictsOnce``.
  public let targets: ReferenceSeries
  /// Whether there is one prediction, made from what each direction hands on when it has read everything.
  public let predictsOnce: Bool

  /// The characters of the word of every step, each at least one; nil where words are not spelled.
  public let spellings: [[Int]]?

  /// A sequence of at least one step; there are as many targets as inputs, or one, and as many spellings as
  /// inputs.
  public init(
    inputs: ReferenceSeries, targets: ReferenceSeries, spellings: [[Int]]? = nil,
    predictsOnce: Bool = false
  ) {
    precondition(
      spellings.map { $0.count == inputs.count && !$0.contains(where: \.isEmpty) } ?? true,
      "\(spellings?.count ?? 0) spellings of \(inputs.count) words")
    self.spellings = spellings
    precondition(
      targets.count == (predictsOnce ? 1 : inputs.count) && inputs.count > 0,
      "\(inputs.count) inputs and \(targets.count) targets")
    self.inputs = inputs
    self.targets = targets
    self.predictsOnce = predictsOnce
  }

  /// T, the number of time steps.
  public var count: Int { inputs.count }

  /// The same sequence read from its end.
  public func reversed() -> Self {
    Self(
      inputs: inputs.reversed(), targets: targets.reversed(), spellings: spellings?.reversed(),
      predictsOnce: predictsOnce)
  }

  /// A part of a sequence with a target for every step; steps are counted from zero.
  public subscript(steps: Range<Int>) -> Self {
    precondition(!predictsOnce, "a part of a sequence that has one target")
    return Self(
      inputs: inputs[steps], targets: targets[steps], spellings: spellings.map { Array($0[steps]) })
  }
}
