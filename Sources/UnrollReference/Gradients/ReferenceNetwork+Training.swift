/// What a training run did.
public struct TrainingRecord: Equatable, Codable, Sendable {
  /// The loss before every update, and last of all the loss of the final parameters.
  public let losses: [Double]
  /// Whether the last loss is under the threshold.
  public let converged: Bool
  /// The number of updates.
  public var updates: Int { losses.count - 1 }
}

/// Why training cannot go on.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
  /// The loss is no longer a number after this many updates.
  case diverged(updates: Int, loss: Double)

  /// What happened and what to do.
  public var description: String {
    switch self {
    case .diverged(let updates, let loss):
      "Training diverged: the loss is \(loss) after \(updates) updates. "
        + "A smaller learning rate may help."
    }
  }
}

extension ReferenceNetwork {
  /// Updates every parameter, equation (16).
  ///
  ///     θ := θ - α Σ_t Σ_k ∂L_t/∂θ|_k
  public mutating func update(with gradient: ReferenceGradient, learningRate: Double) {
    precondition(gradient.shape == shape, "a gradient of \(gradient.shape) for \(shape)")
    flat = zip(flat, gradient.flat).map { $0 - learningRate * $1 }
  }

  /// Gradient descent on a whole batch until its loss falls under a threshold.
  ///
  /// Three separate functions in turn: forward propagation, back-propagation through time,
  /// parameter update. That is all there is to training.
  ///
  /// - Parameters:
  ///   - sequences: the batch; at least one sequence.
  ///   - learningRate: α.
  ///   - threshold: the model has converged when the loss is under this.
  ///   - maximumUpdates: gives up after this many.
  ///   - method: how gradients are computed.
  ///   - reduction: the sum of the losses or their mean, for both loss and gradient.
  /// - Throws: ``TrainingError/diverged(updates:loss:)`` when the loss is not finite. Not to
  ///   converge is no error: the record says so.
  public mutating func train(
    on sequences: [ReferenceSequence], learningRate: Double, untilLossBelow threshold: Double,
    maximumUpdates: Int, by method: GradientMethod = .reverseSweep, reduction: Reduction = .sum
  ) throws(TrainingError) -> TrainingRecord {
    var losses: [Double] = []
    while true {
      let passes = forward(sequences)
      let loss = loss(passes, reduction: reduction)
      guard loss.isFinite else {
        throw TrainingError.diverged(updates: losses.count, loss: loss)
      }
      losses.append(loss)
      if loss < threshold || losses.count > maximumUpdates {
        return TrainingRecord(losses: losses, converged: loss < threshold)
      }
      let gradient = gradient(passes, by: method, reduction: reduction)
      update(with: gradient, learningRate: learningRate)
    }
  }
}
