// swift-format-ignore-file: AlwaysUseLowerCamelCase
// X and R are the letters of the derivation.

/// One time step of a recurrent cell, for one neuron.
///
/// A cell is elementwise: what mixes the neurons, the products with U and W, happens before it. So
/// a cell is told in plain numbers, one for each gate:
///
///     X_t = U x_t + b        R_t = W a_{t-1} + d
///     (ã_t, s̃_t, ...) = step(X_t, R_t, (a_{t-1}, s_{t-1}, ...))
///
/// The first part of the state is the hidden state a, the only one that W and the next layer see.
/// Masks, zoneout and normalisation are not the cell's business: ``ReferenceStack`` does them.
///
/// The step and its derivatives stand side by side, to be read beside a page of the derivation.
public protocol ReferenceCell: Sendable {
  /// The name by which ``ReferenceCells`` finds it.
  var name: String { get }
  /// The letters of its gates, in the order of their rows in U, W and the biases.
  var gateNames: [String] { get }
  /// The letters of the parts of its state, the hidden state "a" first.
  var stateNames: [String] { get }
  /// Whether a step reads R; a cell without has no W.
  var hasRecurrentProduct: Bool { get }
  /// Whether R has a bias d of its own.
  var hasRecurrentBias: Bool { get }

  /// The new state of one neuron.
  ///
  /// - Parameters:
  ///   - X: the input's products, one for each gate.
  ///   - R: the recurrent products, one for each gate; empty without a recurrent product.
  ///   - before: the state one step earlier, one number for each part.
  /// - Returns: what was given, the gates and the new state.
  func step(X: [Double], R: [Double], before: [Double]) -> ReferenceCellStep

  /// The derivatives of a loss by everything that a step read, from those by what it made.
  ///
  /// - Parameters:
  ///   - step: what ``step(X:R:before:)`` returned.
  ///   - dAfter: ∂L/∂ of every part of the new state.
  func stepBackward(_ step: ReferenceCellStep, dAfter: [Double]) -> ReferenceCellGradient

  /// The side of each of its kinks on which a neuron stands; empty for a smooth cell.
  ///
  /// Finite differences mean something only where all their points are on the same sides.
  func sides(of step: ReferenceCellStep) -> [Bool]
}

extension ReferenceCell {
  /// Most cells are smooth.
  public func sides(of step: ReferenceCellStep) -> [Bool] { [] }
}

/// What one step of a cell read and made, for one neuron.
public struct ReferenceCellStep: Equatable, Codable, Sendable {
  /// The input's products, one for each gate.
  public let X: [Double]
  /// The recurrent products, one for each gate, or none.
  public let R: [Double]
  /// The state one step earlier, one number for each part.
  public let before: [Double]
  /// The gates after their non-linearities, in the order of ``ReferenceCell/gateNames``.
  public let gates: [Double]
  /// The new state, before zoneout, one number for each part.
  public let after: [Double]
}

/// The derivatives of a loss by what one step of a cell read, for one neuron.
public struct ReferenceCellGradient: Equatable, Codable, Sendable {
  /// ∂L/∂X, one number for each gate.
  public let dX: [Double]
  /// ∂L/∂R, one number for each gate, or none.
  public let dR: [Double]
  /// ∂L/∂ of the state one step earlier, one number for each part; only the elementwise way, not
  /// the way through R.
  public let dBefore: [Double]
}
