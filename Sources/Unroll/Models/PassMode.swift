/// What a forward pass is for.
public enum PassMode: Sendable, Equatable {
  /// Nothing is left out, zoneout takes its expectation, the plain loss is measured.
  case evaluation
  /// Masks are drawn, the objective of training is measured. A mask depends on the seed, the step,
  /// the layer, the sequence's index in its data set and the time step, and on nothing else.
  case training(seed: UInt64, step: Int)

  /// Whether masks are drawn.
  var isTraining: Bool { self != .evaluation }
}
