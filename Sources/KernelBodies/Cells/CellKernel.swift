// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Public for inlining into the levels only; no product exports this module.

/// The cells that have kernels. A new one is a case, and a line in the switch below it.
public enum CellKernel: Sendable, Equatable {
  case vanilla(ActivationFunction)
  case lstm
  case gru
  case minimalGRU
  case minimalLSTM

  /// Hands the cell's step to a visitor.
  @inlinable @inline(__always)
  func accept<Visitor: CellStepVisitor>(_ visitor: Visitor) -> Visitor.Result {
    switch self {
    case .vanilla(.hyperbolicTangent): visitor.visit(VanillaStep<HyperbolicTangent>.self)
    case .vanilla(.rectifier): visitor.visit(VanillaStep<Rectifier>.self)
    case .vanilla(.logistic): visitor.visit(VanillaStep<Logistic>.self)
    case .lstm: visitor.visit(LSTMStep.self)
    case .gru: visitor.visit(GRUStep.self)
    case .minimalGRU: visitor.visit(MinimalGRUStep.self)
    case .minimalLSTM: visitor.visit(MinimalLSTMStep.self)
    }
  }
}

/// What can be done with any cell's step.
@usableFromInline
protocol CellStepVisitor {
  associatedtype Result
  func visit<Step: CellStep>(_ step: Step.Type) -> Result
}

extension KernelSet {
  /// Walks a cell's step over rows and neurons: forward, or backward if there is room for gradients.
  @inlinable
  public static func step(_ kernel: CellKernel, _ operands: CellOperands) {
    kernel.accept(StepWalk<Self>(operands: operands))
  }
}

/// What a cell's kernel needs room for.
public struct CellShape: Sendable, Equatable {
  public let gates: Int
  public let stateParts: Int
  public let savedCount: Int
  public let hasRecurrentProducts: Bool
  public let hasOwnRecurrentGradient: Bool
}

extension CellKernel {
  private struct Measure: CellStepVisitor {
    func visit<Step: CellStep>(_ step: Step.Type) -> CellShape {
      CellShape(
        gates: Step.gates, stateParts: Step.stateParts, savedCount: Step.savedCount,
        hasRecurrentProducts: Step.hasRecurrentProducts,
        hasOwnRecurrentGradient: Step.hasOwnRecurrentGradient)
    }
  }

  /// The numbers that the cell's step states.
  public var shape: CellShape { accept(Measure()) }
}
