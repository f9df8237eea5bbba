// swift-format-ignore-file: AlwaysUseLowerCamelCase
// X and R are the letters of the derivation.

/// Everything that one direction of one layer computes at one time step.
public struct ReferenceDirectionStep: Equatable, Codable, Sendable {
  /// The state that the step starts from, [part][H].
  public let before: [[Double]]
  /// m_r ⊙ a_{t-1}, what W is multiplied with, [H].
  public let masked: [Double]
  /// U x_t, [G H].
  public let inputProducts: [Double]
  /// W (m_r ⊙ a_{t-1}), [G H]; empty without W.
  public let recurrentProducts: [Double]
  /// X_t, normalised and with bias, [G H].
  public let X: [Double]
  /// R_t, normalised and with bias, [G H]; empty without W.
  public let R: [Double]
  /// The step of every neuron, [H].
  public let neurons: [ReferenceCellStep]
  /// k_t, the share of the old state that stays, [part][H].
  public let keep: [[Double]]
  /// The state that the step ends with, after zoneout, [part][H].
  public let after: [[Double]]
}

/// Everything that one direction of one layer computes over a sequence.
public struct ReferenceDirectionPass: Equatable, Codable, Sendable {
  /// The state before the first step that it takes, [part][H].
  public let initialState: [[Double]]
  /// m_r, [H]; ones without a mask.
  public let recurrentMask: [Double]
  /// The steps by t from the beginning of the sequence, whatever the direction.
  public let steps: [ReferenceDirectionStep]
  /// The state after the last step that it takes, [part][H]: of the reverse direction that of t = 1.
  public let finalState: [[Double]]
}

/// Everything that one layer computes over a sequence.
public struct ReferenceLayerPass: Equatable, Codable, Sendable {
  /// x_t as the layer reads it, after dropout, [T, I_l].
  public let inputs: [[Double]]
  /// Forward, and reverse if there is one.
  public let directions: [ReferenceDirectionPass]
  /// y_t, with the residual connection if there is one, before dropout, [T, Y].
  public let outputs: [[Double]]
  /// m_t of the dropout that follows, [T, Y]; ones without a mask.
  public let mask: [[Double]]
  /// y_t ⊙ m_t, what the next layer or the output layer reads, [T, Y].
  public let handedOn: [[Double]]
}

/// Forward propagation of a ``ReferenceStack`` over one sequence: every intermediate value.
public struct ReferenceStackPass: Equatable, Codable, Sendable {
  /// The sequence.
  public let sequence: ReferenceStackSequence
  /// What the characters of each word make of it, [T]; empty where words are not spelled.
  public let words: [ReferenceWordPass]
  /// The mask of the first layer's inputs, [T, I_1]; ones without a mask.
  public let inputMask: [[Double]]
  /// Whether the pass began from a state that was given, so that learned ones were not used.
  public let hasGivenState: Bool
  /// The layers, the first one first.
  public let layers: [ReferenceLayerPass]
  /// o_t, [T, K']; [1, K'] of a sequence with one target, and so the losses and weights.
  public let outputs: [[Double]]
  /// The loss of every step, [T].
  public let losses: [Double]
  /// What every step adds to the divisor of a mean, [T].
  public let weights: [Double]

  /// The sum of the losses of all steps.
  public var loss: Double { losses.reduce(0, +) }
  /// What a mean divides the sum by: Σ_t w_y, or the number of predicted values.
  public var weight: Double { weights.reduce(0, +) }

  /// The state before the first step of every direction.
  public var initialState: ReferenceState {
    ReferenceState(parts: layers.map { $0.directions.map(\.initialState) })
  }
  /// The state after the last step of every direction.
  ///
  /// Given to a network of one direction as the initial state, it continues the sequence.
  public var finalState: ReferenceState {
    ReferenceState(parts: layers.map { $0.directions.map(\.finalState) })
  }
}

/// The gradient of the summed loss of one sequence.
public struct ReferenceStackGradient: Equatable, Codable, Sendable {
  /// By every parameter, in the order of ``ReferenceStackConfiguration/slices``.
  public let parameters: [Double]
  /// By the state before the first step of every direction, whether it was given, learned or zero.
  public let initialState: ReferenceState
}
