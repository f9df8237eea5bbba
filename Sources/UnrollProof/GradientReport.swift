public import Unroll

/// What a ``GradientCheck`` found.
public struct GradientReport: Sendable, Equatable {
  /// What a gradient was compared with; the names are those of the command's JSON.
  public enum Against: String, Sendable, Codable, CaseIterable {
    /// The reverse sweep in Double against the derivation's tensors.
    case derivation
    /// The reverse sweep in Double against central differences.
    case finiteDifference = "finite-difference"
    /// The engine in Float against the reverse sweep in Double.
    case reference
  }

  /// The verdict on one parameter array, or on the loss.
  public struct Check: Sendable, Equatable {
    /// The cell.
    public let cell: Cell
    /// What is special about the trial, in a few words.
    public let trial: String
    /// Sizes, ports, non-linearity and lengths of the trial.
    public let configuration: String
    /// The parameter, such as U, W2 or b2r; `a` and `s`, with the same endings, for states that
    /// are given; or `loss`, or `state` for the states after the last steps.
    public let parameter: String
    /// What it was compared with.
    public let against: Against
    /// The engine's gradient method; nil for Double, and for the loss and the state.
    public let gradient: GradientMethod?
    /// The engine's instruction-set level; nil for Double.
    public let instructionSet: String?
    /// The engine's threads; nil for Double.
    public let threads: Int?
    /// The measured distance; infinite where a number is not finite. In Double it is that of the
    /// worst component, for the engine that of the whole array: equations (24) and (25).
    public let maxRelativeError: Double
    /// The largest distance that passes.
    public let tolerance: Double
    /// Whether it passes.
    public let ok: Bool
  }

  /// All verdicts.
  public let checks: [Check]
  /// Whether all pass. A report of nothing proves nothing.
  public var ok: Bool { !checks.isEmpty && checks.allSatisfy(\.ok) }

  init(checks: [Check]) {
    self.checks = checks
  }
}

extension GradientReport: Codable {
  private enum CodingKeys: String, CodingKey {
    case ok, checks
  }

  /// Reads `checks`; `ok` follows from them.
  public init(from decoder: any Decoder) throws {
    checks = try decoder.container(keyedBy: CodingKeys.self).decode([Check].self, forKey: .checks)
  }

  /// Writes `ok` and `checks`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(ok, forKey: .ok)
    try container.encode(checks, forKey: .checks)
  }
}

extension GradientReport.Check: Codable {
  private enum CodingKeys: String, CodingKey {
    case cell, trial, configuration, parameter, against, gradient, instructionSet, threads
    case maxRelativeError, tolerance, ok
  }

  /// Reads a verdict; an error that is null is infinite.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    cell = try values.decode(Cell.self, forKey: .cell)
    trial = try values.decode(String.self, forKey: .trial)
    configuration = try values.decode(String.self, forKey: .configuration)
    parameter = try values.decode(String.self, forKey: .parameter)
    against = try values.decode(GradientReport.Against.self, forKey: .against)
    gradient = try values.decodeIfPresent(GradientMethod.self, forKey: .gradient)
    instructionSet = try values.decodeIfPresent(String.self, forKey: .instructionSet)
    threads = try values.decodeIfPresent(Int.self, forKey: .threads)
    maxRelativeError =
      try values.decodeIfPresent(Double.self, forKey: .maxRelativeError) ?? .infinity
    tolerance = try values.decode(Double.self, forKey: .tolerance)
    ok = try values.decode(Bool.self, forKey: .ok)
  }

  /// Writes a verdict; JSON has no infinity, so such an error is null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(cell, forKey: .cell)
    try container.encode(trial, forKey: .trial)
    try container.encode(configuration, forKey: .configuration)
    try container.encode(parameter, forKey: .parameter)
    try container.encode(against, forKey: .against)
    try container.encodeIfPresent(gradient, forKey: .gradient)
    try container.encodeIfPresent(instructionSet, forKey: .instructionSet)
    try container.encodeIfPresent(threads, forKey: .threads)
    try container.encode(
      maxRelativeError.isFinite ? maxRelativeError : nil, forKey: .maxRelativeError)
    try container.encode(tolerance, forKey: .tolerance)
    try container.encode(ok, forKey: .ok)
  }
}
