import KernelBodies

/// `Σ x²` of a flat array in Double, shared among threads: each block of floats has a sum of its own, and
/// the sums are added in order, so that the bits do not depend on the sharing.
package final class SquareSums {
  private let sums: UnsafeMutablePointer<Double>
  private let count: Int

  /// Room for the sums of so many floats.
  package init(count: Int) {
    self.count = count
    sums = .allocate(capacity: max(SquareSums.blocks(count), 1))
  }

  deinit { sums.deallocate() }

  /// The sum over all floats, in `parts` shared among the threads of `team`.
  package func total(
    of values: FlatBlock, parts: Int, team: WorkerTeam, _ instructionSet: InstructionSet
  ) -> Double {
    precondition(values.count == count, "\(values.count) floats, room for \(count)")
    let blocks = SquareSums.blocks(count)
    team.run(parts: parts) { part in
      for block in blocks * part / parts..<blocks * (part + 1) / parts {
        let range = SquareSums.range(block, of: count)
        sums[block] = instructionSet.kernels.sumOfSquares(
          values.base + range.lowerBound, count: range.count)
      }
    }
    var total = 0.0
    for block in 0..<blocks { total += sums[block] }
    return total
  }

  private static let blockSize = 16_384

  static func blocks(_ count: Int) -> Int { (count + blockSize - 1) / blockSize }

  static func range(_ block: Int, of count: Int) -> Range<Int> {
    block * blockSize..<min((block + 1) * blockSize, count)
  }
}
