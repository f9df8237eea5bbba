public import Unroll

/// The proof, on this machine, that the engine's gradients are those of the definitions.
///
/// Four ways to one gradient, for networks and data made up from a seed:
///
/// 1. the derivation's tensors in Double, summed over the loss axis, equations (7) to (15), for the
///    derivation's own network;
/// 2. the reverse sweep in Double, equations (17) to (21) and their like for the other cells;
/// 3. central differences of the loss in Double, equation (23), which know nothing of 1 and 2;
/// 4. the engine in Float, by the reverse sweep and, where it goes, by the forward recursion, at
///    every instruction-set level that the machine can run, on one thread and on two.
///
/// Each is compared with way 2, parameter array by parameter array. For each cell there are trials
/// of the plain network, with symbols and values in and out, and of every option: layers,
/// directions, embeddings, residual connections, normalisation, initial states, every kind of
/// dropout with the engine's own masks, and all of them at once. Batches hold sequences of different
/// lengths, not sorted. Some networks are wider than the kernels' registers; for these 1 and 3 would
/// take too long.
public struct GradientCheck: Sendable, Equatable {
  /// The cells that are checked.
  public var cells: [Cell] = Cell.allCases
  /// I of the plain networks, the derivation's n.
  public var inputSize = 5
  /// H of the plain networks, the derivation's N1.
  public var hiddenSize = 7
  /// K of the plain networks, the derivation's N2.
  public var outputSize = 3
  /// T of the plain networks' longest sequence.
  public var steps = 6
  /// Whether to leave out the derivation's tensors and finite differences, which judge the reverse
  /// sweep in Double, not the engine.
  public var isQuick = false
  /// Chooses parameters, data and masks.
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
    return GradientReport(
      checks: plans.enumerated().flatMap { index, plan in
        GradientTrial(plan, seed: seed, index: index).checks()
      })
  }

  /// What is checked, cell by cell; then, cell by cell, what came later, so that the numbers that a plan's
  /// place chooses stay as they are.
  var plans: [TrialPlan] {
    let all = cells.flatMap { TrialPlan.all(of: $0, self) }
    var plans = all.filter { !$0.cameLater } + all.filter(\.cameLater)
    if isQuick { for index in plans.indices { plans[index].isWhole = false } }
    return plans
  }
}

extension TrialPlan {
  /// Whether the plan is of one prediction for a sequence, or of spelled words.
  fileprivate var cameLater: Bool { predictsOnce || configuration.spelling != nil }
}
