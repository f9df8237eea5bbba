/// How the distance of two gradients is measured.
public enum GradientMeasure: String, Codable, Sendable {
  /// The worst component, equation (24).
  ///
  ///     max_i |a_i - b_i| / max(|a_i|, |b_i|, 1e-3 max_j |b_j|, s)
  ///
  /// The maximum over j is over the same parameter array. A component that is small beside its
  /// neighbours is what large terms left when they cancelled: it carries their rounding.
  case componentwise
  /// The length of the difference beside the length of the reference, equation (25).
  ///
  ///     ‖a - b‖₂ / max(‖b‖₂, s)
  case norm
}

/// A gradient compared with a reference, parameter array by parameter array.
///
/// In both measures s is the scale under which a number counts as zero: a millionth of the largest
/// component of the whole reference, at least 1e-12. So a reference of zeros is matched by zeros
/// and by nothing of any size. A number that is not finite, on either side, never passes.
public struct GradientComparison: Equatable, Sendable {
  /// The verdict on one parameter array.
  public struct Entry: Equatable, Sendable {
    /// U, W, b, V or c; or another name where the slices come from another network.
    public let name: String
    /// The measured distance; infinite where a number is not finite.
    public let error: Double
    /// The largest distance that passes.
    public let tolerance: Double
    /// The place, within this array, of the component that is furthest off.
    public let worstIndex: Int
    /// Whether the array passes.
    public var ok: Bool { error <= tolerance }
  }

  /// One entry per slice, in the order of the slices.
  public let entries: [Entry]

  /// Compares flat arrays.
  ///
  /// The arrays must have the same length and be covered by the slices: a comparison of the wrong
  /// things is a programmer's error.
  ///
  /// - Parameters:
  ///   - gradient: the gradient that is judged.
  ///   - reference: the gradient that is believed.
  ///   - slices: the named parts, in order.
  ///   - measure: how the distance is measured.
  ///   - tolerance: the largest distance that passes; see ``GradientTolerance``.
  public init(
    _ gradient: [Double], reference: [Double], slices: [ParameterSlice],
    measure: GradientMeasure, tolerance: Double
  ) {
    precondition(
      gradient.count == reference.count,
      "a gradient of \(gradient.count) numbers and a reference of \(reference.count)")
    var end = 0
    for slice in slices {
      precondition(slice.range.lowerBound == end, "\(slice.name) does not begin at \(end)")
      end = slice.range.upperBound
    }
    precondition(
      end == reference.count, "slices of \(end) numbers for a reference of \(reference.count)")

    let largest = reference.reduce(0) { max($0, $1.isFinite ? abs($1) : 0) }
    let scale = max(largest * Self.negligibleFraction, Self.smallestScale)
    entries = slices.map { slice in
      Entry(
        slice: slice, Array(gradient[slice.range]), Array(reference[slice.range]),
        measure: measure, scale: scale, tolerance: tolerance)
    }
  }

  /// Compares two gradients of one network.
  public init(
    _ gradient: ReferenceGradient, reference: ReferenceGradient,
    measure: GradientMeasure = .componentwise, tolerance: Double
  ) {
    precondition(gradient.shape == reference.shape, "\(gradient.shape) and \(reference.shape)")
    self.init(
      gradient.flat, reference: reference.flat, slices: reference.shape.slices,
      measure: measure, tolerance: tolerance)
  }

  /// Whether every array passes.
  public var ok: Bool { entries.allSatisfy(\.ok) }

  /// The largest distance of all.
  public var error: Double { entries.map(\.error).max() ?? 0 }

  /// A component this small beside the largest of its array is judged as if it were this large.
  static let cancellationFraction = 1e-3
  /// A number this small beside the largest of the whole gradient counts as zero.
  static let negligibleFraction = 1e-6
  /// A number this small counts as zero even where all are small.
  static let smallestScale = 1e-12
}

extension GradientComparison.Entry {
  fileprivate init(
    slice: ParameterSlice, _ a: [Double], _ b: [Double],
    measure: GradientMeasure, scale: Double, tolerance: Double
  ) {
    name = slice.name
    self.tolerance = tolerance
    if let index = a.indices.first(where: { !a[$0].isFinite || !b[$0].isFinite }) {
      error = .infinity
      worstIndex = index
      return
    }
    let neighbours = b.reduce(0) { max($0, abs($1)) } * GradientComparison.cancellationFraction
    let distances = a.indices.map { i in
      switch measure {
      case .componentwise:
        abs(a[i] - b[i]) / max(abs(a[i]), abs(b[i]), neighbours, scale)
      case .norm:
        abs(a[i] - b[i])
      }
    }
    worstIndex = distances.indices.max { distances[$0] < distances[$1] } ?? 0
    switch measure {
    case .componentwise: error = distances.max() ?? 0
    case .norm: error = norm(distances) / max(norm(b), scale)
    }
  }
}

/// ‖v‖₂.
private func norm(_ v: [Double]) -> Double {
  v.reduce(0) { $0 + $1 * $1 }.squareRoot()
}

extension GradientComparison: CustomStringConvertible {
  /// One line per array that fails, or one line that says how well all agree.
  public var description: String {
    if ok { return "All parameters agree within \(error)." }
    return entries.filter { !$0.ok }.map { entry in
      "\(entry.name) is off by \(entry.error), worst at number \(entry.worstIndex); "
        + "the tolerance is \(entry.tolerance)."
    }.joined(separator: "\n")
  }
}
