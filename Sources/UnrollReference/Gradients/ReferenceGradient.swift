// swift-format-ignore-file: AlwaysUseLowerCamelCase
// A gradient is named d + the letter of its parameter.

/// The gradient of a loss in every parameter of a network.
///
/// Shapes are those of the parameters: dU [H, I], dW [H, H], db [H], dV [K, H], dc [K].
public struct ReferenceGradient: Equatable, Sendable {
  /// The sizes of the network.
  public let shape: NetworkShape
  /// ∂L/∂U.
  public var dU: Matrix
  /// ∂L/∂W.
  public var dW: Matrix
  /// ∂L/∂b.
  public var db: [Double]
  /// ∂L/∂V.
  public var dV: Matrix
  /// ∂L/∂c.
  public var dc: [Double]

  /// The zero gradient.
  public init(shape: NetworkShape) {
    self.init(flat: Array(repeating: 0, count: shape.parameterCount), shape: shape)
  }

  /// A gradient from its numbers in the order of ``NetworkShape/slices``.
  public init(flat: [Double], shape: NetworkShape) {
    self.shape = shape
    (dU, dW, db, dV, dc) = shape.split(flat)
  }

  /// All numbers in one array, in the order of ``ReferenceNetwork/flat``.
  public var flat: [Double] { dU.values + dW.values + db + dV.values + dc }

  /// Adds another gradient of the same network.
  public static func += (sum: inout Self, other: Self) {
    precondition(sum.shape == other.shape, "\(sum.shape) and \(other.shape)")
    sum = Self(flat: zip(sum.flat, other.flat).map { $0 + $1 }, shape: sum.shape)
  }

  /// The gradient with every number divided by `divisor`.
  public func divided(by divisor: Double) -> Self {
    Self(flat: flat.map { $0 / divisor }, shape: shape)
  }
}
