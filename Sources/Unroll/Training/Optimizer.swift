import KernelBodies
import Kernels

/// The parameter update: the third step of training, after forward and backward propagation.
///
///     θ := θ - α Σ_t Σ_k ∂L_t/∂θ|_k        gd, the derivation's update (16)
///
/// and the rules of ``OptimizerConfiguration``. The sum over the loss axis k and over time t is
/// what ``Engine/backward(_:into:method:)`` has accumulated.
public struct Optimizer: Sendable, Equatable {
  /// The rule and its constants.
  public let configuration: OptimizerConfiguration
  /// Updates so far.
  public private(set) var step = 0
  /// The rule's first state (momentum), empty for a rule without it.
  private(set) var first: [Float]
  /// The rule's second state (squares), empty for a rule without them.
  private(set) var second: [Float]

  /// Creates an optimizer with zero states for parameters of a table.
  public init(_ configuration: OptimizerConfiguration, table: ParameterTable) {
    self.configuration = configuration
    let rule = configuration.updateRule(rate: 0, step: 1)
    first = [Float](repeating: 0, count: rule.hasFirstState ? table.count : 0)
    second = [Float](repeating: 0, count: rule.hasSecondState ? table.count : 0)
  }

  /// Goes on from states that another optimizer of the same rule and network has come to.
  mutating func resume(step: Int, first: [Float], second: [Float]) {
    precondition(
      first.count == self.first.count && second.count == self.second.count,
      "states of another optimizer")
    (self.step, self.first, self.second) = (step, first, second)
  }

  /// Forgets what the rule remembers of past gradients, but not how many there were.
  mutating func forget() {
    for i in first.indices { first[i] = 0 }
    for i in second.indices { second[i] = 0 }
  }

  /// Moves `parameters` by one step along `gradient`.
  ///
  /// - Complexity: a few operations for each parameter; no memory is allocated.
  public mutating func update(
    _ parameters: inout Parameters, gradient: Parameters, learningRate: Double
  ) {
    var gradient = gradient
    update(
      &parameters, gradient: &gradient, learningRate: learningRate, team: nil, .active)
  }

  /// The same, shared among the threads of `team` where that pays. Elements do not depend on each
  /// other, so the bits do not depend on the sharing.
  ///
  /// - Parameters:
  ///   - scaling: what is done to the gradient on the way.
  ///   - clearsGradient: whether the gradient is zero afterwards; otherwise it is left as it is.
  mutating func update(
    _ parameters: inout Parameters, gradient: inout Parameters, learningRate: Double,
    scaling: GradientScaling = GradientScaling(), clearsGradient: Bool = false,
    team: WorkerTeam?, _ instructionSet: InstructionSet
  ) {
    precondition(
      parameters.table == gradient.table, "parameters and gradient of different networks")
    step += 1
    let rule = configuration.updateRule(rate: Float(learningRate), step: step)
    let count = parameters.table.count
    parameters.values.withFlatBlock { theta in
      gradient.values.withFlatBlock { g in
        first.withFlatBlock { first in
          second.withFlatBlock { second in
            let parts = team.map { Optimizer.parts(count: count, team: $0) } ?? 1
            Optimizer.run(parts: parts, on: team) { part in
              instructionSet.update(
                theta, gradient: g, first: first, second: second,
                range: Share.range(count, part: part, of: parts, multipleOf: 16), rule: rule,
                scaling: scaling, clearsGradient: clearsGradient)
            }
          }
        }
      }
    }
  }

  private static func run(parts: Int, on team: WorkerTeam?, _ body: (Int) -> Void) {
    guard let team else { return body(0) }
    team.run(parts: parts, body)
  }

  /// Into how many parts a pass over so many parameters is cut.
  static func parts(count: Int, team: WorkerTeam) -> Int {
    count < smallestSharedCount ? 1 : team.count
  }

  /// Parameters under which one thread updates all of them: memory that another processor has written
  /// is slow to read.
  private static let smallestSharedCount = 100_000
}
