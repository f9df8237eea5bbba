import Kernels

/// The product that comes nearest to what the processors can do, on all threads of an engine at once.
final class PeakProducts {
  private let team: WorkerTeam
  private let set: InstructionSet
  /// For each thread, matrices of its own that stay in its second-level cache.
  private let operands: [Operands]

  private final class Operands {
    let left = Matrix(rows: PeakProducts.rows, columns: PeakProducts.size)
    let right = PackedMatrix(depth: PeakProducts.size, columns: PeakProducts.size)
    let result = Matrix(rows: PeakProducts.rows, columns: PeakProducts.size)
  }

  private static let rows = 96
  private static let size = 256
  private static let repeats = 20

  init(_ engine: Engine) {
    team = engine.team
    set = engine.instructionSet
    operands = (0..<engine.team.count).map { _ in Operands() }
  }

  /// Floating-point operations a second, of a millisecond's or two's work on each thread.
  func operationsPerSecond() -> Double {
    let start = ContinuousClock.now
    team.run(parts: operands.count) { part in
      let matrices = operands[part]
      for _ in 0..<PeakProducts.repeats {
        set.multiply(matrices.left.block, matrices.right.block, into: matrices.result.block)
      }
    }
    let seconds = (ContinuousClock.now - start).inSeconds
    let operations = 2 * PeakProducts.rows * PeakProducts.size * PeakProducts.size
    return Double(operations * PeakProducts.repeats * operands.count) / seconds
  }
}
