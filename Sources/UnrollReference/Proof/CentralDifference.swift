/// A function at one point: its value, and on which side of each of its kinks the point lies.
///
/// A smooth function has no sides.
struct DifferencePoint {
  let value: Double
  let sides: [Bool]
}

/// How smooth a function is, apart from its kinks: what steps its differences need.
enum DifferenceSteps {
  /// It bends over distances of about one.
  case gentle
  /// It may bend over much smaller distances, nobody knows where.
  case sharp
}

/// The steps of the finite differences, the one that is tried first in front.
///
/// The stencil's truncation error is about s⁴ |f⁽⁵⁾| / 30 and its rounding error about 1.5 ε |f| / s.
/// With ε = 1e-16 and numbers about one both are near 1e-13 at s = 1e-3. Smaller steps are for kinks
/// and sharp bends; rounding costs about 1e-10 at the last.
private let differenceSteps = [1e-3, 1e-4, 1e-5, 1e-6]

/// Two differences that are as close as this, beside their size, agree: a thousandth of what
/// ``GradientTolerance/finiteDifferences`` allows.
private let agreement = 1e-9

/// The derivative of a function at zero by central differences of the fourth order.
///
///     f'(0) ≈ ( f(-2s) - 8 f(-s) + 8 f(s) - f(2s) ) / 12 s      (23)
///
/// Across a kink a difference means nothing. There the step is made smaller until the outermost
/// points and all between are on the same side of every kink; where that does not succeed the
/// derivative does not exist, and the result is NaN, which every comparison rejects.
///
/// A layer normalisation whose inputs are nearly equal bends over distances of √10⁻⁵ ≈ 3e-3, and
/// several in a row over smaller ones, so that truncation is no longer small. For such functions
/// steps are tried, each a tenth of the one before, until two neighbours agree; where none do the
/// result is from the two that agree best. Truncation falls with the step and rounding grows, and
/// where both are small neighbours agree.
///
/// Costs four values, five where there are kinks; two to four times as many for a sharp function.
///
/// - Parameters:
///   - steps: how smooth the function is apart from its kinks.
///   - f: the function.
func centralDifference(
  steps: DifferenceSteps = .gentle, of f: (Double) -> DifferencePoint
) -> Double {
  var found: [Double] = []
  for step in differenceSteps {
    guard let difference = centralDifference(step: step, of: f) else { continue }
    found.append(difference)
    if steps == .gentle { return difference }
    if let last = found.dropLast().last, abs(difference - last) <= agreement * abs(last) {
      return difference
    }
  }
  let neighbours = zip(found, found.dropFirst()).min { abs($0.0 - $0.1) < abs($1.0 - $1.1) }
  return neighbours?.1 ?? found.first ?? .nan
}

/// The difference with one step, or nil where a kink lies between its points.
private func centralDifference(step: Double, of f: (Double) -> DifferencePoint) -> Double? {
  let points = [-2.0, -1, 1, 2].map { f($0 * step) }
  let sides = points[0].sides
  if !sides.isEmpty {
    guard points.allSatisfy({ $0.sides == sides }), f(0).sides == sides else { return nil }
  }
  // (23). Symmetric pairs are subtracted first: they nearly cancel.
  let values = points.map(\.value)
  return (8 * (values[2] - values[1]) - (values[3] - values[0])) / (12 * step)
}
