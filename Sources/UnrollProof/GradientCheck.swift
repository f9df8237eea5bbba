/// The proof, on this machine, that the engine's gradients are those of the derivation.
///
/// Four ways to one gradient, for networks and data made up from a seed:
///
/// 1. the derivation's tensors in Double, summed over the loss axis, equations (7) to (15);
/// 2. the reverse sweep in Double, equations (17) to (21);
/// 3. central differences of the loss in Double, equation (23), which know nothing of 1 and 2;
/// 4. the engine in Float, by the reverse sweep and by the forward recursion, at every
///    instruction-set level that the machine can run, on one thread and on two.
///
/// Each is compared with way 2, parameter array by parameter array. Inputs and outputs are symbols
/// and values, with every non-linearity; the batch holds sequences of different lengths, not sorted.
/// Beside the networks of the chosen sizes, for which all four are computed, the engine is compared
/// with the reverse sweep for networks that are wider than the kernels' registers, for which 1 and 3
/// would take too long.
public struct GradientCheck: Sendable, Equatable {
  /// A kind of recurrent cell.
  public enum Cell: String, Sendable, Codable, CaseIterable {
    /// The derivation's cell, ``Unroll/Network``.
    case vanilla
  }

  /// The cells that are checked.
  public var cells: [Cell] = Cell.allCases
  /// I, the derivation's n.
  public var inputSize = 5
  /// H, the derivation's N1.
  public var hiddenSize = 7
  /// K, the derivation's N2.
  public var outputSize = 3
  /// T of the longest sequence.
  public var steps = 6
  /// Chooses parameters and data.
  public var seed: UInt64 = 1

  /// The default: small sizes, all different.
  public init() {}

  /// Runs all checks.
  ///
  /// - Returns: the report; a check that fails is no error.
  /// - Throws: ``GradientCheckError`` for sizes that are out of range or would take too long.
  /// - Complexity: see ``multiplyAdds`` and ``largestWork``.
  public func run() throws(GradientCheckError) -> GradientReport {
    try validate()
    return GradientReport(checks: trials.flatMap { $0.checks() })
  }

  /// One trial for each cell, pair of ports and non-linearity, at the chosen sizes and wide.
  var trials: [GradientTrial] {
    var trials: [GradientTrial] = []
    for cell in cells {
      for wide in [false, true] {
        for ports in GradientTrial.Ports.all {
          for activation in GradientTrial.activations {
            trials.append(
              GradientTrial(
                cell: cell, ports: ports, activation: activation,
                sizes: wide ? .wide : .chosen(self), seed: seed, index: trials.count))
          }
        }
      }
    }
    return trials
  }
}
