import Kernels
import Testing

/// Sizes around the widths of a vector (8), of a panel (16) and of the tiles' rows (2, 4, 6).
let awkwardSizes = [1, 2, 3, 7, 8, 9, 17, 33]

/// All pairs of awkward sizes.
let awkwardPairs = awkwardSizes.flatMap { a in awkwardSizes.map { (a, $0) } }

extension InstructionSet: CustomTestStringConvertible {
  /// The name by which a failing test tells the level.
  public var testDescription: String { name }
}
